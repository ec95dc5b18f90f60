import { at, entriesAt, isMapping } from "../../parsers/plain-data.js";
import type { Parameters } from "./parameter-values.js";
import { type Names, resolved, text, Unresolved, withLoop } from "./templates.js";

/** Stages that one definition may become. */
const MOST_TURNS = 2000;
/** Values that all turns of a file may go through together: far more than any pipeline has. */
const MOST_WORK = 2_000_000;

type Turn = readonly [name: string, body: Parameters, names: Names];

/** The stages of one definition: itself, or one for each turn of `foreach` or `matrix`. @throws Unresolved */
export function turns(name: string, part: Parameters, names: Names, budget: Budget): readonly Turn[] {
  const { value, written } = part;
  if (!isMapping(value)) throw new Unresolved();
  if (value.matrix !== undefined) {
    const { matrix, ...body } = value;
    const axes = resolved({ value: matrix, written: at(written, "matrix") }, names);
    return within(budget, combinations(axes), body, names).map(({ key, item }) => [
      `${name}@${key}`,
      { value: body, written },
      withLoop(names, { item, key: { value: key, written: key } }),
    ]);
  }
  if (value.foreach === undefined) return [[name, part, names]];
  const body = { value: value.do, written: at(written, "do") };
  const over = resolved({ value: value.foreach, written: at(written, "foreach") }, names);
  return within(budget, items(over), body.value, names).map(({ key, item, named }) => [
    `${name}@${key}`,
    body,
    withLoop(names, named ? { item, key: { value: key, written: key } } : { item }),
  ]);
}

/** What is left of the work that a file's turns may take. */
export interface Budget {
  left: number;
}

export const wholeBudget = (): Budget => ({ left: MOST_WORK });

/** @throws Unresolved  so many turns of such a body are no pipeline */
function within<T>(budget: Budget, list: readonly T[], body: unknown, names: Names): readonly T[] {
  budget.left -= list.length * (nodesIn(body) + entriesAt(names.value).length);
  if (budget.left < 0) throw new Unresolved();
  return list;
}

const nodesIn = (value: unknown): number =>
  typeof value !== "object" || value === null
    ? 1
    : Object.values(value).reduce((sum: number, inner) => sum + nodesIn(inner), 1);

interface Item {
  readonly key: string;
  readonly item: Parameters;
  /** The loop goes over a mapping. */
  readonly named: boolean;
}

const isComposite = (value: unknown): boolean => typeof value === "object" && value !== null;

function items({ value, written }: Parameters): readonly Item[] {
  if (Array.isArray(value)) {
    const byIndex = value.some(isComposite);
    return limited(value).map((one, index) => {
      const item = { value: one, written: at(written, index) };
      return { key: byIndex ? String(index) : text(item, false), item, named: false };
    });
  }
  if (!isMapping(value)) throw new Unresolved();
  return limited(Object.entries(value)).map(([key, one]) => ({
    key,
    item: { value: one, written: at(written, key) },
    named: true,
  }));
}

function combinations({ value, written }: Parameters): readonly Item[] {
  if (!isMapping(value)) throw new Unresolved();
  let found: { key: string[]; value: Record<string, unknown>; written: Record<string, unknown> }[] = [
    { key: [], value: {}, written: {} },
  ];
  for (const [axis, list] of Object.entries(value)) {
    if (!Array.isArray(list)) throw new Unresolved();
    if (found.length * list.length > MOST_TURNS) throw new Unresolved();
    found = found.flatMap((known) =>
      list.map((one, index) => {
        const item = { value: one, written: at(written, axis, index) };
        return {
          key: [...known.key, isComposite(one) ? `${axis}${index}` : text(item, false)],
          value: { ...known.value, [axis]: one },
          written: { ...known.written, [axis]: item.written },
        };
      }),
    );
  }
  return found.map(({ key, ...item }) => ({ key: key.join("-"), item, named: true }));
}

function limited<T>(list: readonly T[]): readonly T[] {
  if (list.length > MOST_TURNS) throw new Unresolved();
  return list;
}
