import type { MetricSummary, Problem } from "../../core/run.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { type Meta, parseMeta } from "./meta.js";
import { summariseMetric } from "./metric-lines.js";

/** Longest param or tag that is read, in bytes; clients stop at 8,000 characters. */
const MAX_TEXT = 1 << 20;

/** Where files are read from, and where it is said that one cannot be. */
export interface FileReading {
  readonly workspace: Workspace;
  readonly problem: (problem: Problem) => void;
}

/** A metric file summed up; `lastAt`: the greatest timestamp. */
export interface ReadMetric {
  readonly key: string;
  readonly summary: MetricSummary;
  readonly lastAt: number;
}

/** The metrics of a run: keys are paths below `prefix`. */
export async function readMetrics(
  files: readonly FileEntry[],
  prefix: string,
  reading: FileReading,
): Promise<readonly ReadMetric[]> {
  const found: ReadMetric[] = [];
  const contents = await Promise.all(files.map((file) => readBytes(file, reading)));
  contents.forEach((bytes, index) => {
    if (bytes === null) return;
    const { path } = files[index]!;
    const { series, bad } = summariseMetric(bytes);
    if (bad !== null) {
      const more = bad.count > 1 ? ` (and ${bad.count - 1} more)` : "";
      reading.problem({ path, line: bad.line, message: `MLflow metric: ${bad.reason}${more}` });
    } else if (series === null) {
      reading.problem({ path, message: "MLflow metric without a point: the file is empty" });
    }
    if (series !== null) found.push({ key: path.slice(prefix.length), ...series });
  });
  return found;
}

/** Params or tags: the whole file is the value, as the client has it; keys are paths below `prefix`. */
export async function readTexts(
  files: readonly FileEntry[],
  prefix: string,
  reading: FileReading,
): Promise<readonly (readonly [string, string])[]> {
  const contents = await Promise.all(files.map((file) => readBytes(file, reading, MAX_TEXT)));
  const texts: (readonly [string, string])[] = [];
  contents.forEach((bytes, index) => {
    if (bytes !== null) texts.push([files[index]!.path.slice(prefix.length), bytes.toString("utf8")]);
  });
  return texts;
}

/** null: there is none, or it cannot be read. */
export async function readMeta(file: FileEntry | null, reading: FileReading): Promise<Meta | null> {
  const bytes = file === null ? null : await readBytes(file, reading, MAX_TEXT);
  if (file === null || bytes === null) return null;
  const meta = parseMeta(bytes.toString("utf8"));
  if (meta.error !== null) {
    const { line, message } = meta.error;
    reading.problem({ path: file.path, line, message: `MLflow meta.yaml cannot be read: ${message}` });
  }
  return meta;
}

const LFS_POINTER = "version https://git-lfs.github.com/spec/";

/** A file's bytes; null, with a problem, where they are not to be had. */
async function readBytes(file: FileEntry, reading: FileReading, maxBytes?: number): Promise<Buffer | null> {
  try {
    const bytes = await reading.workspace.read(file.path, maxBytes === undefined ? {} : { maxBytes });
    if (bytes[0] !== LFS_POINTER.charCodeAt(0) || !bytes.toString("latin1", 0, 60).startsWith(LFS_POINTER)) {
      return bytes;
    }
    reading.problem({ path: file.path, message: "a Git LFS pointer stands here, its content does not" });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    reading.problem({ path: file.path, message: `could not be read: ${error.reason}` });
  }
  return null;
}

/** A recorded text (ids were numbers once); the given value where there is none. */
export function textOr<T extends string | null>(value: unknown, otherwise: T): string | T {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** Milliseconds since the epoch. */
export const time = (value: unknown): number | null => (typeof value === "number" ? value : null);
