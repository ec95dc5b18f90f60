import type { RawFacts } from "../raw.js";
import type { Parsed, Syntax } from "../syntax.js";
import { textOf } from "../values.js";

/** Where a node stands: what encloses it inside its module. Shared between nodes, never changed. */
export interface Context {
  readonly scope: string | null;
  readonly conditions: readonly string[];
  readonly loops: readonly string[];
  /** A failure here is caught, whatever it is. */
  readonly caught: boolean;
  /** An import here may fail or be left out, and the program goes on. */
  readonly optional: boolean;
  /** Names that a `global` statement of the function sends to the module. */
  readonly globals: Set<string>;
}

export const OUTERMOST: Omit<Context, "globals"> = {
  scope: null,
  conditions: [],
  loops: [],
  caught: false,
  optional: false,
};

/** Facts while they are gathered. */
export type Gathered = {
  -readonly [K in keyof RawFacts]: RawFacts[K] extends readonly (infer T)[] ? T[] : RawFacts[K];
};

/**
 * One walk over one tree. Open nodes are kept in a list instead of on the stack, so that no depth overflows:
 * a handler reads its node, adds facts, and opens what lies below.
 */
export interface Walk {
  readonly source: Parsed["source"];
  readonly facts: Gathered;
  /** Calls whose result a plain assignment takes, and its target. */
  readonly assignedTo: Map<Syntax, string>;
  /** Calls that are statements of their own at module level. */
  readonly bare: Set<Syntax>;
  /** Visited before everything that is open already. */
  open(node: Syntax, context: Context): void;
  /** Opens nodes so that the first is visited first. */
  all(nodes: readonly Syntax[], context: Context): void;
  /** Place of a node's first or last character in the module or notebook. */
  place(node: Syntax, side?: "start" | "end"): number;
  /** The source text of a node, as it stands. */
  text(node: Syntax): string;
  /** The text of a node that is a name. */
  name(node: Syntax): string;
}

export type Handler = (node: Syntax, context: Context, walk: Walk) => void;

/** Visits with contexts of their own, in order. */
export function openEach(walk: Walk, visits: readonly (readonly [Syntax, Context])[]): void {
  for (let i = visits.length - 1; i >= 0; i--) walk.open(...visits[i]!);
}

const MAX_CONDITIONS = 40;
const MAX_LOOPS = 12;

export function under(context: Context, condition: string): Context {
  if (context.conditions.length >= MAX_CONDITIONS) return context;
  return { ...context, conditions: [...context.conditions, condition] };
}

export const looping = (context: Context, head: string): Context =>
  context.loops.length >= MAX_LOOPS ? context : { ...context, loops: [...context.loops, head] };

export function unless(context: Context, condition: string): Context {
  return under(context, `not (${condition})`);
}

export const conditionOf = (node: Syntax, walk: Walk): string => textOf(node, walk.source);

/** The scope that a name bound here belongs to. */
export const scopeOf = (name: string, context: Context): string | null =>
  context.globals.has(name) ? null : context.scope;
