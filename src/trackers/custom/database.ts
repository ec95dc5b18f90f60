import { finalOnly } from "../../core/metric-tally.js";
import type { MetricSummary, RunRecord } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { flattened } from "../../parsers/plain-data.js";
import { pythonFloat } from "../../parsers/python-float.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { type SqliteDatabase, type SqliteValue, textOf, whyNotSqlite } from "../../parsers/sqlite.js";
import { DATABASE_NAME } from "../database-file.js";
import { isMetric, isParameter } from "./columns.js";
import { customRun, iso, momentOf, sortedMetrics } from "./runs.js";
import { LARGEST } from "./sources.js";
import {
  METRIC_OBJECTS,
  PARAMETER_OBJECTS,
  plainName,
  RUN_COLUMNS,
  TABLE_WORDS,
  WEAK_RUN_COLUMNS,
} from "./words.js";

const NOT_HERE = /(?:^|\/)(?:tests?|testing|fixtures?|data|datasets?|docs?)\//i;
const TABLE = new RegExp(`^(?:\\w{1,40}_)?(?:${TABLE_WORDS})$`, "i");
/** As the schema stands in the file: the statement that made a table. */
const DECLARED = new RegExp(
  `CREATE TABLE\\s+["'\`[]?(?:\\w{1,40}_)?(?:${TABLE_WORDS})["'\`\\]]?\\s*\\(`,
  "i",
);
const SCHEMA_BYTES = 1 << 20;

/** Tables that only the databases of known tools have: those have readers of their own, or none of our runs. */
const TOOLS = [
  "alembic_version",
  "version_info",
  "latest_metrics",
  "study_directions",
  "trial_params",
  "django_migrations",
  "configs",
  "swanlab_project",
  "host",
  "run_artifact",
  "dag_run",
  "event_logs",
];

/** Databases whose schema declares a table that is called after experiments. Told from the first bytes. */
export async function mayHoldExperiments(file: FileEntry, workspace: Workspace): Promise<boolean> {
  if (!DATABASE_NAME.test(file.path) || NOT_HERE.test(file.path) || file.symlink || file.size > LARGEST)
    return false;
  try {
    if (whyNotSqlite(await workspace.read(file.path, { limit: 16 })) !== null) return false;
    const schema = (await workspace.read(file.path, { limit: SCHEMA_BYTES })).toString("latin1");
    return DECLARED.test(schema) && !TOOLS.some((table) => schema.includes(`table${table}${table}`));
  } catch (error) {
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}

interface ExperimentTable {
  readonly table: string;
  readonly id: string;
  readonly name: string | null;
  readonly params: readonly string[];
  readonly paramObjects: readonly string[];
  readonly metrics: readonly string[];
  readonly metricObjects: readonly string[];
  readonly started: string | null;
  readonly ended: string | null;
  readonly created: string | null;
}

/** Tables in which each row names a run, what it was given and what came out. */
function experimentTables(database: SqliteDatabase): readonly ExperimentTable[] {
  if (TOOLS.some((table) => database.tables.has(table))) return [];
  return [...database.tables].flatMap(([table, set]): readonly ExperimentTable[] => {
    const columns = [...set];
    const first = (is: (plain: string) => boolean) => columns.find((column) => is(plainName(column))) ?? null;
    const id =
      first((plain) => plain === "id" || (RUN_COLUMNS.has(plain) && plain !== "seed")) ??
      first((plain) => WEAK_RUN_COLUMNS.has(plain));
    const those = (is: (plain: string, column: string) => boolean) =>
      columns.filter((column) => is(plainName(column), column));
    const found = {
      params: those((_, column) => isParameter(column)),
      paramObjects: those((plain) => PARAMETER_OBJECTS.has(plain)),
      metrics: those((_, column) => isMetric(column) && !isParameter(column)),
      metricObjects: those((plain) => METRIC_OBJECTS.has(plain)),
    };
    const given = found.params.length + found.paramObjects.length;
    const measured = found.metrics.length + found.metricObjects.length;
    if (!TABLE.test(table) || id === null || given === 0 || measured === 0) return [];
    return [
      {
        table,
        id,
        name: first((plain) => /^(?:run_|experiment_|exp_|trial_)?name$/.test(plain)),
        ...found,
        started: first((plain) => /^start(?:ed)?(?:_at|_time)?$/.test(plain)),
        ended: first((plain) => /^(?:end(?:ed)?|finish(?:ed)?|complet(?:ed|ion))(?:_at|_time)?$/.test(plain)),
        created: first((plain) => /^(?:created(?:_at|_on)?|timestamp|updated(?:_at|_on)?)$/.test(plain)),
      },
    ];
  });
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const MOST_ROWS = 20_000;

/** A run for each row of each such table: its id is the file, the table and the row's own id. */
export function* databaseRuns(database: SqliteDatabase, path: string): Generator<RunRecord> {
  for (const table of experimentTables(database)) {
    const columns = [...(database.tables.get(table.table) ?? [])];
    const sql = `SELECT ${columns.map((column) => textOf(quoted(column))).join(", ")} FROM ${quoted(table.table)} LIMIT ${MOST_ROWS}`;
    const seen = new Map<string, number>();
    for (const cells of database.rows(sql)) {
      const row = new Map(columns.map((column, at) => [column, cells[at] ?? null]));
      const own = String(row.get(table.id) ?? "");
      const count = seen.get(own) ?? 0;
      seen.set(own, count + 1);
      yield rowRun(table, row, `${path}:${table.table}:${own}${count === 0 ? "" : `#${count + 1}`}`, path);
    }
  }
}

type DatabaseRow = ReadonlyMap<string, SqliteValue>;

function rowRun(table: ExperimentTable, row: DatabaseRow, id: string, path: string): RunRecord {
  const blank = customRun(id, path);
  const moment = (column: string | null) =>
    column === null ? null : momentOf(cellOf(row.get(column) ?? null));
  const name = table.name === null ? null : row.get(table.name);
  return {
    ...blank,
    name: typeof name === "string" && name !== "" ? name : null,
    startedAt: iso(moment(table.started)),
    endedAt: iso(moment(table.ended)),
    params: paramsOf(table, row),
    metrics: sortedMetrics(metricsOf(table, row)),
    trace: {
      ...blank.trace,
      store: path,
      lastRecordedAt: iso(moment(table.created)),
      defaultName: typeof name !== "string",
    },
  };
}

function cellOf(value: SqliteValue) {
  const text = typeof value === "string" ? value.trim() : value === null ? "" : String(value);
  return { value: pythonFloat(text), text };
}

function paramsOf(table: ExperimentTable, row: DatabaseRow): Record<string, Json> {
  const params = new Map<string, Json>();
  for (const column of table.params) {
    const { value, text } = cellOf(row.get(column) ?? null);
    if (text !== "") params.set(column, value ?? text);
  }
  for (const [key, value] of objectsOf(table.paramObjects, row)) params.set(key, value as Json);
  return Object.fromEntries(params);
}

function* metricsOf(table: ExperimentTable, row: DatabaseRow): Generator<readonly [string, MetricSummary]> {
  for (const column of table.metrics) {
    const { value } = cellOf(row.get(column) ?? null);
    if (value !== null) yield [column, finalOnly(value)];
  }
  for (const [key, value] of objectsOf(table.metricObjects, row))
    if (typeof value === "number") yield [key, finalOnly(value)];
}

/** Leaves of the objects that columns hold as JSON. */
function* objectsOf(columns: readonly string[], row: DatabaseRow): Generator<readonly [string, unknown]> {
  for (const column of columns) {
    const text = row.get(column);
    const { value } = parsePythonJson(typeof text === "string" ? text : "");
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      for (const [key, leaf] of flattened(value)) if (key !== "") yield [key, leaf];
  }
}
