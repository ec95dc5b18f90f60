import { compareText } from "../../core/location.js";
import { asMetric, finalOnly, metricTally, type Tally } from "../../core/metric-tally.js";
import { isoOf } from "../../core/moment.js";
import { storeFolderOf } from "../../core/paths.js";
import { BLANK_TRACE, type MetricSummary, type Problem, type RunRecord, runKey } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import type { Workspace } from "../../core/workspace.js";
import type { WandbRun } from "../../parsers/wandb-records.js";
import { absolutePathFields } from "../absolute-paths.js";
import type { FoundRun } from "./folders.js";
import { inputsOf } from "./inputs.js";
import { keptFiles, sourcesOf } from "./kept.js";
import { type Metadata, prefer } from "./metadata.js";
import { type RunPart, readPart } from "./part.js";
import { findPath, findProgram } from "./program.js";
import { statusOf, timesOf } from "./times.js";
import { holdsTraceback } from "./traceback.js";

/** A name that the service or the client made up: `brave-fox-12`. */
const MADE_UP_NAME = /^[a-z]+-[a-z]+-\d+$/;
/** Keys by which people write the run id of another tracker into the configuration. */
const MLFLOW_RUN_KEY = /(?:^|[._])mlflow[._]run[._]id$/i;

/** One run out of its folders. */
export async function readRun(
  found: FoundRun,
  sweep: string | null,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<RunRecord> {
  const tally = metricTally();
  const parts: RunPart[] = [];
  for (const folder of found.folders) parts.push(await readPart(folder, workspace, tally, problem));
  const last = parts.at(-1)!;
  const times = parts.map(timesOf);
  const metadata = parts.map((part) => part.metadata).reduceRight((later, earlier) => prefer(later, earlier));
  const runs = parts.flatMap((part) => part.log?.run ?? []);
  const said = <T>(pick: (run: (typeof runs)[number]) => T | null): T | null =>
    runs.reduceRight<T | null>((value, run) => value ?? pick(run), null);

  const name = said((run) => run.name) ?? metadata.name;
  const folder = storeFolderOf(found.store);
  const { program, command } = await findProgram(metadata, folder, workspace);
  const params = paramsOf(parts);
  const kept = await keptFiles(parts, folder, workspace);
  const starts = times.flatMap(({ startedAt }) => startedAt ?? []);
  const location = locationOf(last);
  const inputs = inputsOf(parts);
  const status = statusOf(last);
  const sweepId = said((run) => run.sweep) ?? sweep;
  return {
    tracker: "wandb",
    id: found.id,
    name,
    // A sweep of which not even the project is known still says which runs belong together.
    group: said((run) => run.project) ?? metadata.project ?? sweepId,
    parent: null,
    status,
    startedAt: isoOf(starts.length > 0 ? Math.min(...starts) : null),
    endedAt: isoOf(times.at(-1)!.endedAt),
    commit: said((run) => run.git.commit) ?? metadata.commit,
    dirty: dirtyOf(parts),
    command,
    params,
    metrics: metricsOf(parts, tally),
    tags: tagsOf(runs.at(-1)?.tags ?? [], {
      "wandb.group": said((run) => run.group),
      "wandb.job_type": said((run) => run.jobType) ?? metadata.jobType,
      "wandb.sweep": sweepId,
      ...branchTag(
        found.id,
        said((run) => run.branch),
      ),
    }),
    description: said((run) => run.notes) ?? metadata.notes,
    inputs,
    environment: { python: metadata.python, packages: kept.packages, hardware: metadata.hardware },
    artifacts: kept.artifacts.map((artifact) => artifact.name),
    program,
    systemMetrics: systemMetricsOf(parts),
    confidence: "high",
    location: { path: location, run: runKey({ tracker: "wandb", id: found.id }) },
    trace: {
      ...BLANK_TRACE,
      store: found.store,
      directory: last.folder.path === found.store ? null : last.folder.path,
      sameAs: await sameExecutions(parts, params, metadata, folder, workspace),
      lastRecordedAt: isoOf(Math.max(...times.map(({ lastAt }) => lastAt ?? 0)) || null),
      remote: said((run) => run.git.remote) ?? metadata.remote,
      patch: kept.patch,
      sources: kept.sources.length === 0 ? null : { paths: kept.sources, whole: false },
      missingArtifacts: kept.missing,
      artifactFiles: kept.artifacts,
      packages: kept.packages === null ? null : "freeze",
      incomplete: incompleteOf(parts),
      defaultName: name === null || name === found.id || MADE_UP_NAME.test(name),
      failureIn: status === "failed" ? await failureIn(last, kept.output, workspace) : null,
      absolutePaths: absolutePathFields({ ...params, ...placesOf(metadata) }),
      personal: parts.flatMap((part) => part.personal),
      texts: kept.texts,
    },
  };
}

/**
 * A patch is written where tracked files differ from HEAD, behind the same switch as the copy of the program: a copy
 * without a patch, in a git work tree, proves that they did not.
 */
function dirtyOf(parts: readonly RunPart[]): boolean | null {
  const answers = parts.map(({ folder, prefix, metadata, log }) => {
    if (folder.files.has(`${prefix}diff.patch`)) return true;
    // 0.9 keeps the program without the patch.
    if (prefix === "") return null;
    const commit = log?.run?.git.commit ?? metadata.commit;
    return commit !== null && sourcesOf({ folder, prefix }).length > 0 ? false : null;
  });
  if (answers.includes(true)) return true;
  return answers.every((answer) => answer === false) ? false : null;
}

/** What the client's settings `fork_from` and `resume_from` are written as. */
function branchTag(id: string, branch: WandbRun["branch"]): Record<string, string> {
  if (branch === null || branch.run === "") return {};
  const moment = `${branch.run}?${branch.metric || "_step"}=${branch.value}`;
  return { [branch.run === id ? "wandb.resume_from" : "wandb.fork_from"]: moment };
}

/** Fields of the metadata that hold a path of the machine; relative ones are told by their text. */
const placesOf = ({ root, program, executable }: Metadata) => ({ root, program, executable });

/** The file, or the records of the log, that hold what the program printed when it failed. */
async function failureIn(
  { log }: RunPart,
  output: string | null,
  workspace: Workspace,
): Promise<string | null> {
  if (output !== null && (await holdsTraceback(output, workspace))) return output;
  return log?.traceback ? `console output in ${log.path}` : null;
}

function incompleteOf(parts: readonly RunPart[]): string | null {
  const said = parts.find((part) => part.incomplete !== null)?.incomplete;
  if (said != null) return said;
  const first = parts[0]?.log;
  const before = first?.run?.resumed || (first?.earlier ?? 0) > 0;
  return before ? "the run was resumed, and its earlier part is not here" : null;
}

function paramsOf(parts: readonly RunPart[]): Record<string, Json> {
  const params = new Map<string, Json>();
  for (const { config, log } of parts) {
    for (const [key, value] of config) params.set(key, value);
    for (const [key, value] of log?.config ?? []) params.set(key, value);
  }
  return Object.fromEntries([...params].sort(([a], [b]) => compareText(a, b)));
}

function metricsOf(parts: readonly RunPart[], tally: Tally): RunRecord["metrics"] {
  const metrics = new Map(tally.summaries());
  for (const { summary, log } of parts) {
    for (const [key, value] of [...summary, ...(log?.summary ?? [])]) {
      const metric = asMetric(value);
      if (metric !== null && !tally.has(key)) metrics.set(key, finalOnly(metric));
    }
  }
  const last = parts.at(-1)!;
  if (last.log?.damaged) for (const [key, metric] of endedAs(last, metrics)) metrics.set(key, metric);
  return Object.fromEntries([...metrics].sort(([a], [b]) => compareText(a, b)));
}

/** Of a log that is cut the points stop early; the summary beside it has the values at the end. */
function* endedAs(
  { summary, summaryStep }: RunPart,
  metrics: ReadonlyMap<string, MetricSummary>,
): Generator<readonly [string, MetricSummary]> {
  for (const [key, value] of summary) {
    const metric = asMetric(value);
    const known = metrics.get(key);
    const later = known !== undefined && summaryStep !== null && summaryStep > (known.lastStep ?? -1);
    if (metric !== null && later) yield [key, { ...known, last: metric, lastStep: summaryStep }];
  }
}

function tagsOf(
  tags: readonly string[],
  fields: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const said = Object.entries(fields).flatMap(([key, value]): [string, string][] =>
    value === null ? [] : [[key, value]],
  );
  return Object.fromEntries([...tags.map((tag): [string, string] => [tag, ""]), ...said]);
}

function systemMetricsOf(parts: readonly RunPart[]): boolean | null {
  const events = ({ folder, prefix }: RunPart) =>
    (folder.files.get(`${prefix}wandb-events.jsonl`)?.size ?? 0) > 0;
  if (parts.some((part) => part.log?.stats || part.history?.system || events(part))) return true;
  return parts.every(({ log }) => log !== null && !log.damaged && log.exit !== null) ? false : null;
}

/** The file that shows most of the run, among those that exist. */
function locationOf({ folder, prefix }: RunPart): string {
  const named = ["wandb-metadata.json", "config.yaml", "wandb-summary.json"].map((name) =>
    folder.files.get(prefix + name),
  );
  const shown = [named[0], folder.log, ...named, ...folder.files.values()].find((file) => file != null);
  return shown?.path ?? folder.path;
}

/** Only what the record names by id or directory. */
async function sameExecutions(
  parts: readonly RunPart[],
  params: Readonly<Record<string, Json>>,
  metadata: Metadata,
  folder: string,
  workspace: Workspace,
): Promise<string[]> {
  const runs = Object.entries(params).flatMap(([key, value]) =>
    MLFLOW_RUN_KEY.test(key) && typeof value === "string" && /^[0-9a-f]{32}$/.test(value)
      ? [`mlflow:${value}`]
      : [],
  );
  const recorded = [...new Set(parts.flatMap(({ log }) => log?.tensorboard ?? []))];
  if (recorded.length === 0) return runs;
  const files = await workspace.files();
  const exists = async (path: string) => files.some((file) => file.path.startsWith(`${path}/`));
  const directories = await Promise.all(
    recorded.map((path) => findPath(path, metadata.root, folder, exists)),
  );
  return [...runs, ...directories.filter((path) => path !== null)].sort(compareText);
}
