import type { Problem, Run } from "../core/run.js";
import { jsonBlock, jsonLine } from "./terminal-json.js";

export interface LedgerParts {
  readonly runs: Iterable<Run>;
  readonly experiments: number;
  readonly problems: readonly Problem[];
}

/** The run ledger (docs/schema), written run by run, so that a large one is never one string. */
export function* ledgerJson({ runs, experiments, problems }: LedgerParts): Generator<string> {
  yield '{\n  "schemaVersion": 1,\n  "runs": [';
  let before = "";
  for (const run of runs) {
    yield `${before}\n    ${jsonBlock(run, 4)}`;
    before = ",";
  }
  yield `${before === "" ? "" : "\n  "}],\n  "experiments": ${experiments},\n`;
  yield `  "problems": ${jsonBlock(problems, 2)}\n}\n`;
}

/** One run a line. */
export function* runsJsonl(runs: Iterable<Run>): Generator<string> {
  for (const run of runs) yield `${jsonLine(run)}\n`;
}
