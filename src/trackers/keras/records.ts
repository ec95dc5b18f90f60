import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import { metricTally } from "../../core/metric-tally.js";
import { blankRun, type Problem, type RunRecord } from "../../core/run.js";
import { defineReader, type MetricPoint, type Read, type RecordStore } from "../../core/tracker.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { delimitedRows } from "../../parsers/delimited.js";
import { isLightningMetrics } from "../lightning/folders.js";
import { type LoggedTable, loggedTable } from "../logged-table.js";
import { type Delimiter, delimiterOf, isKerasLog } from "./columns.js";

/**
 * Files of Keras's CSVLogger, told by their columns alone (confidence "medium"): a run per file, its id the path. The
 * step is the epoch. They hold no time, parameter or status. A store is the folder of a log.
 */
export const reader = defineReader({
  tracker: "keras",

  async find(files, workspace) {
    const paths = new Set(files.map(({ path }) => path));
    const stores = new Map<string, FileEntry[]>();
    for (const file of files) {
      if (!isCandidate(file) || isLightningMetrics(file.path, (path) => paths.has(path))) continue;
      if ((await separatorOf(file.path, workspace)) === null) continue;
      const store = posix.dirname(file.path);
      stores.set(store, [...(stores.get(store) ?? []), file]);
    }
    return [...stores].map(([path, own]): RecordStore => ({ path, files: own }));
  },

  async *read(store, workspace): AsyncGenerator<Read> {
    for (const file of store.files) {
      const problems: Problem[] = [];
      const run = await readLog(file.path, store.path, workspace, (problem) => problems.push(problem));
      for (const problem of problems) yield { problem };
      if (run !== null) yield { run };
    }
  },

  async *series(run, workspace) {
    const delimiter = await separatorOf(run.id, workspace);
    if (delimiter === null) return;
    for await (const points of pointsOf(run.id, delimiter, workspace, () => {})) yield* points;
  },
});

/** The file's name is free; these endings are what examples and habit give it. */
const ENDING = /\.(?:csv|tsv|log|txt)$/i;
/** `epoch`, a separator and a byte order mark. */
const FIRST_BYTES = 9;
const HEAD_BYTES = 16 * 1024;
/** A log of a million epochs is shorter. */
const LARGEST = 256 * 2 ** 20;
const SHORTEST = "epoch,a,loss\n0,1,1".length;

const isCandidate = (file: FileEntry): boolean =>
  ENDING.test(file.path) && !file.symlink && file.size >= SHORTEST && file.size <= LARGEST;

/** null: it does not open like a log of Keras, or cannot be read. */
async function separatorOf(path: string, workspace: Workspace): Promise<Delimiter | null> {
  try {
    const start = withoutMark(await workspace.read(path, { limit: FIRST_BYTES }));
    const delimiter = delimiterOf(start);
    if (delimiter === null) return null;
    const head = withoutMark(await workspace.read(path, { limit: HEAD_BYTES }));
    const rows = delimitedRows(head, delimiter).map(({ cells }) => cells);
    const [header = [], ...logged] = rows;
    // The last row that was read may be cut.
    return isKerasLog(header, logged.length > 1 ? logged.slice(0, -1) : logged) ? delimiter : null;
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

const withoutMark = (bytes: Buffer): string => bytes.toString("utf8").replace(/^\ufeff/, "");

async function readLog(
  path: string,
  store: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<RunRecord | null> {
  const delimiter = await separatorOf(path, workspace);
  if (delimiter === null) return null;
  const tally = metricTally();
  for await (const points of pointsOf(path, delimiter, workspace, problem))
    for (const { key, step, value } of points) tally.add(key, step, value);
  const stem = posix.basename(path).replace(ENDING, "");
  const blank = blankRun("keras", path, { path, store });
  return {
    ...blank,
    name: stem,
    metrics: Object.fromEntries([...tally.summaries()].sort(([a], [b]) => compareText(a, b))),
    systemMetrics: false,
    confidence: "medium",
    trace: {
      ...blank.trace,
      // The run has no directory; its file lies where it lies, perhaps inside another tracker's run.
      directory: path,
      defaultName: USUAL.test(stem),
    },
  };
}

/** Names that say what every log is, with a number or a time. */
const USUAL =
  /^(?:(?:training|train|model|keras|csv|epoch|fit)[-_ ]?)?(?:logs?|logger|history|hist|metrics|results?|training|train|output)?[-_ ]?\(?[\d_.:T-]*\)?$/i;

async function* pointsOf(
  path: string,
  delimiter: Delimiter,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): AsyncGenerator<readonly MetricPoint[]> {
  let keys: readonly string[] = [];
  let points: MetricPoint[] = [];
  const table: LoggedTable = {
    header(columns) {
      keys = columns;
      return true;
    },
    row([epoch, ...cells]) {
      const step = typeof epoch?.value === "number" ? epoch.value : null;
      cells.forEach(({ value }, column) => {
        if (value !== null) points.push({ key: keys[column + 1]!, step, value, at: null });
      });
    },
  };
  for await (const _ of loggedTable(path, delimiter, workspace, table, problem)) {
    yield points;
    points = [];
  }
  if (points.length > 0) yield points;
}
