import type { Tally } from "../../core/metric-tally.js";
import type { Problem } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Workspace } from "../../core/workspace.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { textLines } from "../../parsers/text-lines.js";
import { jsonRow } from "./history.js";

/** What `wandb-history.jsonl` (0.9 and before) says beside its points. `lastAt` in milliseconds since the epoch. */
export interface HistoryFile {
  readonly lastAt: number | null;
  /** It holds hardware statistics. */
  readonly system: boolean;
  readonly damaged: boolean;
}

/** @throws UnreadableFile */
export async function readHistoryFile(
  path: string,
  workspace: Workspace,
  tally: Tally,
  problem: (problem: Problem) => void,
): Promise<HistoryFile> {
  const bad = { first: 0, count: 0, cut: false };
  let lastAt: number | null = null;
  let system = false;
  for await (const { row, line, ended } of rowsOf(path, workspace)) {
    if (row === null) {
      bad.first ||= line;
      bad.count++;
      bad.cut = !ended;
      continue;
    }
    for (const [key, value] of row.values) tally.add(key, row.step, value);
    if (row.at !== null && row.at > (lastAt ?? 0)) lastAt = row.at;
    system ||= row.system;
  }
  if (bad.count === 1 && bad.cut) {
    problem({ path, line: bad.first, message: "ends inside a line; the lines before it are read" });
  } else if (bad.count > 0) {
    const count = bad.count === 1 ? "1 line is" : `${bad.count} lines are`;
    problem({ path, line: bad.first, message: `${count} no valid JSON; the rest is read` });
  }
  return { lastAt, system, damaged: bad.count > 0 };
}

/** The metric points of the file in the order of writing. */
export async function* historyPoints(path: string, workspace: Workspace): AsyncGenerator<MetricPoint> {
  for await (const { row } of rowsOf(path, workspace)) {
    for (const [key, value] of row?.values ?? []) yield { key, step: row!.step, value, at: row!.at };
  }
}

async function* rowsOf(path: string, workspace: Workspace) {
  for await (const { text, line, ended } of textLines(workspace.stream(path))) {
    if (text.trim() === "") continue;
    const parsed = parsePythonJson(text);
    const row = parsed.error === null ? jsonRow(parsed.value, line - 1) : null;
    yield { row, line, ended };
  }
}
