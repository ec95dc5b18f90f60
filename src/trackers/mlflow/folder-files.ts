import type { MetricSummary, Problem } from "../../core/run.js";
import { type FileEntry, HUGE_FILE_BYTES, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { type Meta, parseMeta } from "./meta.js";
import { type MetricReading, metricSummary, summariseMetric } from "./metric-lines.js";

/** Nearly every file of a store is shorter. A longer text is read apart, a longer series piece by piece. */
const SHORT = 1 << 16;
/** Longest param or tag that is read, in bytes; clients stop at 8,000 characters. */
const MAX_TEXT = 1 << 20;

/** Files as they were read. */
export type Contents = ReadonlyMap<FileEntry, Buffer | UnreadableFile>;

/** What is read from, and where it is said that something cannot be. */
export interface FileReading {
  readonly workspace: Workspace;
  readonly problem: (problem: Problem) => void;
  readonly contents: Contents;
}

/** Begins to read files; what it returns gives them. Of `series` only the start is there when they are long. */
export function fetchAhead(
  workspace: Workspace,
  texts: readonly FileEntry[],
  series: readonly FileEntry[] = [],
): () => Promise<Contents> {
  const files = [...texts, ...series];
  const finish = workspace.readAhead(
    files.map(({ path }) => path),
    { limit: SHORT },
  );
  return async () => {
    const contents = new Map<FileEntry, Buffer | UnreadableFile>();
    const read = await finish();
    for (const [index, file] of files.entries()) {
      const content = read[index]!;
      const isWhole = content instanceof UnreadableFile || content.length < SHORT || index >= texts.length;
      contents.set(file, isWhole ? content : await longText(file, workspace));
    }
    return contents;
  };
}

const longText = (file: FileEntry, workspace: Workspace): Promise<Buffer | UnreadableFile> =>
  workspace.read(file.path, { maxBytes: MAX_TEXT }).catch((error: unknown) => {
    if (error instanceof UnreadableFile) return error;
    throw error;
  });

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
  for (const file of files) {
    const bytes = bytesOf(file, reading);
    if (bytes === null) continue;
    const { path } = file;
    const read = bytes.length < SHORT ? summariseMetric(bytes) : await readLongMetric(file, reading);
    if (read === null) continue;
    const { series, bad } = read;
    if (bad !== null) {
      const more = bad.count > 1 ? ` (and ${bad.count - 1} more)` : "";
      reading.problem({ path, line: bad.line, message: `MLflow metric: ${bad.reason}${more}` });
    } else if (series === null) {
      reading.problem({ path, message: "MLflow metric without a point: the file is empty" });
    }
    if (series !== null) found.push({ key: path.slice(prefix.length), ...series });
  }
  return found;
}

/** Piece by piece, so that memory does not grow with steps. */
async function readLongMetric(file: FileEntry, reading: FileReading): Promise<MetricReading | null> {
  const summary = metricSummary();
  if (file.size > HUGE_FILE_BYTES) {
    reading.problem({ path: file.path, message: `MLflow metric of ${file.size} bytes: not read` });
    return null;
  }
  try {
    for await (const piece of reading.workspace.stream(file.path)) summary.push(piece);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    reading.problem({ path: file.path, message: `could not be read: ${error.reason}` });
    return null;
  }
  return summary.end();
}

/** Params or tags: the whole file is the value, as the client has it; keys are paths below `prefix`. */
export function readTexts(
  files: readonly FileEntry[],
  prefix: string,
  reading: FileReading,
): readonly (readonly [string, string])[] {
  const texts: (readonly [string, string])[] = [];
  for (const file of files) {
    const bytes = bytesOf(file, reading);
    if (bytes === null) continue;
    const { path } = file;
    // What a file system leaves of a file that was being written when the machine went down.
    if (bytes.includes(0)) reading.problem({ path, message: "zeros stand here where a text should" });
    else texts.push([path.slice(prefix.length), bytes.toString("utf8")]);
  }
  return texts;
}

/** null: there is none, or it cannot be read. */
export function readMeta(file: FileEntry | null, reading: FileReading): Meta | null {
  const bytes = file === null ? null : bytesOf(file, reading);
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
function bytesOf(file: FileEntry, { contents, problem }: FileReading): Buffer | null {
  const bytes = contents.get(file);
  if (bytes === undefined) return null;
  if (bytes instanceof UnreadableFile) {
    problem({ path: file.path, message: `could not be read: ${bytes.reason}` });
    return null;
  }
  if (bytes[0] !== LFS_POINTER.charCodeAt(0) || !bytes.toString("latin1", 0, 60).startsWith(LFS_POINTER)) {
    return bytes;
  }
  problem({ path: file.path, message: "a Git LFS pointer stands here, its content does not" });
  return null;
}

/** A recorded text (ids were numbers once); the given value where there is none. */
export function textOr<T extends string | null>(value: unknown, otherwise: T): string | T {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** Milliseconds since the epoch. */
export const time = (value: unknown): number | null => (typeof value === "number" ? value : null);
