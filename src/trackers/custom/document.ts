import { flattened } from "../../parsers/plain-data.js";
import { cellOf, EMPTY } from "./cells.js";
import { type Cell, historyPlan, type Plan, planOf, type Row } from "./columns.js";

/** More rows than these say nothing new of what a log is. */
export const MOST_ROWS = 500;

/** Leaves of an object; lists are no measures of one step. null: it is no object. */
export function jsonRow(value: unknown): Row | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const row = new Map<string, Cell>();
  for (const [name, leaf] of flattened(value)) row.set(name, jsonCell(leaf));
  return row;
}

function jsonCell(value: unknown): Cell {
  if (typeof value === "number") return { value, text: String(value) };
  if (typeof value === "boolean") return { value: null, text: String(value) };
  return typeof value === "string" ? cellOf(value) : EMPTY;
}

export interface Document {
  readonly plan: Plan;
  readonly rows: readonly Row[];
}

/** Keys under which a document keeps its rows. */
const ROWS_KEY =
  /^(?:history|log|logs|epochs|metrics|results|training|training_log|train_log|runs|records|steps)$/i;

/** A list of objects, a history of lists, or an object that holds one of them. */
export function documentOf(value: unknown): Document | null {
  if (Array.isArray(value)) {
    const rows = value.map(jsonRow);
    if (rows.some((row) => row === null)) return null;
    const whole = rows as readonly Row[];
    const plan = planOf(whole.slice(0, MOST_ROWS));
    return plan === null ? null : { plan, rows: whole };
  }
  if (typeof value !== "object" || value === null) return null;
  const history = historyOf(value);
  if (history !== null) return history;
  const inner = Object.entries(value).filter(
    ([key, part]) => ROWS_KEY.test(key) && typeof part === "object" && part !== null,
  );
  return inner.length === 1 ? partOf(inner[0]![1]) : null;
}

const partOf = (part: unknown): Document | null =>
  Array.isArray(part) ? documentOf(part) : historyOf(part as object);

/** Lists by name, or by a name within a name (`train.rmse`); single values beside them are left out. */
function historyOf(value: object): Document | null {
  const lists = new Map<string, readonly Cell[]>();
  for (const [name, leaf] of flattened(value)) {
    if (!Array.isArray(leaf)) continue;
    if (leaf.length === 0 || name.split(".").length > 3) return null;
    const cells = leaf.map((one: unknown) =>
      typeof one === "object" && one !== null ? null : jsonCell(one),
    );
    if (cells.some((cell) => cell === null)) return null;
    lists.set(name, cells as readonly Cell[]);
  }
  const plan = historyPlan(lists);
  if (plan === null) return null;
  const length = [...lists.values()][0]!.length;
  const rows = Array.from(
    { length },
    (_, at): Row => new Map([...lists].map(([name, cells]) => [name, cells[at]!])),
  );
  return { plan, rows };
}
