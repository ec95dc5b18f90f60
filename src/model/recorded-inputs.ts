import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { InventoryItem } from "../core/report.js";
import type { JudgedRun } from "../core/run.js";

/** Data that run records name as their input: which runs read it, and whether a digest says what it was. */
export function recordedInputs(model: RepoModel): InventoryItem[] {
  const inputs = new Map<string, { name: string; digest: string | null; runs: JudgedRun[] }>();
  for (const run of model.runs)
    for (const { name, digest } of run.inputs) {
      const key = `${name}\0${digest ?? ""}`;
      const known = inputs.get(key) ?? { name, digest, runs: [] };
      inputs.set(key, known);
      if (known.runs.at(-1) !== run) known.runs.push(run);
    }
  return [...inputs]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { name, digest, runs }]) => ({
      kind: "lineage",
      name,
      state: `input of ${runs.length === 1 ? "1 run" : `${runs.length} runs`}`,
      value: digest ?? "no digest",
      // A few places are enough: the ledger lists every run.
      locations: runs.slice(0, 5).map((run) => run.location),
    }));
}
