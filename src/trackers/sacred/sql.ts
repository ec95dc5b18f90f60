import { posix } from "node:path";
import type { Problem } from "../../core/run.js";
import type { Read, RecordStore } from "../../core/tracker.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import type { SqliteDatabase, SqliteValue } from "../../parsers/sqlite.js";
import { isUnreadable, missingTable, withDatabase } from "../database-file.js";
import { SACRED_DATABASE } from "./database-kind.js";
import type { Entry } from "./entry.js";
import { unpickled } from "./jsonpickle.js";
import { type Tree, toRunRecord } from "./run.js";

/** Characters of one cell; `info` holds whatever an experiment puts there. */
const LARGEST_CELL = 64 * 2 ** 20;

/** Runs of a SqlObserver's SQLite database, from a private copy. It keeps no metrics but what `info` holds. */
export async function* readSql(store: RecordStore, tree: Tree, workspace: Workspace): AsyncGenerator<Read> {
  const problem = (message: string): { readonly problem: Problem } => ({
    problem: { path: store.path, message: `Sacred database: ${message}` },
  });
  try {
    yield* withDatabase(store.path, workspace, async function* (database): AsyncGenerator<Read> {
      const why = missingTable(SACRED_DATABASE, database);
      if (why !== null) {
        yield problem(why);
        return;
      }
      const numbers = [...database.rows("SELECT id FROM run ORDER BY id")].map(([id]) => Number(id));
      for (const number of numbers) {
        const problems: string[] = [];
        const entry = entryOf(number, store.path, database, (message) => problems.push(message));
        for (const message of problems) yield problem(message);
        yield { run: await toRunRecord(entry, tree, workspace) };
      }
    });
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    yield problem(`could not be read: ${error instanceof UnreadableFile ? error.reason : error.message}`);
  }
}

/** What one run put into `info`; undefined: it is not there. */
export async function sqlInfo(path: string, id: string, workspace: Workspace): Promise<unknown> {
  for await (const info of withDatabase(path, workspace, (database) =>
    database.tables.get("run")?.has("info") === true
      ? [...database.rows(`SELECT ${cell("info")} FROM run WHERE CAST(run_id AS TEXT) = ?`, id)]
      : [],
  )) {
    return json(info[0]).value;
  }
  return undefined;
}

const cell = (column: string): string => `CAST(substr(${column}, 1, ${LARGEST_CELL}) AS TEXT)`;

type Row = Readonly<Record<string, SqliteValue>>;

/** Rows as objects; a column that this version of the table lacks is null. */
function rowsOf(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
  where: string,
  key: string | number,
): Row[] {
  const stored = database.tables.get(table);
  if (stored === undefined) return [];
  const wanted = columns.filter((column) => stored.has(column));
  // As text a number has fifteen digits at most.
  const select = wanted
    .map((column) => (column === "result" ? `"${column}"` : cell(`"${column}"`)))
    .join(", ");
  const rows = [...database.rows(`SELECT ${select || "1"} FROM "${table}" WHERE ${where}`, key)];
  return rows.map((row) => Object.fromEntries(wanted.map((column, index) => [column, row[index] ?? null])));
}

/** Rows of `table` that a joining table ties to `key`. */
function joined(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
  [join, own, other]: readonly [string, string, string],
  key: string | number,
): Row[] {
  const stored = database.tables.get(join);
  if (stored?.has(own) !== true || !stored.has(other)) return [];
  const where = `"${other}" IN (SELECT "${other}" FROM "${join}" WHERE "${own}" = ?) ORDER BY "${other}"`;
  return rowsOf(database, table, columns, where, key);
}

const RUN = [
  "run_id",
  "command",
  "start_time",
  "heartbeat",
  "stop_time",
  "comment",
  "fail_trace",
  "config",
  "info",
  "status",
  "result",
  "experiment_id",
  "host_id",
];

function entryOf(
  number: number,
  path: string,
  database: SqliteDatabase,
  problem: (message: string) => void,
): Entry {
  const run = rowsOf(database, "run", RUN, `"id" = ?`, number)[0] ?? {};
  const text = (column: string): string | null => textOf(run[column]);
  const id = text("run_id") ?? String(number);
  const experimentId = Number(run.experiment_id ?? -1);
  const [experiment = {}] = rowsOf(
    database,
    "experiment",
    ["name", "base_dir"],
    `"experiment_id" = ?`,
    experimentId,
  );
  const [host = {}] = rowsOf(
    database,
    "host",
    ["cpu", "hostname", "python_version"],
    `"host_id" = ?`,
    Number(run.host_id ?? -1),
  );
  const sources = joined(
    database,
    "source",
    ["filename", "md5sum", "content"],
    ["experiments_sources", "experiment_id", "source_id"],
    experimentId,
  );
  const repositories = joined(
    database,
    "repository",
    ["url", "commit", "dirty"],
    ["experiments_repositories", "experiment_id", "repository_id"],
    experimentId,
  );
  const dependencies = joined(
    database,
    "dependency",
    ["name", "version"],
    ["experiments_dependencies", "experiment_id", "dependency_id"],
    experimentId,
  );
  const resources = joined(
    database,
    "resource",
    ["filename", "md5sum"],
    ["runs_resources", "run_id", "resource_id"],
    id,
  );
  const artifacts = rowsOf(database, "artifact", ["filename"], `"run_id" = ? ORDER BY "artifact_id"`, id);
  const parsed = (column: string): unknown => {
    const { value, error } = json(run[column]);
    if (error !== null) problem(`${column} of run ${id}: ${error.message}`);
    return value;
  };
  return {
    id,
    experiment: {
      ...experiment,
      mainfile: mainfileOf(
        textOf(experiment.name),
        sources.map((row) => textOf(row.filename) ?? ""),
      ),
      dependencies: dependencies.map((row) => `${row.name}==${row.version}`),
      repositories: repositories.map((row) => ({ ...row, dirty: DIRTY[String(row.dirty)] ?? null })),
    },
    host,
    meta: { comment: text("comment") },
    status: text("status"),
    startTime: text("start_time"),
    stopTime: text("stop_time"),
    heartbeat: text("heartbeat"),
    failed: (text("fail_trace") ?? "") !== "",
    config: parsed("config"),
    info: parsed("info"),
    metrics: undefined,
    result: typeof run.result === "number" ? metricOf(run.result) : null,
    sources: sources.map((row) => {
      const content = textOf(row.content);
      return { file: textOf(row.filename) ?? "", path: content === null ? null : path, text: content };
    }),
    resources: resources.map((row) => ({ file: textOf(row.filename) ?? "", md5: textOf(row.md5sum) })),
    artifacts: artifacts.map((row) => ({ name: textOf(row.filename) ?? "", path, digest: null, here: true })),
    record: path,
    store: path,
    directory: null,
    texts: [],
    incomplete: null,
    hidden: "all",
  };
}

const DIRTY: Readonly<Record<string, boolean>> = { "0": false, "1": true };

/** The observer does not say which source is the main file: it is the only one, or that which gave the name. */
function mainfileOf(name: string | null, sources: readonly string[]): string | null {
  const named = sources.filter((file) => posix.basename(file) === `${name}.py`);
  return [sources, named].find((some) => some.length === 1)?.[0] ?? null;
}

const metricOf = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

const textOf = (value: SqliteValue | undefined): string | null => (typeof value === "string" ? value : null);

function json(value: SqliteValue | undefined): ReturnType<typeof parsePythonJson> {
  if (typeof value !== "string") return { value: undefined, error: null };
  const parsed = parsePythonJson(value);
  return { ...parsed, value: unpickled(parsed.value) };
}
