import { isOwnOutput } from "../../core/outputs.js";
import { publicRun, type RunLedger } from "../../core/run.js";
import { plain } from "../../formats/plain.js";
import { readLedger } from "../../ledger/read.js";
import { ProblemList } from "../../problems.js";
import { readCode } from "../../python/read-code.js";
import { TRACKERS } from "../../trackers/index.js";
import { openWorkspace } from "../../workspace/open.js";
import { trackedOnly } from "../../workspace/tracked-only.js";
import { EXIT } from "../exit.js";
import { print } from "../output.js";
import { Progress } from "../progress.js";
import type { RunsCommandOptions } from "./runs-options.js";

/** `exptrack runs`: the ledger as a table or JSON. */
export async function runRuns(path: string, options: RunsCommandOptions): Promise<number> {
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path, options.rev === undefined ? {} : { rev: options.rev });
  try {
    progress.say("reading run records");
    const seen = options.local ? workspace : trackedOnly(workspace);
    const problems = new ProblemList();
    // Problems of the code are the audit's concern: a list of runs speaks of records only.
    const code = async () => {
      const files = (await seen.files()).filter(
        (file) => !isOwnOutput(file.path) && file.scope !== "ignored",
      );
      return readCode(seen, files, () => {});
    };
    const { runs, executions } = await readLedger(seen, TRACKERS, code, problems.add);
    progress.clear();
    const ledger: RunLedger = {
      schemaVersion: 1,
      runs: runs.map(publicRun),
      experiments: executions.length,
      problems: problems.sorted(),
    };
    if (options.format === "json") await print((await import("../../formats/json.js")).json(ledger));
    else {
      await print(
        (await import("../../formats/runs-table.js")).runsTable(ledger, process.stdout.columns ?? null),
      );
      for (const problem of ledger.problems)
        process.stderr.write(`exptrack: ${plain(problem.path)}: ${plain(problem.message)}\n`);
    }
    return EXIT.passed;
  } finally {
    progress.clear();
    await workspace.close();
  }
}
