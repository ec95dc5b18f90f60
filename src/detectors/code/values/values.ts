import type { Call, Code, CodeFile, Value } from "../../../core/code.js";
import { CHOOSES } from "../study/call-kinds.js";
import type { CallGraph, Edge } from "../study/graph.js";
import { visibleText } from "../study/names.js";
import type { Reach } from "../study/reach.js";
import { all, ofTheMachine, type Truth, YES } from "./conditions.js";
import type { Configuration } from "./configuration.js";
import { agreed, apart, type Resolved } from "./resolved.js";
import { DEEP, valueResolver } from "./value-names.js";

export type { Resolved } from "./resolved.js";

export interface Values {
  resolve(file: CodeFile, scope: string | null, value: Value): Resolved;
  /** Do all of the conditions hold by default? */
  holds(file: CodeFile, scope: string | null, conditions: readonly string[]): Truth;
  /** Does a default run come to this place, on the best way that leads to it? */
  reached(file: CodeFile, place: Call): Truth;
}

/** How a run comes to a node: from another one, or straight away, where what is said of the way holds. */
interface Way {
  readonly from: string | null;
  readonly here: Truth;
}

const BEST_FIRST = ["yes", "unknown", "no"] as const;
const NO: Truth = { on: "no", why: null };

/** Conditions that may wait for another. */
const MOST_OPEN = 3;
const LONGEST = 400;

export function valuesOf(code: Code, graph: CallGraph, reach: Reach, configuration: Configuration): Values {
  const byPath = new Map(graph.files.map((file) => [file.path, file]));
  const resolver = valueResolver(code, graph, reach, configuration, (file, scope, conditions) =>
    holds(file, scope, conditions),
  );

  const decided = new Map<CodeFile, ReadonlySet<string>>();
  const decidedIn = (file: CodeFile): ReadonlySet<string> => {
    let found = decided.get(file);
    if (found === undefined) {
      found = new Set(
        file.assignments.flatMap(({ target, conditions }) => (conditions.length > 0 ? [target] : [])),
      );
      decided.set(file, found);
    }
    return found;
  };

  /** What conditions ask for comes up in one after the other. */
  const asked = new Map<CodeFile, Map<string, Resolved | null>>();
  const namedIn = (
    file: CodeFile,
    scope: string | null,
    name: string,
    written: string,
    depth: number,
  ): Resolved | null => {
    let known = asked.get(file);
    if (known === undefined) {
      known = new Map();
      asked.set(file, known);
    }
    const key = `${scope ?? ""}\n${written}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // What a condition decides itself is another value before it than after it.
    const outermost = deciding.size <= 1 && !decidedIn(file).has(name);
    if (deciding.size <= 1) resolver.restart();
    const found = resolver.named(file, scope, name, written, depth);
    if (outermost) known.set(key, found);
    return found;
  };

  /** The best of what calls that switch it differently come to. */
  const truthOf = (file: CodeFile, scope: string | null, condition: string, depth: number): Truth => {
    if (depth <= 0 || condition.length > LONGEST) return { on: "unknown", why: null };
    const told: Truth[] = [];
    for (let turn = 0, turns = 1; turn < turns; turn++)
      told.push(
        truthIn(file, scope, condition, depth, (all) => {
          turns = Math.max(turns, all.length);
          return all[turn] ?? all[0];
        }),
      );
    return BEST_FIRST.flatMap((on) => told.find((one) => one.on === on) ?? [])[0]!;
  };

  /** @param pick  which of the values that one run hands over */
  const truthIn = (
    file: CodeFile,
    scope: string | null,
    condition: string,
    depth: number,
    pick: (turns: readonly Resolved[]) => Resolved | undefined,
  ): Truth => {
    const { truth, why } = code.truth(file, condition, {
      value: (name, written) => {
        // `import wandb`, and where that fails `wandb = None`: what is set is not what the name mostly holds.
        if (file.imports.some(({ alias }) => alias === written)) return null;
        const held = namedIn(file, scope, name, written, depth);
        if (held === null) return null;
        const turns = held.turns ?? apart(held);
        const found = turns === undefined ? held : (pick(turns) ?? held);
        const value = agreed(found);
        if (value === null) return null;
        const shown = value.is === "literal" && value.value === null ? "null" : visibleText(value);
        return {
          value,
          why: found.where === null ? `${written} is ${shown}` : `${written} is ${shown} (${found.where})`,
        };
      },
      assume: ofTheMachine,
    });
    if (truth !== "unknown") return { on: truth, why };
    return { on: "unknown", why: `depends on ${condition.slice(0, 80)}` };
  };

  /** Most calls share their conditions with others; by file, scope and condition. */
  const truths = new Map<CodeFile, Map<string | null, Map<string, Truth>>>();
  const toldIn = (file: CodeFile, scope: string | null): Map<string, Truth> => {
    let scopes = truths.get(file);
    if (scopes === undefined) {
      scopes = new Map();
      truths.set(file, scopes);
    }
    let told = scopes.get(scope);
    if (told === undefined) {
      told = new Map();
      scopes.set(scope, told);
    }
    return told;
  };
  const truthAt = (file: CodeFile, scope: string | null, condition: string): Truth => {
    const told = toldIn(file, scope);
    const before = told.get(condition);
    if (before !== undefined) return before;
    // A condition that asks for what it decides itself: `if seed is None: seed = 0`.
    const open = `${file.path}\n${scope ?? ""}\n${condition}`;
    if (deciding.has(open) || deciding.size >= MOST_OPEN) return { on: "unknown", why: null };
    if (deciding.size === 0) resolver.restart();
    deciding.add(open);
    const truth = truthOf(file, scope, condition, deciding.size > 1 ? DEEP / 2 : DEEP);
    deciding.delete(open);
    if (deciding.size === 0) told.set(condition, truth);
    return truth;
  };
  const deciding = new Set<string>();

  const holds: Values["holds"] = (file, scope, conditions) =>
    conditions.length === 0 ? YES : all(conditions.map((condition) => truthAt(file, scope, condition)));

  const reached: Values["reached"] = (file, call) => {
    const here = holds(file, call.scope, call.conditions);
    return call.scope === null || here.on === "no"
      ? here
      : all([here, nodeReached(graph.nodeOf(file, call))]);
  };

  /** By node. */
  const known = new Map<string, Truth>();
  const nodeReached = (node: string): Truth => {
    if (!known.has(node)) settle(node);
    return known.get(node)!;
  };

  /** The best of the ways that lead to a node, and to all that lead to it: what only leads back to itself is none. */
  const settle = (asked: string): void => {
    const ways = new Map<string, readonly Way[]>([[asked, waysTo(asked)]]);
    const leads = new Map<string, string[]>();
    for (const [node, found] of ways) {
      for (const { from } of found) {
        if (from === null || known.has(from)) continue;
        const same = leads.get(from);
        if (same === undefined) leads.set(from, [node]);
        else same.push(node);
        if (!ways.has(from)) ways.set(from, waysTo(from));
      }
    }
    const told = ({ from, here }: Way): Truth | undefined => {
      const before = from === null ? YES : known.get(from);
      return before === undefined ? undefined : all([here, before]);
    };
    const nodes = [...ways.keys()].reverse();
    for (const on of BEST_FIRST) {
      const open = [...nodes];
      for (const node of open) {
        if (known.has(node)) continue;
        const found = ways.get(node)!;
        const truth = found.length === 0 ? YES : found.map(told).find((one) => one?.on === on);
        if (truth === undefined) continue;
        known.set(node, truth);
        for (const next of leads.get(node) ?? []) open.push(next);
      }
    }
    for (const node of nodes) if (!known.has(node)) known.set(node, NO);
  };

  const waysTo = (node: string): readonly Way[] => {
    const every = reach.callersOf(node);
    // Where a call leads to it, `eval(text)` in the same module, which may name anything, is no way of its own.
    const named = every.filter(({ how, by }) => how !== "mention" || by === null || !CHOOSES.has(by.method));
    const edges = named.some(({ how }) => how === "call") ? named : every;
    const ways = edges.flatMap(({ from, by }): readonly Way[] => {
      const at = from.indexOf("::");
      const caller = byPath.get(from.slice(0, at));
      if (caller === undefined) return [];
      if (by === null) {
        const outer = from.slice(at + 2);
        return [{ from: outer === "" || outer === "__main__" ? null : from, here: YES }];
      }
      const here = holds(caller, by.scope, by.conditions);
      const first = by.scope === null || here.on === "no";
      return [{ from: first ? null : graph.nodeOf(caller, by), here }];
    });
    return [...ways, ...bothBranches(edges)];
  };

  /** Where `if` and `else` both lead to it, the condition between them decides nothing. */
  const bothBranches = (edges: readonly Edge[]): readonly Way[] =>
    edges.flatMap(({ from, by }): readonly Way[] => {
      const condition = by?.conditions.at(-1);
      const caller = byPath.get(from.slice(0, from.indexOf("::")));
      if (by === null || condition === undefined || caller === undefined) return [];
      const outer = by.conditions.slice(0, -1);
      const other = [...outer, `not (${condition})`].join("\n");
      if (!edges.some((edge) => edge.from === from && edge.by?.conditions.join("\n") === other)) return [];
      return [
        {
          from: by.scope === null ? null : graph.nodeOf(caller, by),
          here: holds(caller, by.scope, outer),
        },
      ];
    });

  return {
    resolve: (file, scope, value) => {
      resolver.restart();
      return resolver.value(file, scope, value, DEEP);
    },
    holds,
    reached,
  };
}
