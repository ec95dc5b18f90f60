import type { Tally } from "../../core/metric-tally.js";
import type { Exposure, Problem } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { isPointer, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { contentKind, KIND_BYTES } from "../../parsers/file-kind.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { parseYaml } from "../../parsers/yaml.js";
import { reportConflicts } from "./conflicts.js";
import type { RunFolder } from "./folders.js";
import { type HistoryFile, readHistoryFile } from "./history-file.js";
import { readLog } from "./log.js";
import type { LogContent } from "./log-content.js";
import { fromJson, fromRecord, type Metadata, NOTHING, prefer } from "./metadata.js";
import { personalIn } from "./people.js";
import { isMapping, isOwnKey, leaves } from "./values.js";

/** All that one run folder says: its log, and the files beside it. */
export interface RunPart {
  readonly folder: RunFolder;
  /** Prefix of the client's files in the folder: `files/`, or nothing before 0.10. */
  readonly prefix: string;
  readonly log: LogContent | null;
  readonly metadata: Metadata;
  readonly config: ReadonlyMap<string, Json>;
  readonly summary: ReadonlyMap<string, Json>;
  readonly history: HistoryFile | null;
  /** Time in the summary, milliseconds since the epoch. */
  readonly summaryAt: number | null;
  /** The last step, as the summary has it. */
  readonly summaryStep: number | null;
  readonly personal: readonly Exposure[];
  readonly incomplete: string | null;
}

type Report = (problem: Problem) => void;
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const POINTER = "is a pointer to content that is not here";
const NO_MAPPING = "holds no mapping";

/** Reads one folder; metric points go into `tally`. What cannot be read is a problem, never an exception. */
export async function readPart(
  folder: RunFolder,
  workspace: Workspace,
  tally: Tally,
  problem: Report,
): Promise<RunPart> {
  const prefix = [...folder.files.keys()].some((name) => name.startsWith("files/")) ? "files/" : "";
  const { log, incomplete } = await openLog(folder, workspace, tally, problem);
  const json = await readJson(folder, `${prefix}wandb-metadata.json`, workspace, problem);
  const written = fromJson(json);
  const recorded = log?.environment == null ? NOTHING : fromRecord(log.environment);
  const config = await readConfig(folder, `${prefix}config.yaml`, workspace, problem);
  const summaryJson = await readJson(folder, `${prefix}wandb-summary.json`, workspace, problem);
  const summary = new Map(
    [...leaves(isMapping(summaryJson) ? summaryJson : {})].filter(
      ([key]) => !isOwnKey(key.split(".", 1)[0]!),
    ),
  );
  summary.delete("");
  const history = await historyOf(folder, `${prefix}wandb-history.jsonl`, workspace, tally, problem);
  const part: RunPart = {
    folder,
    prefix,
    log,
    metadata: prefer(recorded, written),
    config,
    summary,
    history,
    summaryAt:
      isMapping(summaryJson) && typeof summaryJson._timestamp === "number"
        ? Math.round(summaryJson._timestamp * 1000)
        : null,
    summaryStep: isMapping(summaryJson) && typeof summaryJson._step === "number" ? summaryJson._step : null,
    personal: [
      ...personalIn(json, pathOf(folder, `${prefix}wandb-metadata.json`)),
      ...(log === null ? [] : [log.run, log.environment].flatMap((record) => personalIn(record, log.path))),
    ],
    incomplete: incomplete ?? (history?.damaged ? "the run's history is cut or damaged" : null),
  };
  if (log !== null && !log.damaged) {
    reportConflicts(pathOf(folder, `${prefix}config.yaml`), config, log.config, problem);
    if (log.exit !== null)
      reportConflicts(pathOf(folder, `${prefix}wandb-summary.json`), summary, log.summary, problem);
  }
  const commits = new Set([written.commit, recorded.commit, log?.run?.git.commit].filter((id) => id != null));
  if (commits.size > 1) {
    problem({
      path: pathOf(folder, `${prefix}wandb-metadata.json`),
      message: "names another commit than the run's log; the log is taken",
    });
  }
  return part;
}

async function openLog(
  folder: RunFolder,
  workspace: Workspace,
  tally: Tally,
  problem: Report,
): Promise<{ log: LogContent | null; incomplete: string | null }> {
  if (folder.log === null) {
    const old = folder.files.has("wandb-metadata.json") || folder.files.has("wandb-history.jsonl");
    return { log: null, incomplete: old ? null : "the run's log (.wandb) is not here" };
  }
  const { path } = folder.log;
  try {
    const kind = await workspace.kind(path);
    if (kind === "empty") {
      problem({ path, message: "is empty: the run ended before the client wrote its log" });
      return { log: null, incomplete: "the run's log is empty" };
    }
    if (isPointer(kind)) {
      problem({ path, message: POINTER });
      return { log: null, incomplete: "the run's log is a pointer to content that is not here" };
    }
    const log = await readLog(path, workspace, tally, problem);
    return { log, incomplete: log.damaged ? "the run's log is cut or damaged" : null };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path, message: error.reason });
    return { log: null, incomplete: "the run's log cannot be read" };
  }
}

async function readJson(
  folder: RunFolder,
  name: string,
  workspace: Workspace,
  problem: Report,
): Promise<unknown> {
  const text = await readFile(folder, name, workspace, problem);
  if (text === null) return null;
  const { value, error } = parsePythonJson(text);
  if (error === null && isMapping(value)) return value;
  const path = pathOf(folder, name);
  if (error === null) problem({ path, message: NO_MAPPING });
  else problem({ path, line: error.line, message: `is no valid JSON: ${error.message}` });
  return null;
}

/**
 * `key: {desc: null, value: …}`. Clients up to 0.17 write it with PyYAML and head it with `wandb_version`; the core
 * (0.18 and later) writes it with a YAML 1.2 library, for which `1e-05` without a dot is a number.
 */
async function readConfig(
  folder: RunFolder,
  name: string,
  workspace: Workspace,
  problem: Report,
): Promise<Map<string, Json>> {
  const values = new Map<string, Json>();
  const text = await readFile(folder, name, workspace, problem);
  if (text === null) return values;
  const python = /^wandb_version:|^\s+desc:/m.test(text);
  const { value, error } = parseYaml(text, python ? "pyyaml" : "core");
  if (error !== null) {
    problem({ path: pathOf(folder, name), line: error.line, message: `is no valid YAML: ${error.message}` });
  }
  if (!isMapping(value)) {
    if (error === null) problem({ path: pathOf(folder, name), message: NO_MAPPING });
    return values;
  }
  for (const [key, entry] of Object.entries(value)) {
    if (isOwnKey(key) || key === "wandb_version" || !isMapping(entry) || !("value" in entry)) continue;
    for (const [path, leaf] of leaves(entry.value, key)) values.set(path, leaf);
  }
  return values;
}

/** Where there is a log, the log holds the history. */
async function historyOf(
  folder: RunFolder,
  name: string,
  workspace: Workspace,
  tally: Tally,
  problem: Report,
): Promise<HistoryFile | null> {
  const file = folder.files.get(name);
  if (folder.log !== null || file === undefined) return null;
  try {
    if (!isPointer(await workspace.kind(file.path))) {
      return await readHistoryFile(file.path, workspace, tally, problem);
    }
    problem({ path: file.path, message: POINTER });
    return null;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path: file.path, message: error.reason });
    return null;
  }
}

async function readFile(
  folder: RunFolder,
  name: string,
  workspace: Workspace,
  problem: Report,
): Promise<string | null> {
  const entry = folder.files.get(name);
  if (entry === undefined || entry.symlink) return null;
  if (entry.size === 0) {
    problem({ path: entry.path, message: "is empty" });
    return null;
  }
  try {
    const text = await workspace.readText(entry.path, { maxBytes: MAX_FILE_BYTES });
    if (!isPointer(contentKind(Buffer.from(text.slice(0, KIND_BYTES)), entry.size))) return text;
    problem({ path: entry.path, message: POINTER });
    return null;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path: entry.path, message: error.reason });
    return null;
  }
}

function pathOf(folder: RunFolder, name: string): string {
  return folder.files.get(name)?.path ?? `${folder.path}/${name}`;
}
