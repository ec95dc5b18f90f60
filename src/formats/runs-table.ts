import type { Run, RunLedger } from "../core/run.js";
import { counted } from "./numbers.js";
import { plain, shortened } from "./plain.js";

type Column = readonly [title: string, cell: (run: Run) => string, widest: number];

const COLUMNS: readonly Column[] = [
  ["TRACKER", (run) => run.tracker, 12],
  ["ID", (run) => run.id, 36],
  ["NAME", (run) => run.name ?? "", 28],
  ["STATUS", (run) => (run.abandoned ? "abandoned" : run.status), 10],
  ["STARTED", (run) => run.startedAt?.slice(0, 16).replace("T", " ") ?? "", 16],
  ["COMMIT", (run) => run.commit?.slice(0, 8) ?? "", 8],
  ["OVERALL", (run) => run.recoverability.overall, 12],
  ["SCOPE", (run) => run.scope, 9],
];

/** The ledger as a table, newest run first. `width`: columns of the terminal; names give way first. */
export function runsTable(ledger: RunLedger, width: number | null): string {
  if (ledger.runs.length === 0) return "no run record found\n";
  const cells = ledger.runs.map((run) =>
    COLUMNS.map(([, cell, widest]) => shortened(plain(cell(run)), widest)),
  );
  const widths = fit(
    COLUMNS.map(([title], column) =>
      Math.max(title.length, ...cells.map((row) => [...(row[column] ?? "")].length)),
    ),
    width,
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => shortened(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    line(COLUMNS.map(([title]) => title)),
    ...cells.map(line),
    "",
    `${counted(ledger.runs.length, "record")}, ${counted(ledger.experiments, "execution")}`,
    "",
  ].join("\n");
}

/** Takes what is too much from the widest column, down to a readable rest. */
function fit(widths: number[], width: number | null): number[] {
  if (width === null) return widths;
  const gaps = 2 * (widths.length - 1);
  while (widths.reduce((sum, one) => sum + one, 0) + gaps > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 8) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
