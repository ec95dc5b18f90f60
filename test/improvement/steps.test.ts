import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import type { Report } from "../../src/core/report.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { filesOf, improved, STEPS, type Step } from "../tools/improvement.js";
import { buildFixture, buildRepository, type Files } from "../tools/repository.js";

async function reportOf(root: string): Promise<Report> {
  const workspace = await openWorkspace(root);
  try {
    return await audit(workspace, { ruleSet: RULES, local: true });
  } finally {
    await workspace.close();
  }
}

const hundredths = (points: number | undefined): number => Math.round((points ?? Number.NaN) * 100);
const totalOf = ({ score }: Report): number => hundredths(score?.total);
const dimensionsOf = ({ score }: Report): Record<string, number> =>
  Object.fromEntries((score?.dimensions ?? []).map(({ id, earned }) => [id, hundredths(earned)]));
/** Dimensions that a change has lowered. */
const fallen = (before: Report, after: Report): string[] => {
  const [was, is] = [dimensionsOf(before), dimensionsOf(after)];
  return Object.keys(was).filter((id) => (is[id] ?? 0) < (was[id] ?? 0));
};

describe("D1 D5: a script that becomes a project, step by step", () => {
  const reports: Report[] = [];
  beforeAll(async () => {
    for (let done = 0; done <= STEPS.length; done++)
      reports.push(await reportOf(improved(STEPS.slice(0, done)).root));
  });

  describe.each(STEPS.map((step, at) => [step.files, step, at] as const))("%s", (_, step, at) => {
    test("D1: raises the dimensions that it is for, and no other", () => {
      const [was, is] = [dimensionsOf(reports[at]!), dimensionsOf(reports[at + 1]!)];
      const risen = Object.keys(is).filter((id) => (is[id] ?? 0) > (was[id] ?? 0));
      expect(risen.sort()).toEqual([...step.raises].sort());
      expect(fallen(reports[at]!, reports[at + 1]!)).toEqual([]);
    });

    test("D3: lowers the share of no area", () => {
      const before = new Map(reports[at]!.areas.map(({ id, share }) => [id, share ?? 0]));
      const lower = reports[at + 1]!.areas.filter(({ id, share }) => (share ?? 0) < (before.get(id) ?? 0));
      expect(lower).toEqual([]);
    });
  });

  const advised = STEPS.flatMap(({ files, applies }, at) =>
    applies === undefined ? [] : [[files, applies, at] as const],
  );
  test.each(advised)("D5: %s is worth what the recommendation of %s promised", (_, rule, at) => {
    const [before, after] = [reports[at]!, reports[at + 1]!];
    const advice = before.findings.find((finding) => finding.rule === rule);
    expect(totalOf(after) - totalOf(before)).toBe(hundredths(advice?.fix.gain));
    expect(after.findings.filter((finding) => finding.rule === rule)).toEqual([]);
  });

  test("D1: goes from next to nothing to nearly all", () => {
    expect(totalOf(reports[0]!)).toBeLessThan(600);
    expect(totalOf(reports.at(-1)!)).toBeGreaterThan(2800);
  });

  test("D5: of two recommendations of one priority the one that returns more for its effort stands first", () => {
    const cost = { minutes: 1, hours: 4, days: 16 };
    for (const { recommendations } of reports)
      for (const [at, one] of recommendations.slice(1).entries()) {
        const before = recommendations[at]!;
        expect(before.priority <= one.priority).toBe(true);
        if (before.priority === one.priority)
          expect(before.gain / cost[before.effort]).toBeGreaterThanOrEqual(one.gain / cost[one.effort]);
      }
  });
});

/** An order in which every step comes after those that it builds on. */
function inOrder(steps: readonly Step[], keys: readonly number[]): Step[] {
  const left = steps.map((step, at) => ({ step, key: keys[at] ?? 0 }));
  const done: Step[] = [];
  while (left.length > 0) {
    const free = left.filter(({ step }) =>
      (step.after ?? []).every((name) => done.some(({ files }) => files === name)),
    );
    const next = free.reduce((low, one) => (one.key < low.key ? one : low));
    done.push(next.step);
    left.splice(left.indexOf(next), 1);
  }
  return done;
}

const FIXTURES = fileURLToPath(new URL("../../fixtures/rules/", import.meta.url));
/** Plain folders of twins; those with a git history of their own are left out. */
const TWINS = readdirSync(FIXTURES)
  .flatMap((rule) => readdirSync(join(FIXTURES, rule)).map((twin) => join(FIXTURES, rule, twin)))
  .filter((folder) => /\/(?:pass|fail)$/.test(folder) && !readdirSync(folder).includes("git.json"))
  .sort();
/** Files that are good to have, whatever else there is. */
const FAVOURABLE: Readonly<Record<string, Files>> = {
  "a guide with results and conclusions": filesOf("21-conclusions"),
  "a container on a fixed base and a Python version": filesOf("11-container"),
  "tests in CI": filesOf("18-ci"),
  "data versioned with a remote": filesOf("17-data"),
};

const RUNS = 16;

describe("D1: favourable evidence never lowers a score", () => {
  test("D1: in whatever order the steps are made", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { minLength: STEPS.length, maxLength: STEPS.length }),
        fc.integer({ min: 1, max: STEPS.length }),
        async (keys, count) => {
          const order = inOrder(STEPS, keys);
          const before = await reportOf(improved(order.slice(0, count - 1)).root);
          const after = await reportOf(improved(order.slice(0, count)).root);
          expect({ step: order[count - 1]!.files, fallen: fallen(before, after) }).toEqual({
            step: order[count - 1]!.files,
            fallen: [],
          });
        },
      ),
      { numRuns: RUNS, seed: 8 },
    );
  });

  test("D1: whatever repository a good file is added to", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...TWINS),
        fc.constantFrom(...Object.keys(FAVOURABLE)),
        async (twin, name) => {
          const { root } = buildFixture(twin);
          const before = await reportOf(root);
          fc.pre(before.score !== null);
          const plain = Object.entries(FAVOURABLE[name]!).filter(([path]) => !isThere(root, path));
          buildRepository({ untracked: Object.fromEntries(plain) }, { folder: root });
          const lowered = fallen(before, await reportOf(root));
          expect({ twin: twin.slice(FIXTURES.length), name, lowered }).toEqual({
            twin: twin.slice(FIXTURES.length),
            name,
            lowered: [],
          });
        },
      ),
      { numRuns: RUNS, seed: 8 },
    );
  });
});

const isThere = (root: string, path: string): boolean =>
  readdirSync(join(root), { recursive: true }).some((one) => String(one) === path);
