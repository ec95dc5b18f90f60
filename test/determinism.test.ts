import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import { markdown } from "../src/formats/markdown.js";
import { openWorkspace } from "../src/workspace/open.js";
import { exptrack } from "./tools/command-line.js";
import { buildDemo } from "./tools/demo-repository.mjs";
import { improved, STEPS } from "./tools/improvement.js";
import { PROBES } from "./tools/probe-repositories.js";
import { buildRepository, temporaryFolder } from "./tools/repository.js";

/** Two texts of one audit: for programs and for people. */
async function textsOf(root: string) {
  const workspace = await openWorkspace(root);
  try {
    const report = await audit(workspace, { ruleSet: RULES, local: true });
    // The one thing that a folder is asked for: what to call the repository on a screen.
    const { name: _name, ...repository } = report.repository;
    return {
      json: JSON.stringify({ ...report, repository }),
      markdown: markdown(report, { folder: "docs" }),
    };
  } finally {
    await workspace.close();
  }
}

/** The same shuffle for the same seed (a linear congruential generator, Numerical Recipes). */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const left = [...items];
  const out: T[] = [];
  let state = seed;
  while (left.length > 0) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    out.push(...left.splice(state % left.length, 1));
  }
  return out;
}

/** The order in which a disk tells what a folder holds; 0: as it is. */
const disk = vi.hoisted(() => ({ order: 0, shuffled: 0 }));
vi.mock("node:fs", async (importOriginal) => {
  const fs = await importOriginal<typeof import("node:fs")>();
  const readdirSync = ((...args: Parameters<typeof fs.readdirSync>) => {
    const found = fs.readdirSync(...args) as unknown as unknown[];
    if (disk.order === 0) return found;
    disk.shuffled++;
    return shuffled(found, disk.order);
  }) as typeof fs.readdirSync;
  return { ...fs, readdirSync };
});

const REPOSITORIES: readonly (readonly [string, () => Promise<string>])[] = [
  [
    "the sample project",
    async () => {
      const root = join(temporaryFolder("demo"), "flowers");
      await buildDemo(root);
      return root;
    },
  ],
  ["a project improved step by step", async () => improved(STEPS).root],
  ["records of four trackers", async () => buildRepository(PROBES.p7).root],
  ["a repository with thin sections", async () => buildRepository(PROBES.p6).root],
];

describe.each(REPOSITORIES)("E1: the report on %s is the same", (_, build) => {
  test("E1: in another directory", async () => {
    const root = await build();
    const elsewhere = join(temporaryFolder("Ω another place"), "ünïcode – name");
    cpSync(root, elsewhere, { recursive: true });
    expect(await textsOf(elsewhere)).toEqual(await textsOf(root));
  });

  afterEach(() => {
    disk.order = 0;
    disk.shuffled = 0;
  });

  test("E1: whatever order the disk lists files in", async () => {
    const root = await build();
    const usual = await textsOf(root);
    for (const order of [1, 2026]) {
      disk.order = order;
      expect(await textsOf(root)).toEqual(usual);
    }
    expect(disk.shuffled).toBeGreaterThan(2);
  });

  test("E1: in another locale and time zone", async () => {
    const root = await build();
    const [here, there] = [
      { LC_ALL: "C", LANG: "C", TZ: "UTC" },
      { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" },
    ].map((env) =>
      ["json", "markdown"].map((format) =>
        exptrack(["audit", root, "--no-report", "--no-cache", "-f", format], { env }),
      ),
    );
    expect(here!.map(({ code }) => code)).toEqual([0, 0]);
    expect(there!.map(({ stdout }) => stdout)).toEqual(here!.map(({ stdout }) => stdout));
    expect(here![0]!.stdout.length).toBeGreaterThan(1000);
  });
});
