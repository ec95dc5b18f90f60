import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { categoryOf, isInside, mean, meanAbsoluteError, weightedKappa } from "../tools/agreement.mjs";
import { temporaryFolder } from "../tools/repository.js";

const category = fc.integer({ min: 0, max: 5 });

describe("D1: how far scores and labels agree", () => {
  test("D1: kappa with quadratic weights is what other programs compute", () => {
    // scikit-learn: cohen_kappa_score(a, b, weights="quadratic", labels=range(6))
    const a = [0, 1, 2, 3, 4, 5, 2, 3];
    const b = [0, 2, 2, 3, 5, 5, 1, 1];
    expect(weightedKappa(a.map((one, at) => [one, b[at]!]))).toBeCloseTo(0.8333333333333334, 12);
    expect(
      weightedKappa([
        [0, 5],
        [5, 0],
      ]),
    ).toBeCloseTo(-1, 12);
    expect(
      weightedKappa([
        [0, 0],
        [0, 5],
        [5, 0],
        [5, 5],
      ]),
    ).toBeCloseTo(0, 12);
    expect(
      weightedKappa([
        [3, 3],
        [3, 3],
      ]),
    ).toBeNaN();
  });

  test("D1: two equal columns agree in full, and the order of the columns does not matter", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(category, category), { minLength: 2, maxLength: 20 }), (pairs) => {
        const same = pairs.map(([a]): [number, number] => [a, a]);
        if (new Set(same.map(([a]) => a)).size > 1) expect(weightedKappa(same)).toBe(1);
        const kappa = weightedKappa(pairs);
        const turned = weightedKappa(pairs.map(([a, b]): [number, number] => [b, a]));
        if (Number.isNaN(kappa)) expect(turned).toBeNaN();
        else expect(turned).toBeCloseTo(kappa, 9);
      }),
    );
  });

  test("D1: a score falls in the nearest category, half up, and is inside a range with half a point to spare", () => {
    expect([0, 0.49, 0.5, 2.5, 4.4, 5].map(categoryOf)).toEqual([0, 0, 1, 3, 4, 5]);
    expect([2.49, 2.5, 4.5, 4.51].map((score) => isInside(score, [3, 4]))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(
      meanAbsoluteError([
        [1, 2],
        [3, 3],
        [5, 3],
      ]),
    ).toBe(1);
    expect(mean([1, Number.NaN, 3])).toBe(2);
  });

  test("D1: the table names score, label, range and agreement of each repository", () => {
    const folder = temporaryFolder("calibration");
    mkdirSync(join(folder, "ada+glass"));
    const program = join(folder, "program.mjs");
    const report = {
      score: {
        total: 12,
        dimensions: ["code", "data", "environment", "parameters", "results", "documentation"].map((id) => ({
          id,
          earned: 2,
        })),
      },
      inventory: { seeds: { state: "none" }, trackers: [{ id: "mlflow", state: "active" }] },
    };
    writeFileSync(program, `console.log(${JSON.stringify(JSON.stringify(report))})`);
    const dims = Object.fromEntries(
      ["code", "data", "env", "params", "results", "docs"].map((id) => [id, { score: 2, range: [2, 3] }]),
    );
    const labels = [
      {
        repo: "ada/glass",
        ref: "0",
        dims: { ...dims, docs: { score: 4, range: [3, 5] } },
        total: 14,
        seed: "full",
        trackers: { active: ["mlflow"], optional: ["wandb"] },
      },
      { repo: "ada/gone", ref: "0", dims, total: 12, seed: "none", trackers: {} },
    ];
    writeFileSync(join(folder, "labels.json"), JSON.stringify(labels));
    const { stdout, status } = spawnSync(
      process.execPath,
      [
        fileURLToPath(new URL("../tools/calibrate.mjs", import.meta.url)),
        ...["--repositories", folder, "--labels", join(folder, "labels.json"), "--program", program],
      ],
      { encoding: "utf8" },
    );
    expect(status).toBe(0);
    expect(stdout).toContain("ada/gone: is not in that folder");
    expect(stdout).toMatch(/ada\/glass +documentation +2\.00 +4\.00 +3–5 +NO/);
    expect(stdout).toMatch(/all +5\/6 +.* 0\.33/);
    expect(stdout).toContain("states of trackers 1 / 2, of seeds 0 / 1");
  });
});
