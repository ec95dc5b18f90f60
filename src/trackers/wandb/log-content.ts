import type { Json } from "../../core/vocabulary.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import type {
  WandbArtifact,
  WandbEnvironment,
  WandbItem,
  WandbRecord,
  WandbRun,
  WandbUpdate,
} from "../../parsers/wandb-records.js";
import type { HistoryRow } from "./history.js";
import { type MediaFile, partMedia } from "./media.js";
import { TRACEBACK } from "./traceback.js";
import { isMedia, isOwnKey, leaves, mediaFile } from "./values.js";

/** What a `.wandb` log says of a run. Times are milliseconds since the epoch. */
export interface LogContent {
  readonly path: string;
  readonly run: WandbRun | null;
  readonly environment: WandbEnvironment | null;
  readonly config: ReadonlyMap<string, Json>;
  readonly summary: ReadonlyMap<string, Json>;
  /** `runtime` in seconds. */
  readonly exit: { readonly code: number; readonly runtime: number } | null;
  /** Time of the newest record. */
  readonly lastAt: number | null;
  /** How long before this log's start the run has begun, as its history says: more than 0 where it was resumed. */
  readonly earlier: number;
  /** Hardware statistics were recorded. */
  readonly stats: boolean;
  /** The program printed a traceback. */
  readonly traceback: boolean;
  readonly artifacts: readonly WandbArtifact[];
  readonly used: readonly { readonly type: string; readonly name: string }[];
  /** Log directories of TensorBoard that were mirrored into the run. */
  readonly tensorboard: readonly string[];
  /** Files below `files/` that history or summary name, with their digest. */
  readonly media: ReadonlyMap<string, string | null>;
  /** Files below `files/` that were to be uploaded, by path; patterns are left out. */
  readonly files: ReadonlySet<string>;
  /** The file ends inside a record, or parts of it are damaged. */
  readonly damaged: boolean;
}

/** What has been read so far. */
export type OpenContent = Omit<
  { -readonly [K in keyof LogContent]: LogContent[K] },
  "path" | "config" | "summary" | "earlier" | "damaged"
> & {
  /** JSON texts by path; parsed once, at the end, for the summary is written again with every step. */
  readonly config: Map<string, WandbItem>;
  readonly summary: Map<string, WandbItem>;
  readonly artifacts: WandbArtifact[];
  readonly used: { type: string; name: string }[];
  readonly tensorboard: string[];
  readonly media: Map<string, string | null>;
  readonly files: Set<string>;
  /** When the run began, by the first row of its history: the clocks of later ones may come from elsewhere. */
  begun: number | null;
};

/** The clocks of a row and of the run record differ by some seconds. */
const CLOCKS_DIFFER = 60_000;

export function openContent(): OpenContent {
  return {
    run: null,
    environment: null,
    config: new Map(),
    summary: new Map(),
    exit: null,
    lastAt: null,
    begun: null,
    stats: false,
    traceback: false,
    artifacts: [],
    used: [],
    tensorboard: [],
    media: new Map(),
    files: new Set(),
  };
}

export function contentOf(path: string, content: OpenContent, damaged: boolean): LogContent {
  const earlier = (content.run?.startedAt ?? 0) - (content.begun ?? Number.POSITIVE_INFINITY);
  return {
    ...content,
    path,
    config: unfold(content.config, content.media),
    summary: unfold(content.summary, content.media),
    earlier: earlier > CLOCKS_DIFFER ? earlier : 0,
    damaged,
  };
}

export function takeRow(row: HistoryRow, items: readonly WandbItem[], content: OpenContent): void {
  seen(content, row.at);
  if (row.at !== null && row.elapsed !== null) content.begun ??= row.at - row.elapsed;
  content.stats ||= row.system;
  for (const { path, digest } of row.media) content.media.set(path, digest);
  // What is logged later is the newer summary.
  for (const { path } of items) content.summary.delete(keyOf(path));
}

export function take(record: Exclude<WandbRecord, { kind: "history" }>, content: OpenContent): void {
  switch (record.kind) {
    case "run":
      content.run = content.run === null ? record.run : mergeSaid(content.run, record.run);
      change(content.config, record.run.config);
      change(content.summary, record.run.summary);
      break;
    case "config":
    case "summary":
      change(content[record.kind], record.change);
      break;
    case "environment":
      // The core writes it in parts: first program and git, then the hardware.
      content.environment =
        content.environment === null
          ? record.environment
          : mergeSaid(content.environment, record.environment);
      break;
    case "exit":
      content.exit = { code: record.code, runtime: record.runtime };
      break;
    case "stats":
      content.stats = true;
      seen(content, record.at);
      break;
    case "output":
      content.traceback ||= record.text.includes(TRACEBACK);
      seen(content, record.at);
      break;
    case "files":
      for (const path of record.paths) if (!/[*?[]/.test(path)) content.files.add(path.replaceAll("\\", "/"));
      break;
    case "artifact":
      content.artifacts.push(record.artifact);
      break;
    case "use-artifact":
      content.used.push({ type: record.type, name: record.name });
      break;
    case "tensorboard":
      content.tensorboard.push(record.directory);
  }
}

function seen(content: OpenContent, at: number | null): void {
  if (at !== null && at > (content.lastAt ?? 0)) content.lastAt = at;
}

/** The second of two records wins where it says anything. */
function mergeSaid<T extends object>(first: T, second: T): T {
  return { ...first, ...Object.fromEntries(Object.entries(second).filter(([, value]) => says(value))) };
}

function says(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.values(value).some(says);
  return value !== null && value !== 0 && value !== false;
}

function change(target: Map<string, WandbItem>, { update, remove }: WandbUpdate): void {
  for (const item of update) {
    const key = keyOf(item.path);
    target.delete(key);
    target.set(key, item);
  }
  for (const item of remove) target.delete(keyOf(item.path));
}

const keyOf = (path: readonly string[]): string => (path.length === 1 ? path[0]! : path.join("\n"));

function unfold(items: ReadonlyMap<string, WandbItem>, media: Map<string, string | null>): Map<string, Json> {
  const values = new Map<string, Json>();
  const { plain, files } = partMedia([...items.values()]);
  const named: MediaFile[] = [...files];
  for (const { path, json } of plain) {
    if (isOwnKey(path[0] ?? "")) continue;
    const parsed = parsePythonJson(json);
    if (parsed.error !== null) continue;
    for (const [key, value] of leaves(parsed.value, path.join("."))) {
      values.set(key, value);
      const file = isMedia(value) ? mediaFile(value) : null;
      if (file !== null) named.push(file);
    }
  }
  for (const { path, digest } of named) media.set(path, digest);
  return values;
}
