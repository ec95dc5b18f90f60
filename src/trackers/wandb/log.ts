import type { Tally } from "../../core/metric-tally.js";
import type { Problem } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Json } from "../../core/vocabulary.js";
import type { Workspace } from "../../core/workspace.js";
import { type LogFault, logFraming, logPhase } from "../../parsers/log-records.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import {
  readWandbRecord,
  type WandbArtifact,
  type WandbEnvironment,
  type WandbItem,
  type WandbRecord,
  type WandbRun,
  type WandbUpdate,
} from "../../parsers/wandb-records.js";
import { logRow } from "./history.js";
import { partMedia } from "./media.js";
import { isMedia, isOwnKey, leaves, mediaPath } from "./values.js";

/** What a `.wandb` log says of a run. Times are milliseconds since the epoch. */
export interface LogContent {
  readonly run: WandbRun | null;
  readonly environment: WandbEnvironment | null;
  readonly config: ReadonlyMap<string, Json>;
  readonly summary: ReadonlyMap<string, Json>;
  readonly exit: { readonly code: number; readonly runtime: number } | null;
  /** Time of the newest record. */
  readonly lastAt: number | null;
  /** Hardware statistics were recorded. */
  readonly stats: boolean;
  readonly artifacts: readonly WandbArtifact[];
  readonly used: readonly { readonly type: string; readonly name: string }[];
  /** Log directories of TensorBoard that were mirrored into the run. */
  readonly tensorboard: readonly string[];
  /** Files below `files/` that history or summary name. */
  readonly media: ReadonlySet<string>;
  /** The file ends inside a record, or parts of it are damaged. */
  readonly damaged: boolean;
}

/** More than two blocks, so that it shows where block boundaries lie. */
const HEAD_BYTES = 3 * 32768;

/**
 * Reads a log to its end, metric points into `tally`. Damage costs the records that it hits and is a problem.
 * @throws UnreadableFile
 */
export async function readLog(
  path: string,
  workspace: Workspace,
  tally: Tally,
  problem: (problem: Problem) => void,
): Promise<LogContent> {
  const content = openContent();
  const damage: Damage = { faults: [], malformed: 0, records: 0 };
  let rows = 0;
  for await (const batch of batches(path, workspace, damage)) {
    for (const record of batch) {
      if (record.kind !== "history") take(record, content);
      else {
        const row = logRow(record.items, record.step, rows++);
        seen(content, row.at);
        content.stats ||= row.system;
        for (const [key, value] of row.values) tally.add(key, row.step, value);
        for (const file of row.media) content.media.add(file);
      }
    }
  }
  for (const message of messagesOf(damage)) problem({ path, message });
  return {
    ...content,
    config: unfold(content.config, content.media),
    summary: unfold(content.summary, content.media),
    damaged: damage.faults.length > 0 || damage.malformed > 0,
  };
}

/** The metric points of a log in the order of writing. */
export async function* logPoints(path: string, workspace: Workspace): AsyncGenerator<MetricPoint> {
  let rows = 0;
  for await (const batch of batches(path, workspace, { faults: [], malformed: 0, records: 0 })) {
    for (const record of batch) {
      if (record.kind !== "history") continue;
      const row = logRow(record.items, record.step, rows++);
      for (const [key, value] of row.values) yield { key, step: row.step, value, at: row.at };
    }
  }
}

interface Damage {
  readonly faults: LogFault[];
  malformed: number;
  records: number;
}

/** Records as the pieces of the file arrive. */
async function* batches(path: string, workspace: Workspace, damage: Damage): AsyncGenerator<WandbRecord[]> {
  let batch: WandbRecord[] = [];
  const framing = logFraming(
    (bytes) => {
      damage.records++;
      try {
        const record = readWandbRecord(bytes);
        if (record !== null) batch.push(record);
      } catch {
        damage.malformed++;
      }
    },
    (fault) => damage.faults.push(fault),
    logPhase(await workspace.read(path, { limit: HEAD_BYTES })),
  );
  for await (const chunk of workspace.stream(path)) {
    if (!framing.push(chunk)) break;
    if (batch.length > 0) yield batch;
    batch = [];
  }
  framing.end();
}

type OpenContent = Omit<
  { -readonly [K in keyof LogContent]: LogContent[K] },
  "config" | "summary" | "damaged"
> & {
  /** JSON texts by path; parsed once, at the end, for the summary is written again with every step. */
  readonly config: Map<string, WandbItem>;
  readonly summary: Map<string, WandbItem>;
  readonly artifacts: WandbArtifact[];
  readonly used: { type: string; name: string }[];
  readonly tensorboard: string[];
  readonly media: Set<string>;
};

function openContent(): OpenContent {
  return {
    run: null,
    environment: null,
    config: new Map(),
    summary: new Map(),
    exit: null,
    lastAt: null,
    stats: false,
    artifacts: [],
    used: [],
    tensorboard: [],
    media: new Set(),
  };
}

function seen(content: OpenContent, at: number | null): void {
  if (at !== null && at > (content.lastAt ?? 0)) content.lastAt = at;
}

function take(record: Exclude<WandbRecord, { kind: "history" }>, content: OpenContent): void {
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
      seen(content, record.at);
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
    const key = item.path.join("\n");
    target.delete(key);
    target.set(key, item);
  }
  for (const item of remove) target.delete(item.path.join("\n"));
}

function unfold(items: ReadonlyMap<string, WandbItem>, media: Set<string>): Map<string, Json> {
  const values = new Map<string, Json>();
  const { plain, files } = partMedia([...items.values()]);
  for (const file of files) media.add(file);
  for (const { path, json } of plain) {
    if (isOwnKey(path[0] ?? "")) continue;
    const parsed = parsePythonJson(json);
    if (parsed.error !== null) continue;
    for (const [key, value] of leaves(parsed.value, path.join("."))) {
      values.set(key, value);
      const file = isMedia(value) ? mediaPath(value.path) : null;
      if (file !== null) media.add(file);
    }
  }
  return values;
}

function messagesOf({ faults, malformed, records }: Damage): string[] {
  const messages: string[] = [];
  const damaged = faults.filter((fault) => fault.kind !== "not-a-log" && fault.kind !== "cut");
  for (const fault of faults) {
    if (fault.kind === "not-a-log") messages.push("is no W&B run log: its first bytes are others");
    if (fault.kind === "cut") {
      messages.push(
        `ends inside a record at byte ${fault.offset}; the ${records} records before it are read`,
      );
    }
  }
  if (damaged.length > 0) {
    const places = damaged.length === 1 ? "1 place" : `${damaged.length} places`;
    messages.push(`is damaged in ${places}, first at byte ${damaged[0]!.offset}; the rest is read`);
  }
  if (malformed > 0) {
    const count = malformed === 1 ? "1 record" : `${malformed} records`;
    messages.push(`holds ${count} that cannot be decoded; the rest is read`);
  }
  return messages;
}
