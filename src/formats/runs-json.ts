import type { Problem, Run } from "../core/run.js";
import { jsonBlock, jsonLine } from "./terminal-json.js";

export interface LedgerParts {
  readonly runs: readonly Run[];
  readonly experiments: number;
  readonly problems: readonly Problem[];
}

/** The run ledger (docs/schema), written run by run, so that a large one is never one string. */
export function* ledgerJson({ runs, experiments, problems }: LedgerParts): Generator<string> {
  yield '{\n  "schemaVersion": 1,\n  "runs": [';
  for (const [index, run] of runs.entries()) yield `${index === 0 ? "" : ","}\n    ${jsonBlock(run, 4)}`;
  yield `${runs.length === 0 ? "" : "\n  "}],\n  "experiments": ${experiments},\n`;
  yield `  "problems": ${jsonBlock(problems, 2)}\n}\n`;
}

/** One run a line. */
export function* runsJsonl(runs: readonly Run[]): Generator<string> {
  for (const run of runs) yield `${jsonLine(run)}\n`;
}
