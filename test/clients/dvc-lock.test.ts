import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Workspace } from "../../src/core/workspace.js";
import type { ComparedFiles } from "../../src/trackers/dvc/compared-files.js";
import { type StaleStage, staleStages } from "../../src/trackers/dvc/stale-stages.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { temporaryFolder } from "../tools/repository.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

/** `dvc status`: what it says of each stage that is not as the lock has it. */
type Told = Readonly<
  Record<string, readonly (string | Readonly<Record<string, Readonly<Record<string, unknown>>>>)[]>
>;

let told: Readonly<Record<string, Told>> = {};
let root = "";

beforeAll(() => {
  const home = temporaryFolder("home");
  root = join(home, "churn");
  told = JSON.parse(
    execFileSync(interpreter, ["test/tools/make_dvc_lock.py", root], {
      env: { PATH: process.env.PATH, HOME: home, TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    }).toString(),
  );
});

describe("E5: what changes make of a lock is told as `dvc status` of the installed DVC tells it", () => {
  test("in every case of the project", async () => {
    const names = Object.keys(told);
    expect(names.length).toBeGreaterThan(40);
    const ours: Record<string, readonly string[]> = {};
    for (const name of names) ours[name] = shown(await staleOf(`case/${name}`));
    expect(ours).toEqual(Object.fromEntries(names.map((name) => [name, inWords(told[name]!)])));
  });

  test("a stage that left the pipeline, of which DVC says nothing, is named", async () => {
    const removed = await staleOf("case/stage-removed");
    expect(removed.map(({ stage, differences }) => [stage, differences.map(({ what }) => what)])).toEqual([
      ["each@linear", ["removed"]],
    ]);
  });
});

async function staleOf(rev: string): Promise<readonly StaleStage[]> {
  const workspace = await openWorkspace(root, { rev });
  try {
    return await staleStages(await filesOf(workspace));
  } finally {
    await workspace.close();
  }
}

async function filesOf(workspace: Workspace): Promise<ComparedFiles> {
  const paths = (await workspace.files()).map(({ path }) => path);
  return {
    has: (path) => paths.includes(path),
    bytes: async (path) => (paths.includes(path) ? workspace.read(path) : null),
    ending: (ending) => paths.filter((path) => path.endsWith(ending)),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  command: "changed command",
  parameters: "changed deps",
  dependency: "changed deps",
  output: "changed outs",
};

const shown = (stale: readonly StaleStage[]): readonly string[] =>
  unique(
    stale.flatMap(({ stage, differences }) =>
      differences.flatMap(({ what }) => (what === "removed" ? [] : [`${stage}: ${KINDS[what]}`])),
    ),
  );

/** Of stages that ran: data that is not there, and stages that always run, are no matter of the lock. */
function inWords(status: Told): readonly string[] {
  return unique(
    Object.entries(status).flatMap(([stage, entries]) =>
      entries.flatMap((entry) => {
        if (typeof entry === "string") return entry === "always changed" ? [] : [`${stage}: ${entry}`];
        return Object.entries(entry).flatMap(([kind, items]) =>
          Object.values(items).every((state) => state === "deleted" || state === "not in cache")
            ? []
            : [`${stage}: ${kind}`],
        );
      }),
    ),
  );
}

const unique = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();
