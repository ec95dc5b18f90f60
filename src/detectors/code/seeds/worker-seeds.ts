import type { Call, CodeFile } from "../../../core/code.js";
import { argument } from "../study/names.js";
import type { Study } from "../study/study.js";
import { seedingsIn } from "./seed-calls.js";

/** A DataLoader that is told to use workers; where it takes the number from elsewhere, what that is by default. */
export function usesWorkers(study: Study, file: CodeFile, call: Call): boolean {
  if (!/DataLoader$/.test(call.name)) return false;
  const given = argument(call, "num_workers", 5);
  if (given === undefined) return false;
  const { value } = study.values.resolve(file, call.scope, given);
  return value.is === "literal" && typeof value.value === "number" && value.value > 0;
}

const known = new WeakMap<Study, ReadonlySet<string>>();

/** Programs that seed torch, and of which each DataLoader works in processes of its own. */
function programsOfWorkers(study: Study): ReadonlySet<string> {
  const before = known.get(study);
  if (before !== undefined) return before;
  const working = new Set<string>();
  const plain = new Set<string>();
  const seeded = new Set<string>();
  for (const file of study.graph.files) {
    for (const { call, fields } of seedingsIn(study, file))
      if (fields.sources.includes("torch") && fields.own === undefined)
        for (const program of study.reach.runBy(file, call)) seeded.add(program);
    for (const call of file.calls) {
      if (!/(?:^|\.)DataLoader$/.test(call.name)) continue;
      const into = usesWorkers(study, file, call) ? working : plain;
      for (const program of study.reach.runBy(file, call)) into.add(program);
    }
  }
  const found = new Set([...working].filter((program) => seeded.has(program) && !plain.has(program)));
  known.set(study, found);
  return found;
}

/** Transforms and datasets: what a loader calls for each sample. */
const OF_A_SAMPLE = /\.(?:__call__|__getitem__)$/;

/**
 * A worker of a DataLoader seeds Python's generator from torch's, as it did long before it thought of NumPy's
 * (torch/utils/data/_utils/worker.py `_worker_loop`): what is drawn for a sample there needs no seed of its own.
 */
export function seededByWorker(
  study: Study,
  call: Call,
  source: string,
  programs: readonly string[],
): string | null {
  const within = programsOfWorkers(study);
  return source === "python" &&
    OF_A_SAMPLE.test(call.scope ?? "") &&
    programs.every((program) => within.has(program))
    ? "the workers of the DataLoader seed Python's generator from torch's seed"
    : null;
}
