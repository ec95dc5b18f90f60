import type { Argument, Call, CodeFile, FunctionFacts, Value } from "../../../core/code.js";
import { type CallGraph, scopeNode } from "../study/graph.js";
import { argument, isLiteral, text } from "../study/names.js";
import { place } from "../study/project.js";
import type { Reach } from "../study/reach.js";
import { accessOf } from "./access.js";
import type { Truth } from "./conditions.js";
import type { Configuration } from "./configuration.js";
import type { DeclaredValues } from "./declared-values.js";
import type { ObjectFields } from "./object-fields.js";
import type { Resolved } from "./resolved.js";

/** How values are looked up on; `depth`: how far still. */
export interface Resolving {
  value(file: CodeFile, scope: string | null, value: Value, depth: number): Resolved;
  path(
    file: CodeFile,
    scope: string | null,
    path: readonly string[],
    expression: string,
    depth: number,
  ): Resolved | null;
  holds(file: CodeFile, scope: string | null, conditions: readonly string[]): Truth;
}

/** Looks for what a function's parameter holds where callers hand it over; `rest`: keys behind the parameter. */
export type HandedValues = (
  file: CodeFile,
  facts: FunctionFacts,
  index: number,
  rest: readonly string[],
  depth: number,
) => Resolved | null;

export function handedValues(
  graph: CallGraph,
  reach: Reach,
  configuration: Configuration,
  fields: ObjectFields,
  declared: DeclaredValues,
  configured: (file: CodeFile, path: readonly string[]) => Resolved | null,
  resolving: Resolving,
): HandedValues {
  const byPath = new Map(graph.files.map((file) => [file.path, file]));

  /**
   * The value of a function's parameter: what the first caller that runs hands over, a number before what is computed
   * of others, else its default. Calls that switch it differently all take place.
   */
  const throughCallers = (
    file: CodeFile,
    facts: FunctionFacts,
    index: number,
    rest: readonly string[],
    depth: number,
  ): Resolved | null => {
    const parameter = facts.parameters[index]!;
    const hydra = configuration.mains.find((main) => main.file === file && main.function === facts.name);
    if (hydra !== undefined) return rest.length === 0 ? null : configuration.hydra(file.path, rest);
    const option = rest.length === 0 ? declared.ofParameter(file, facts.name, parameter.name) : null;
    if (option !== null) return option;
    const bound = /\./.test(facts.name) && ["self", "cls"].includes(facts.parameters[0]?.name ?? "");
    const owner = facts.name.includes(".") ? facts.name.slice(0, facts.name.lastIndexOf(".")) : null;
    const callers = reach.callersOf(scopeNode(file.path, facts.name));
    const makers =
      owner !== null && facts.name.endsWith(".__init__") ? reach.callersOf(scopeNode(file.path, owner)) : [];
    let handed = false;
    /** What is computed where it is handed over: a caller that hands over a number tells more. */
    let computed: Resolved | null = null;
    const switched: Switched[] = [];
    for (const { from, by } of makers.length > 0 ? [...callers, ...makers] : callers) {
      const caller = byPath.get(from.slice(0, from.indexOf("::")));
      if (by === null || caller === undefined) continue;
      const target = graph.resolve(caller, by.name, by.scope);
      if (target === undefined || (target.name !== facts.name && target.name !== owner)) continue;
      const given = handedOver(by, parameter.name, bound ? index - 1 : index);
      if (given === "unknown") {
        const unpacked = depth > 1 ? ofUnpacked(caller, by, parameter.name, depth - 1) : null;
        if (unpacked !== null && rest.length === 0) return unpacked;
        handed = true;
        continue;
      }
      if (given === null) {
        const bound = boundByGin(facts, parameter.name);
        if (bound !== null) return bound;
      }
      const start: Value | null = given ?? parameter.default;
      if (start === null) continue;
      const field =
        given !== null && rest.length > 0 && (start.is === "call" || start.is === "dict")
          ? fields.ofValue(caller, by.scope, start, by.location, rest)
          : null;
      if (field !== null) {
        const found = resolving.value(field.file, field.scope, field.value, depth - 1);
        return { ...found, where: found.where ?? place(field.location) };
      }
      const value: Value =
        rest.length === 0 ? start : { is: "expression", text: [text(start), ...rest].join(".") };
      const found =
        given === null ? { value, where: null } : resolving.value(caller, by.scope, value, depth - 1);
      const where =
        given === null ? `default of ${facts.name} (${place(facts.location)})` : place(by.location);
      const told = { ...found, where: found.where ?? where };
      if (computed === null && isSwitch(told.value)) {
        switched.push({ told, caller, by });
        if (switched.some((one) => !same(one.told.value, told.value))) break;
        continue;
      }
      if (given === null) return told;
      if (told.value.is === "expression" && !told.value.text.includes("(")) {
        computed ??= told;
        continue;
      }
      const plain = told.value.is === "literal" && typeof told.value.value === "number";
      return computed === null || plain ? told : computed;
    }
    if (switched.length > 0) return allTurns(switched);
    if (computed !== null) return computed;
    const unset = boundByGin(facts, parameter.name);
    if (unset !== null && rest.length === 0) return unset;
    if (rest.length > 0)
      return declared.ofPath(file, [parameter.name, ...rest]) ?? configured(file, [parameter.name, ...rest]);
    if (handed) return null;
    // Whoever calls a method on an object that cannot be followed hands it something: None only stands for that.
    if (parameter.default === null || (bound && isLiteral(parameter.default, null)))
      return configured(file, [parameter.name]);
    return { value: parameter.default, where: `default of ${facts.name} (${place(facts.location)})` };
  };

  /** The first, and the others where calls that take place hand over another. */
  const allTurns = (switched: readonly Switched[]): Resolved => {
    const [first] = switched as readonly [Switched, ...Switched[]];
    if (switched.every(({ told }) => same(told.value, first.told.value))) return first.told;
    const made = switched.filter(
      ({ caller, by }) => resolving.holds(caller, by.scope, by.conditions).on !== "no",
    );
    const [told] = [...made, first].map((one) => one.told) as [Resolved];
    return made.some((one) => !same(one.told.value, told.value))
      ? { ...told, turns: made.map((one) => one.told) }
      : told;
  };

  /** `train(**cfg)`: the entry of that name. */
  const ofUnpacked = (caller: CodeFile, by: Call, name: string, depth: number): Resolved | null => {
    for (const { name: how, value } of by.args) {
      if (how !== "**" || (value.is !== "name" && value.is !== "expression" && value.is !== "call")) continue;
      const access = accessOf(text(value));
      const found =
        access === null
          ? null
          : resolving.path(caller, by.scope, [...access.path, name], `${text(value)}.${name}`, depth);
      if (found !== null) return found;
    }
    return null;
  };

  /** `train.seed = 1` of a gin file, for what `@gin.configurable` marks. */
  const boundByGin = (facts: FunctionFacts, name: string): Resolved | null => {
    if (!facts.decorators.some((one) => one.name === "gin.configurable")) return null;
    const own = facts.name.slice(facts.name.lastIndexOf(".") + 1);
    for (const file of configuration.files) {
      const found = file.format === "gin" ? configuration.inFile(file, [own, name]) : null;
      if (found !== null) return found;
    }
    return null;
  };

  return throughCallers;
}

/** A parameter that is on or off, as one call has it. */
interface Switched {
  readonly told: Resolved;
  readonly caller: CodeFile;
  readonly by: Call;
}

const isSwitch = (value: Value): boolean => value.is === "literal" && typeof value.value === "boolean";

const same = (a: Value, b: Value): boolean => text(a) === text(b);

/** What a call hands to a parameter; null: nothing, so that its default holds. */
function handedOver(call: Call, name: string, position: number): Value | null | "unknown" {
  const given = argument(call, name, position);
  if (given !== undefined) return given;
  return call.args.some((one: Argument) => one.name === "*" || one.name === "**") ? "unknown" : null;
}
