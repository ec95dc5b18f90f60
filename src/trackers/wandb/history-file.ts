import type { Tally } from "../../core/metric-tally.js";
import type { Problem } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Workspace } from "../../core/workspace.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { type HistoryRow, jsonRow } from "./history.js";

/** What `wandb-history.jsonl` (0.9 and before) says beside its points. `lastAt` in milliseconds since the epoch. */
export interface HistoryFile {
  readonly lastAt: number | null;
  /** It holds hardware statistics. */
  readonly system: boolean;
}

/** @throws UnreadableFile */
export async function readHistoryFile(
  path: string,
  workspace: Workspace,
  tally: Tally,
  problem: (problem: Problem) => void,
): Promise<HistoryFile> {
  const { rows, badLines } = await readRows(path, workspace);
  if (badLines.length > 0) {
    const count = badLines.length === 1 ? "1 line is" : `${badLines.length} lines are`;
    problem({ path, line: badLines[0]!, message: `${count} no valid JSON; the rest is read` });
  }
  let lastAt: number | null = null;
  let system = false;
  for (const row of rows) {
    for (const [key, value] of row.values) tally.add(key, row.step, value);
    if (row.at !== null && row.at > (lastAt ?? 0)) lastAt = row.at;
    system ||= row.system;
  }
  return { lastAt, system };
}

/** The metric points of the file in the order of writing. */
export async function* historyPoints(path: string, workspace: Workspace): AsyncGenerator<MetricPoint> {
  const { rows } = await readRows(path, workspace);
  for (const row of rows) {
    for (const [key, value] of row.values) yield { key, step: row.step, value, at: row.at };
  }
}

async function readRows(path: string, workspace: Workspace) {
  const rows: HistoryRow[] = [];
  const badLines: number[] = [];
  const lines = (await workspace.readText(path)).split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const parsed = parsePythonJson(line);
    const row = parsed.error === null ? jsonRow(parsed.value, index) : null;
    if (row === null) badLines.push(index + 1);
    else rows.push(row);
  }
  return { rows, badLines };
}
