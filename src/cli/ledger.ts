import { isOwnOutput } from "../core/outputs.js";
import { type JudgedRun, type Problem, publicRun, type Run, runKey } from "../core/run.js";
import type { Workspace } from "../core/workspace.js";
import { plain } from "../formats/plain.js";
import { maskSecrets } from "../ledger/mask.js";
import { readLedger } from "../ledger/read.js";
import { ProblemList } from "../problems.js";
import { TRACKERS } from "../trackers/index.js";
import { openWorkspace } from "../workspace/open.js";
import { trackedOnly } from "../workspace/tracked-only.js";
import type { SharedOptions } from "./commands/shared-options.js";
import { configurationFor, withoutExcluded } from "./policy.js";
import { Progress } from "./progress.js";
import { tellFolder } from "./tell-folder.js";

export interface ReadRuns {
  /** Newest first. */
  readonly runs: readonly JudgedRun[];
  readonly executions: readonly (readonly string[])[];
  readonly problems: readonly Problem[];
}

/** Opens the repository as the options and its configuration ask, hands it to `use`, and closes it whatever happens. */
export async function withRepository<T>(
  path: string,
  options: SharedOptions,
  use: (workspace: Workspace, progress: Progress) => Promise<T>,
): Promise<T> {
  const configuration = await configurationFor(path, options.rev === undefined ? {} : { rev: options.rev });
  const progress = new Progress(options.progress && !options.quiet);
  const workspace = await openWorkspace(path, options.rev === undefined ? {} : { rev: options.rev });
  try {
    tellFolder(path, workspace, options);
    const seen = withoutExcluded(workspace, configuration);
    return await use(options.local === false ? trackedOnly(seen) : seen, progress);
  } finally {
    progress.clear();
    await workspace.close();
  }
}

/** Every run of the repository, linked and judged. */
export async function readRuns(workspace: Workspace, progress: Progress): Promise<ReadRuns> {
  progress.say("reading run records");
  const problems = new ProblemList();
  // A folder that cannot be listed may hold records.
  for (const problem of workspace.problems) problems.add(problem);
  const { here } = await readLedger(workspace, {
    trackers: TRACKERS,
    declared: () => declaredIn(workspace),
    problem: problems.add,
    exposures: false,
    progress: (records) => progress.count("reading run records", records),
  });
  progress.clear();
  return { ...here, problems: problems.sorted() };
}

/** Problems of the code are the audit's concern: a list of runs speaks of records only. */
async function declaredIn(workspace: Workspace): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = (await workspace.files()).filter(
    (file) => !isOwnOutput(file.path) && file.scope !== "ignored",
  );
  // The parser of Python is loaded where a run needs it.
  const { declaredOptions } = await import("../python/options/declared-options.js");
  const { readCode } = await import("../python/read-code.js");
  return declaredOptions(await readCode(workspace, files, () => {}));
}

/** A run as it may be shown: the one place through which every printed run goes. */
export const shownRun = (run: JudgedRun): Run => maskSecrets(publicRun(run));

/** Executions of which a run is among these. */
export function executionsAmong(
  executions: readonly (readonly string[])[],
  runs: readonly Pick<Run, "tracker" | "id">[],
): number {
  const keys = new Set(runs.map(runKey));
  return executions.filter((execution) => execution.some((key) => keys.has(key))).length;
}

const MOST_PROBLEMS = 20;

const placeOf = ({ path, line }: Problem): string =>
  line === undefined ? plain(path) : `${plain(path)}:${line}`;

/** What could not be read, on stderr, for formats that have no place for it. */
export function warnOf(problems: readonly Problem[]): void {
  for (const problem of problems.slice(0, MOST_PROBLEMS))
    process.stderr.write(`exptrack: ${placeOf(problem)}: ${plain(problem.message)}\n`);
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0)
    process.stderr.write(
      `exptrack: and ${more} more that could not be read (exptrack runs -f json lists them)\n`,
    );
}
