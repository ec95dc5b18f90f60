import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import type { Finding } from "../../src/core/report.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { temporaryFolder } from "../tools/repository.js";

const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";

interface Told {
  /** `dvc status` */
  readonly status: Readonly<Record<string, readonly unknown[]>>;
  /** `dvc data status` */
  readonly data: { readonly uncommitted: { readonly modified?: readonly string[] } };
  /** `dvc repro --force` stops because git tracks an output. */
  readonly refuses: boolean;
}

let told: Readonly<Record<string, Told>> = {};
const ours = new Map<string, readonly Finding[]>();
let root = "";

beforeAll(async () => {
  const home = temporaryFolder("home");
  root = join(home, "states");
  told = JSON.parse(
    execFileSync(interpreter, ["test/tools/make_dvc_states.py", root], {
      env: { PATH: process.env.PATH, HOME: home, TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    }).toString(),
  );
  for (const name of Object.keys(told)) {
    const workspace = await openWorkspace(join(root, name));
    try {
      ours.set(name, (await audit(workspace, { ruleSet: RULES, local: true })).findings);
    } finally {
      await workspace.close();
    }
  }
}, 600_000);

const of = (name: string, rule: string): readonly Finding[] =>
  (ours.get(name) ?? []).filter((finding) => finding.rule === rule);
const inEveryState = (answer: (name: string) => unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.keys(told).map((name) => [name, answer(name)]));

describe("D6: a project in many states is told of as the installed DVC tells of it", () => {
  test("content that is not what pointer and lock say, as `dvc data status` has it", () => {
    expect(Object.keys(told).length).toBeGreaterThan(25);
    const differing = (name: string) =>
      of(name, "data-differs-from-pointer").map(({ message }) => message.split(" has other content")[0]);
    // What is not at hand is no finding, and `dvc pull` of a part is no change.
    const expected = (name: string) =>
      name === "member-deleted"
        ? []
        : (told[name]!.data.uncommitted.modified ?? []).map((path) => path.replace(/\/$/, "")).sort();
    expect(inEveryState((name) => differing(name).sort())).toEqual(inEveryState(expected));
  });

  test("it is a matter of this machine, and changes nothing of what is said of the repository", () => {
    const cloned = (name: string) => (ours.get(name) ?? []).filter(({ scope }) => scope === "clone");
    const local = [
      "cloned",
      "data-changed",
      "data-deleted",
      "output-changed",
      "member-added",
      "without-cache",
    ];
    for (const name of local) expect(cloned(name), name).toEqual(cloned("as-it-ran"));
    expect(of("data-changed", "data-differs-from-pointer").map(({ scope }) => scope)).toEqual(["local"]);
  });

  test("stages without an entry in the lock, as `dvc status` wants to run them", () => {
    const lock = (name: string) => readFileSync(join(root, name, "dvc.lock"), "utf8");
    const open = (name: string) =>
      Object.entries(told[name]!.status)
        .filter(([stage]) => !stage.endsWith(".dvc") && !lock(name).includes(`\n  ${stage}:\n`))
        .filter(([, entries]) => JSON.stringify(entries).match(/changed deps|always changed/))
        .map(([stage]) => stage);
    const named = (name: string) =>
      of(name, "stage-not-locked").flatMap(({ message }) => /\((.+)\)/.exec(message)?.[1]?.split(", ") ?? []);
    expect(inEveryState(named)).toEqual(inEveryState(open));
  });

  test("an output that git tracks as well, where a run stops", () => {
    expect(inEveryState((name) => of(name, "output-in-git-and-dvc").length > 0)).toEqual(
      inEveryState((name) => told[name]!.refuses),
    );
  });

  test("a folder of source code that changed or grew", () => {
    const stale = (name: string) =>
      of(name, "stale-lock").some(({ message }) => message.includes("read another src"));
    const said = (name: string) => JSON.stringify(told[name]!.status).includes('"src":"modified"');
    expect(inEveryState(stale)).toEqual(inEveryState(said));
  });
});
