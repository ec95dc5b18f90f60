import type { CellFacts, Value } from "../core/code.js";

/**
 * What one source shows by itself, before names are resolved against other files: plain data, a function of the
 * text alone (so it can be cached by content or made in another thread). Names are as written:
 * `L.Trainer().fit` stands for `L.Trainer(max_epochs=3).fit`.
 */
export interface RawFacts {
  readonly imports: readonly RawImport[];
  readonly calls: readonly RawCall[];
  readonly assignments: readonly RawAssignment[];
  readonly functions: readonly RawFunction[];
  readonly classes: readonly RawClass[];
  readonly strings: readonly RawString[];
  /** Names that take a value nobody can tell: loop variables, unpacked tuples, `as` of handlers. */
  readonly opaque: readonly { readonly name: string; readonly scope: string | null; readonly at: Place }[];
  /** What functions give back, where it is a call or a name. */
  readonly returns: readonly { readonly value: Value; readonly scope: string; readonly at: Place }[];
  /** Number of `assert` statements. */
  readonly asserts: number;
  /** From `if __name__ == "__main__":` at module level to the end of its block. */
  readonly guard: { readonly from: Place; readonly to: Place } | null;
  readonly cells: readonly CellFacts[];
  readonly broken: boolean;
  readonly lines: number;
  readonly rows: Rows;
}

/**
 * Index of a character; in a notebook counted through all its code cells. Source order, and through `Rows` the line.
 */
export type Place = number;

/** Where each row begins, in rising order. */
export interface Rows {
  readonly starts: readonly Place[];
  /** The notebook's cells by their first row; empty for a module. */
  readonly cells: readonly { readonly cell: number; readonly row: number }[];
}

/** A record while it is made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface RawArgument {
  readonly name: string | null;
  readonly value: Value;
}

export interface RawCall {
  readonly name: string;
  readonly method: string;
  readonly args: readonly RawArgument[];
  readonly at: Place;
  /** Its last character. */
  readonly to: Place;
  readonly scope: string | null;
  readonly conditions: readonly string[];
  readonly loops?: readonly string[];
  readonly caught?: true;
  readonly assignedTo: string | null;
  /** A statement of its own at module level, no definition. */
  readonly bare: boolean;
}

export interface RawImport {
  /** Module as written, without the leading dots. */
  readonly module: string;
  /** Number of leading dots. */
  readonly level: number;
  readonly name: string | null;
  readonly alias: string;
  readonly optional: boolean;
  readonly typing?: true;
  readonly scope: string | null;
  readonly at: Place;
}

export interface RawAssignment {
  readonly target: string;
  /** null: a declaration without a value, `lr: float`. */
  readonly value: Value | null;
  readonly annotation: string | null;
  readonly scope: string | null;
  readonly conditions: readonly string[];
  readonly at: Place;
  /** `with … as target`: binds the name, and is no assignment for others. */
  readonly within: boolean;
}

export interface RawFunction {
  readonly name: string;
  readonly decorators: readonly { readonly name: string; readonly args: readonly RawArgument[] }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly default: Value | null;
    readonly annotation: string | null;
    readonly at: Place;
    readonly defaultAt: Place | null;
  }[];
  readonly scope: string | null;
  readonly at: Place;
}

export interface RawClass {
  readonly name: string;
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly scope: string | null;
  readonly at: Place;
}

export interface RawString {
  readonly value: string;
  readonly at: Place;
}

/** Facts of sources that run one after the other in one namespace: the cells of a notebook. */
export function mergeFacts(parts: readonly { readonly cell: number; readonly facts: RawFacts }[]): RawFacts {
  const of = <T>(pick: (facts: RawFacts) => readonly T[]): T[] => parts.flatMap(({ facts }) => pick(facts));
  const starts: number[] = [];
  const cells = parts.map(({ cell, facts }) => {
    const row = starts.length;
    for (const start of facts.rows.starts) starts.push(start);
    return { cell, row };
  });
  return {
    imports: of((facts) => facts.imports),
    calls: of((facts) => facts.calls),
    assignments: of((facts) => facts.assignments),
    functions: of((facts) => facts.functions),
    classes: of((facts) => facts.classes),
    strings: of((facts) => facts.strings),
    opaque: of((facts) => facts.opaque),
    returns: of((facts) => facts.returns),
    asserts: parts.reduce((sum, { facts }) => sum + facts.asserts, 0),
    // A cell is the program already.
    guard: null,
    cells: of((facts) => facts.cells),
    broken: parts.some(({ facts }) => facts.broken),
    lines: parts.reduce((sum, { facts }) => sum + facts.lines, 0),
    rows: { starts, cells },
  };
}

/** 1-based line and column of a place, and the notebook's cell it lies in; lines of a cell are counted from its start. */
export function position(
  { starts, cells }: Rows,
  at: Place,
): { line: number; column: number; cell: number | null } {
  let row = 0;
  for (let high = starts.length - 1; row < high; ) {
    const middle = (row + high + 1) >> 1;
    if (starts[middle]! <= at) row = middle;
    else high = middle - 1;
  }
  const column = at - starts[row]! + 1;
  const cell = cells.findLast((candidate) => candidate.row <= row);
  return cell === undefined
    ? { line: row + 1, column, cell: null }
    : { line: row - cell.row + 1, column, cell: cell.cell };
}
