import type { Problem, RunRecord } from "../../../src/core/run.js";
import type { MetricPoint } from "../../../src/core/tracker.js";
import { reader } from "../../../src/trackers/custom/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";
import { buildRepository, type Files } from "../../tools/repository.js";

export interface Ledger {
  readonly runs: readonly RunRecord[];
  readonly problems: readonly Problem[];
  readonly series: ReadonlyMap<string, readonly MetricPoint[]>;
}

/** Every run of every custom log of a planted tree, with its points by id. */
export async function ledgerOf(files: Files): Promise<Ledger> {
  const workspace = await openWorkspace(buildRepository({ untracked: files }).root);
  const runs: RunRecord[] = [];
  const problems: Problem[] = [];
  const series = new Map<string, MetricPoint[]>();
  try {
    for (const store of await reader.find(await workspace.files(), workspace)) {
      for await (const read of reader.read(store, workspace)) {
        if ("run" in read) runs.push(read.run);
        else problems.push(read.problem);
      }
    }
    for (const run of runs) {
      const points: MetricPoint[] = [];
      for await (const point of reader.series(run, workspace)) points.push(point);
      series.set(run.id, points);
    }
  } finally {
    await workspace.close();
  }
  return { runs, problems, series };
}
