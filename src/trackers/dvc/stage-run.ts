import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { BLANK_TRACE, type MetricSummary, type RunInput, type RunRecord } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { parseShellCommands } from "../../parsers/shell-command.js";
import { isAbsolutePath } from "../absolute-paths.js";
import { digestsOf } from "./content-digests.js";
import type { LockedItem, LockedStage } from "./lock-file.js";
import { finalValue, mergeFiles, parseMetricFile } from "./metric-files.js";
import { matchesTemplate, matchesText, type StageDefinition } from "./pipeline-file.js";
import { type Place, placeOf, workingFolder } from "./place.js";
import { isCodeFile, type State } from "./state.js";

/** A locked stage and all that tells what it means. */
export interface StageRecord {
  readonly stage: LockedStage;
  /** Path of the lock file, relative to the audited root. */
  readonly lock: string;
  readonly definition: StageDefinition | null;
  /** Metric files that pipelines list apart from stages, relative to the audited root. */
  readonly metrics: readonly string[];
  /** Where outputs go that are not kept in git: the remote's name; null: nowhere but this machine's cache. */
  readonly remote: string | null;
  readonly state: State;
  readonly id: string;
  readonly name: string;
  /** Name of the experiment in refs/exps. */
  readonly experiment: string | null;
}

/** Names that DVC makes up: an adjective of five letters (once `non-U`), a noun of four (dvc/repo/experiments/utils.py). */
export const MADE_UP = /^(?:[a-z]{5}|non-U)-[a-z]{4}$/;

export async function stageRun(record: StageRecord): Promise<RunRecord> {
  const { stage, state, experiment, id } = record;
  const folder = workingFolder(record.lock, record.definition?.workingDirectory ?? ".");
  const deps = stage.deps.map((item) => located(item, folder));
  const outs = stage.outs.map((item) => located(item, folder));
  const isCode = (item: Located) =>
    item.inside && (item.folder ? state.isCodeFolder(item.at) : isCodeFile(item.at));
  const metrics = await readMetrics(record, outs, folder);
  const elsewhere = outs.filter((out) => !(state.has(out.at) || state.hasFolder(out.at)));
  return {
    tracker: "dvc",
    id,
    name: record.name,
    group: experiment,
    parent: null,
    status: "finished",
    startedAt: null,
    endedAt: null,
    commit: state.commit,
    // The commit of an experiment holds the files that it ran with; a lock says nothing of other files.
    dirty: experiment === null ? null : false,
    command: stage.command,
    params: params(stage),
    metrics,
    tags: {},
    description: record.definition?.description ?? null,
    inputs: deps.filter((item) => !isCode(item)).map(input),
    environment: { python: null, packages: null, hardware: null },
    artifacts: outs.map(({ at }) => at).sort(compareText),
    program: programOf(stage.command, folder, state),
    systemMetrics: false,
    confidence: "high",
    location: {
      path: record.lock,
      line: stage.line,
      run: `dvc:${id}`,
      ...(state.commit === null ? {} : { commit: state.commit }),
    },
    trace: {
      ...BLANK_TRACE,
      store: record.lock,
      // The folder at hand may be of another run: that of an experiment is known by the experiment's name.
      sameAs: folderOuts(outs, state).map((path) =>
        experiment === null ? path : `dvclive:${experiment}:${path}`,
      ),
      missingArtifacts: record.remote === null ? elsewhere.map(({ at }) => at).sort(compareText) : [],
      artifactFiles: outs.map(({ at, digest }) => ({
        name: at,
        path: state.commit === null && state.has(at) ? at : null,
        digest,
      })),
      definedCommand: otherCommand(record.definition, stage),
      absolutePaths: ["deps", "outs"].filter((key) =>
        (key === "deps" ? deps : outs).some(({ path }) => isAbsolutePath(path)),
      ),
      codeHashes: deps
        .filter((item) => isCode(item) && item.digest !== null)
        .map(({ at, digest }) => ({ path: at, digest: digest! })),
      incomplete:
        record.remote !== null && elsewhere.length > 0
          ? `its outputs lie in the DVC remote ${record.remote}`
          : null,
      hidden: "results",
      defaultName: experiment === null || MADE_UP.test(experiment),
    },
  };
}

type Located = LockedItem & Place;

const located = (item: LockedItem, folder: string): Located => ({ ...item, ...placeOf(item.path, folder) });

const input = (item: Located): RunInput => ({
  name: item.at,
  source: item.at,
  digest: item.digest,
  kind: item.folder ? "directory" : "file",
});

function params(stage: LockedStage): Record<string, Json> {
  const files = stage.params.map(([file, values]) => {
    const flat = new Map<string, Json>();
    for (const [key, value] of values) flatten(key, value, flat);
    return [file, flat] as const;
  });
  return Object.fromEntries([...mergeFiles(files)].sort(([a], [b]) => compareText(a, b)));
}

/** Nested mappings by dotted key; lists and empty mappings stay as they are. */
function flatten(key: string, value: unknown, into: Map<string, Json>): void {
  const nested = typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = nested ? Object.entries(value) : [];
  if (entries.length === 0) into.set(key, value as Json);
  for (const [name, inner] of entries) flatten(`${key}.${name}`, inner, into);
}

/**
 * Numbers of the metric files that `dvc.yaml` names and this stage wrote, as far as they are at hand and unchanged:
 * a file that differs from the lock's hash holds another run's numbers.
 */
async function readMetrics(
  { definition, metrics, state }: StageRecord,
  outs: readonly Located[],
  folder: string,
): Promise<Record<string, MetricSummary>> {
  const own = (definition?.metrics ?? []).map((name) => posix.join(folder, name));
  const wanted = new Map<string, Located>();
  for (const out of outs.filter(({ inside }) => inside)) {
    if (own.some((template) => matchesTemplate(template, out.at))) wanted.set(out.at, out);
    for (const name of metrics) if (name === out.at || name.startsWith(`${out.at}/`)) wanted.set(name, out);
  }
  const files: (readonly [string, ReadonlyMap<string, number | string>])[] = [];
  for (const [path, out] of [...wanted].sort(([a], [b]) => compareText(a, b))) {
    const bytes = await state.bytes(path);
    if (bytes === null || (path === out.at && !isUnchanged(bytes, out.digest))) continue;
    const numbers = parseMetricFile(path, bytes);
    if (numbers !== null) files.push([path, numbers]);
  }
  const merged = [...mergeFiles(files)].sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(merged.map(([key, value]) => [key, finalValue(value)]));
}

function isUnchanged(bytes: Buffer, digest: string | null): boolean {
  if (digest === null || !/^md5(?:-dos2unix)?:[0-9a-f]{32}$/.test(digest)) return true;
  const value = digest.slice(digest.indexOf(":") + 1);
  return digestsOf(bytes).includes(value);
}

/** Directories that the stage wrote: another tracker's run may lie in one (DVCLive, Hydra). */
function folderOuts(outs: readonly Located[], state: State): string[] {
  const folders = outs
    .filter((out) => out.inside && out.at !== ".")
    .flatMap((out) => {
      if (out.folder || state.hasFolder(out.at)) return [out.at];
      return LIVE.test(out.at) ? [posix.dirname(out.at)] : [];
    });
  return [...new Set(folders)].sort(compareText);
}

/** DVCLive's summary, where a stage names its files one by one. */
const LIVE = /(?:^|\/)dvclive\/metrics\.json$/;

/** The script or module that the command runs: where it lies, or, of a lone script that is gone, where it lay. */
function programOf(command: string | null, folder: string, state: State): string | null {
  if (command === null) return null;
  const commands = parseShellCommands(command.replace(WINDOWS_SEPARATOR, "/"));
  for (const { program, module } of commands) {
    if (program === null) continue;
    const stem = program.replaceAll(".", "/");
    const candidates = module ? [`${stem}.py`, `${stem}/__main__.py`, `src/${stem}.py`] : [program];
    const found = candidates.map((path) => posix.join(folder, path)).find((path) => state.has(path));
    if (found !== undefined) return found;
  }
  const [only] = commands;
  if (commands.length !== 1 || only?.program == null || only.module) return null;
  const place = placeOf(only.program, folder);
  return place.inside && SCRIPT.test(place.at) ? place.at : null;
}

/** `src\train.py` in a command that is written for Windows; a POSIX shell has no use for a mark before a letter. */
const WINDOWS_SEPARATOR = /(?<=[\w.])\\(?=[\w.])/g;
const SCRIPT = /^[\w./ -]+\.(?:py|ipynb|sh|r|jl)$/i;

/** The command that the definition has now, where it cannot be what the lock has; templates could become anything. */
function otherCommand(definition: StageDefinition | null, { command }: LockedStage): string | null {
  const defined = definition?.command ?? null;
  if (defined === null || command === null) return null;
  return matchesText(plain(defined), plain(command)) ? null : defined;
}

const plain = (command: string): string => command.replace(/\s+/g, " ").trim();
