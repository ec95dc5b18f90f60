import type { Problem } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { delimitedRows } from "../../parsers/delimited.js";
import { loggedTable } from "../logged-table.js";

/** Enough for the header of a log with thousands of columns. */
const HEAD_BYTES = 64 * 1024;

/** Does a `metrics.csv` open with the columns of Lightning's CSVLogger? False for what cannot be read. */
export async function opensLikeLog(path: string, workspace: Workspace): Promise<boolean> {
  try {
    const head = await workspace.read(path, { limit: HEAD_BYTES });
    return isHeader(delimitedRows(head.toString("utf8"), ",")[0]?.cells ?? []);
  } catch (error) {
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}

/** `step` stands in every row; the other columns come sorted since 2.0, in the order of logging before. */
const isHeader = (columns: readonly string[]): boolean => columns.length > 1 && columns.includes("step");

/**
 * The points of a `metrics.csv` (lightning/fabric/loggers/csv_logs.py of 2.6), a piece of the file at a time. Columns
 * are sparse; `epoch` is logged like every other metric.
 */
export async function* readMetricsFile(
  path: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): AsyncGenerator<readonly MetricPoint[]> {
  let columns: readonly string[] = [];
  let stepColumn = -1;
  let points: MetricPoint[] = [];
  const table = {
    header(cells: readonly string[]) {
      columns = cells;
      stepColumn = cells.indexOf("step");
      return isHeader(cells);
    },
    row(cells: readonly { readonly value: MetricPoint["value"] | null }[]) {
      const step = cells[stepColumn]!.value;
      cells.forEach(({ value }, column) => {
        if (value === null || column === stepColumn) return;
        points.push({
          key: columns[column]!,
          step: typeof step === "number" ? step : null,
          value,
          at: null,
        });
      });
    },
  };
  for await (const _ of loggedTable(path, ",", workspace, table, problem)) {
    yield points;
    points = [];
  }
  if (points.length > 0) yield points;
}
