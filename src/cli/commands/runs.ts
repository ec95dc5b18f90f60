import type { JudgedRun, Run } from "../../core/run.js";
import type { RunField } from "../../core/run-field.js";
import { QUESTIONS, TRACKER_IDS } from "../../core/vocabulary.js";
import { plain } from "../../formats/plain.js";
import { fieldNamed, type QueryField } from "../../runs/query/fields.js";
import {
  type Column,
  parseColumns,
  parseSort,
  type SortKey,
  sortRuns,
  spelledOut,
} from "../../runs/query/lists.js";
import { unknownKeys } from "../../runs/query/unknown-keys.js";
import { parseWhere, type Where } from "../../runs/query/where.js";
import { columnsOf } from "../columns.js";
import { EXIT } from "../exit.js";
import { executionsAmong, readRuns, shownRun, warnOf, withRepository } from "../ledger.js";
import { didYouMean } from "../nearest.js";
import { parsed, unknownKeyWarning } from "../query-errors.js";
import { refuseTerminal, type Sink, withSink, writeAll } from "../sink.js";
import { UsageError } from "../usage-error.js";
import type { RunsCommandOptions } from "./runs-options.js";

const TABLE_COLUMNS = ["tracker", "id", "name", "status", "started", "commit", "overall", "scope"];
/** One row per run for other programs: everything that has one value, then what the records chose to hold. */
const FILE_COLUMNS = [
  ...["tracker", "id", "name", "group", "parent", "scope", "status", "abandoned", "startedAt", "endedAt"],
  ...["commit", "dirty", "program", "command", "description", "confidence", "path"],
  ...QUESTIONS.map((question) => `recoverability.${question}`),
  "recoverability.overall",
];

interface Query {
  readonly where: Where;
  readonly sort: readonly SortKey[];
  readonly columns: readonly Column[];
}

/** What is to be written, and what it was taken from. */
interface Selection {
  readonly runs: readonly Run[];
  readonly columns: readonly RunField[];
  readonly total: number;
  readonly executions: number;
}

/** `exptrack runs`: the ledger, or what was asked of it. */
export async function runRuns(path: string, options: RunsCommandOptions): Promise<number> {
  const query = queryOf(options);
  if (options.format === "parquet") refuseTerminal(options.output);
  await withRepository(path, options, async (workspace, progress) => {
    const read = await readRuns(workspace, progress);
    warnOfKeys(query, read.runs);
    const wanted = read.runs.filter(
      (run) =>
        (options.tracker.length === 0 || options.tracker.includes(run.tracker)) && query.where.matches(run),
    );
    const picked = sortRuns(wanted, query.sort).slice(0, options.limit);
    const executions = executionsAmong(read.executions, picked);
    if (options.format === "json" || options.format === "jsonl") {
      const { ledgerJson, runsJsonl } = await import("../../formats/runs-json.js");
      const { problems } = read;
      await withSink(options.output ?? null, (sink) =>
        writeAll(
          sink,
          options.format === "json"
            ? ledgerJson({ runs: shown(picked), experiments: executions, problems })
            : runsJsonl(shown(picked)),
        ),
      );
      if (options.format === "jsonl") warnOf(problems);
      return;
    }
    const runs = [...shown(picked)];
    const columns = spelledOut(query.columns, runs, (part, count) =>
      process.stderr.write(
        `exptrack: ${count} rarer ${part} have no column; --columns ${part}.KEY names one, json and jsonl hold all\n`,
      ),
    );
    const selection = { runs, columns, total: read.runs.length, executions };
    await withSink(options.output ?? null, (sink) => write(sink, selection, options));
    warnOf(read.problems);
  });
  return EXIT.passed;
}

/** One at a time, so that a large ledger is not held twice. */
function* shown(runs: readonly JudgedRun[]): Generator<Run> {
  for (const run of runs) yield shownRun(run);
}

/** The formats that need all runs before the first line. */
async function write(sink: Sink, selection: Selection, options: RunsCommandOptions): Promise<void> {
  const { runs, columns } = selection;
  switch (options.format) {
    case "csv":
      return writeAll(sink, (await import("../../formats/runs-csv.js")).runsCsv(runs, columns));
    case "parquet":
      return (await import("../../formats/runs-parquet.js")).runsParquet(runs, columns, (bytes) =>
        sink.write(bytes),
      );
    default: {
      const onTerminal = options.output === undefined || options.output === "-";
      const { runsTable } = await import("../../formats/runs-table.js");
      const table = runsTable(runs, columns, {
        width: onTerminal ? columnsOf(process.stdout) : null,
        total: selection.total,
        executions: options.quiet ? null : selection.executions,
      });
      return writeAll(sink, table);
    }
  }
}

/** All that can be wrong with the command line is found before anything is read. */
function queryOf(options: RunsCommandOptions): Query {
  for (const id of options.tracker)
    if (!TRACKER_IDS.includes(id))
      throw new UsageError(`--tracker ${plain(id)}: there is no such tracker${didYouMean(id, TRACKER_IDS)}`);
  const whole = options.format === "json" || options.format === "jsonl";
  if (whole && options.columns !== undefined)
    throw new UsageError(
      `--columns: ${options.format} holds whole runs; csv, parquet and table have columns`,
    );
  return {
    where:
      options.where === undefined
        ? { matches: () => true, fields: [] }
        : parsed("--where", options.where, parseWhere),
    sort: options.sort === undefined ? [] : parsed("--sort", options.sort, parseSort),
    columns:
      options.columns === undefined
        ? defaultColumns(options.format)
        : parsed("--columns", options.columns, parseColumns),
  };
}

function defaultColumns(format: RunsCommandOptions["format"]): Column[] {
  if (format === "table") return TABLE_COLUMNS.map(fieldNamed);
  return [...FILE_COLUMNS.map(fieldNamed), { all: "params" }, { all: "metrics" }];
}

function warnOfKeys({ where, sort, columns }: Query, runs: readonly Run[]): void {
  const named: QueryField[] = [
    ...where.fields,
    ...sort.map(({ field }) => field),
    ...columns.flatMap((column) => ("all" in column ? [] : [column])),
  ];
  for (const unknown of unknownKeys(named, runs))
    process.stderr.write(`exptrack: ${plain(unknownKeyWarning(unknown))}\n`);
}
