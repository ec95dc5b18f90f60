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
      const around = surroundings(database);
      for (const run of rowsOf(database, "run", RUN, `ORDER BY "id"`)) {
        const problems: string[] = [];
        const entry = entryOf(run, store.path, around, (message) => problems.push(message));
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
function* rowsOf(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
  rest: string,
  ...keys: readonly (string | number)[]
): Generator<Row> {
  const stored = database.tables.get(table);
  if (stored === undefined) return;
  const wanted = columns.filter((column) => stored.has(column));
  // As text a number has fifteen digits at most.
  const select = wanted
    .map((column) => (NUMBERS.has(column) ? `"${column}"` : cell(`"${column}"`)))
    .join(", ");
  for (const row of database.rows(`SELECT ${select || "1"} FROM "${table}" ${rest}`, ...keys))
    yield Object.fromEntries(wanted.map((column, index) => [column, row[index] ?? null]));
}
const NUMBERS = new Set(["id", "result"]);

/** Rows of `table` that a joining table ties to an owner. */
function joined(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
  [join, own, other]: readonly [string, string, string],
): (key: string) => readonly Row[] {
  const all = new Set([own, other]);
  if (database.tables.get(table)?.has(other) !== true || !isIn(database, join, all)) return () => [];
  const tied = listed(rowsOf(database, join, [own, other], ""), own);
  const rest = `WHERE CAST("${other}" AS TEXT) IN (SELECT value FROM json_each(?)) ORDER BY "${other}"`;
  return lastOnly((key) => {
    const others = JSON.stringify((tied.get(key) ?? []).map((row) => row[other]));
    return [...rowsOf(database, table, columns, rest, others)];
  });
}

const isIn = (database: SqliteDatabase, table: string, columns: ReadonlySet<string>): boolean =>
  [...columns].every((column) => database.tables.get(table)?.has(column) === true);

/** Rows by the text of one of their columns. No index of these tables helps to find them one by one. */
function listed(rows: Iterable<Row>, column: string): ReadonlyMap<string, readonly Row[]> {
  const lists = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[column]);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [row]);
    else list.push(row);
  }
  return lists;
}

/** The runs of an experiment follow each other: its sources are read once, and no others kept. */
function lastOnly<T>(find: (key: string) => T): (key: string) => T {
  let last: { readonly key: string; readonly found: T } | null = null;
  return (key) => {
    if (last?.key !== key) last = { key, found: find(key) };
    return last.found;
  };
}

/** What the other tables say of an experiment, a host or a run, by its id. */
type Surroundings = Readonly<
  Record<
    "experiment" | "host" | "sources" | "repositories" | "dependencies" | "resources" | "artifacts",
    (key: string) => readonly Row[]
  >
>;

function surroundings(database: SqliteDatabase): Surroundings {
  const by = (table: string, key: string, columns: readonly string[], order = "") => {
    if (database.tables.get(table)?.has(key) !== true) return () => [];
    const lists = listed(rowsOf(database, table, [key, ...columns], order), key);
    return (wanted: string) => lists.get(wanted) ?? [];
  };
  const tied = (table: string, columns: readonly string[], [join, owner]: readonly [string, string]) =>
    joined(database, table, columns, [join, owner, `${table}_id`]);
  return {
    experiment: by("experiment", "experiment_id", ["name", "base_dir"]),
    host: by("host", "host_id", ["cpu", "hostname", "python_version"]),
    sources: tied("source", ["filename", "md5sum", "content"], ["experiments_sources", "experiment_id"]),
    repositories: tied(
      "repository",
      ["url", "commit", "dirty"],
      ["experiments_repositories", "experiment_id"],
    ),
    dependencies: tied("dependency", ["name", "version"], ["experiments_dependencies", "experiment_id"]),
    resources: tied("resource", ["filename", "md5sum"], ["runs_resources", "run_id"]),
    artifacts: by("artifact", "run_id", ["filename"], `ORDER BY "artifact_id"`),
  };
}

const RUN = [
  "id",
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

function entryOf(run: Row, path: string, around: Surroundings, problem: (message: string) => void): Entry {
  const text = (column: string): string | null => textOf(run[column]);
  const id = text("run_id") ?? String(run.id);
  const experimentId = String(run.experiment_id);
  const [experiment = {}] = around.experiment(experimentId);
  const [host = {}] = around.host(String(run.host_id));
  const sources = around.sources(experimentId);
  const repositories = around.repositories(experimentId);
  const dependencies = around.dependencies(experimentId);
  const resources = around.resources(id);
  const artifacts = around.artifacts(id);
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
