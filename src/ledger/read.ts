import type { Code } from "../core/code.js";
import { compareText } from "../core/location.js";
import { isOwnOutput } from "../core/outputs.js";
import { type JudgedRun, type Problem, type RunRecord, runKey } from "../core/run.js";
import type { Tracker } from "../core/tracker.js";
import type { RunScope } from "../core/vocabulary.js";
import type { Workspace } from "../core/workspace.js";
import { abandonedRuns } from "../runs/abandoned.js";
import { linkRuns } from "../runs/link.js";
import { recover } from "../runs/recover.js";
import { withUniqueKeys } from "../runs/unique.js";
import { askGit } from "./git-answers.js";
import { readRecords } from "./records.js";

export interface Ledger {
  /** Newest first; deleted ones included. */
  readonly runs: readonly JudgedRun[];
  /** Run keys, each list one execution; deleted runs left out. */
  readonly executions: readonly (readonly string[])[];
}

/** Every run that any tracker recorded here, linked and judged. */
export async function readLedger(
  workspace: Workspace,
  trackers: readonly Tracker[],
  readCode: () => Promise<Code>,
  problem: (problem: Problem) => void,
): Promise<Ledger> {
  const records = withUniqueKeys(await readRecords(workspace, trackers, problem));
  const git = await askGit(workspace, records);
  const newestChange =
    records.length === 0 ? null : await workspace.git.newestChange((path) => !isOwnOutput(path));
  const abandoned = abandonedRuns(records, newestChange?.at ?? null);
  const { links, executions } = linkRuns(records.filter((record) => record.status !== "deleted"));
  // Code is read for what a run's program declares; without such a run it need not be.
  const needed = records.some((record) => record.program !== null && Object.keys(record.params).length > 0);
  const declared = needed ? declaredOptions(await readCode()) : new Map<string, readonly string[]>();
  const runs = await Promise.all(
    records.map(
      async (record): Promise<JudgedRun> => ({
        ...record,
        links: [...(links.get(runKey(record)) ?? [])],
        scope: await scopeOf(workspace, record),
        abandoned: abandoned.has(record),
        exposures: record.trace.personal,
        ...recover(record, git, record.program === null ? null : (declared.get(record.program) ?? null)),
      }),
    ),
  );
  return { runs: runs.sort(newestFirst), executions };
}

/** A record counts as committed when git tracks the file it stands in; one known from a ref only is local. */
async function scopeOf(workspace: Workspace, record: RunRecord): Promise<RunScope> {
  const entry = await workspace.entry(record.location.path);
  return entry?.scope === "tracked" && record.location.commit === undefined ? "committed" : "local";
}

/** Options by program, as argument parsers and configuration classes declare them. */
function declaredOptions(code: Code): ReadonlyMap<string, readonly string[]> {
  return new Map(
    code.files.map((file) => [
      file.path,
      file.parameters.filter((parameter) => parameter.by !== "constant").map((parameter) => parameter.name),
    ]),
  );
}

function newestFirst(a: JudgedRun, b: JudgedRun): number {
  return (
    compareText(b.startedAt ?? "", a.startedAt ?? "") ||
    compareText(a.tracker, b.tracker) ||
    compareText(a.id, b.id)
  );
}
