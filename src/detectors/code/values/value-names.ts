import type { Code, CodeFile, FunctionFacts, Value } from "../../../core/code.js";
import { type CallGraph, enclosing } from "../study/graph.js";
import { isLiteral, text } from "../study/names.js";
import { assignmentsTo, place } from "../study/project.js";
import type { Reach } from "../study/reach.js";
import { accessOf, bare, choiceOf, environmentOf, literalOf } from "./access.js";
import type { Truth } from "./conditions.js";
import type { Configuration } from "./configuration.js";
import { declaredValues } from "./declared-values.js";
import { handedValues } from "./handed-values.js";
import { loadedValues } from "./loaded-values.js";
import { objectFields } from "./object-fields.js";
import { type Resolved, truthOfValue } from "./resolved.js";

/** How far a value is followed from name to name. */
export const DEEP = 8;
/** Values that one question may lead through. */
const MOST_STEPS = 80;
const LONGEST = 400;
const NONE: Value = { is: "literal", value: null };

export interface Resolver {
  /** A new question: what is followed is counted anew. */
  restart(): void;
  value(file: CodeFile, scope: string | null, value: Value, depth: number): Resolved;
  /** A name as a condition asks for it: `cfg.seed`, `written` as `cfg.get("seed")`. */
  named(file: CodeFile, scope: string | null, name: string, written: string, depth: number): Resolved | null;
}

/** Follows names to their values. `holds`: do the conditions hold by default? */
export function valueResolver(
  code: Code,
  graph: CallGraph,
  reach: Reach,
  configuration: Configuration,
  holds: (file: CodeFile, scope: string | null, conditions: readonly string[]) => Truth,
): Resolver {
  let steps = 0;
  const fields = objectFields(graph, (file, { scope, conditions }) => holds(file, scope, conditions).on);
  const declared = declaredValues(code, graph, reach, configuration, (file, value) =>
    resolveValue(file, null, value, DEEP - 2),
  );
  const configured = loadedValues(code, reach, configuration);

  const resolveValue = (file: CodeFile, scope: string | null, value: Value, depth: number): Resolved => {
    const own = { value, where: null };
    if (depth <= 0 || steps > MOST_STEPS) return own;
    steps++;
    const written =
      value.is === "name" ? value.name : value.is === "call" || value.is === "expression" ? value.text : null;
    if (written === null || written.length > LONGEST) return own;
    return resolveText(file, scope, bare(written), depth) ?? own;
  };

  const resolveText = (
    file: CodeFile,
    scope: string | null,
    expression: string,
    depth: number,
  ): Resolved | null => {
    const variable = environmentOf(expression);
    if (variable !== null) return ofVariable(file, scope, variable.name, variable.fallback, depth);
    const choice = choiceOf(expression);
    if (choice !== null) return chosen(file, scope, choice, depth);
    const access = accessOf(expression);
    if (access === null) return null;
    const found = resolvePath(file, scope, access.path, expression, depth);
    if (found !== null || access.fallback === null) return found;
    // A key that a configuration known whole does not hold.
    const fallback = literalOf(access.fallback);
    const holder = resolvePath(file, scope, access.path.slice(0, -1), expression, depth - 1);
    return fallback !== null && holder?.value.is === "dict"
      ? { value: fallback, where: `default of ${expression}` }
      : null;
  };

  /** `os.environ.get("SEED", 42)`: what commands set, else its default. */
  const ofVariable = (
    file: CodeFile,
    scope: string | null,
    name: string,
    fallback: string | null,
    depth: number,
  ): Resolved | null => {
    const given = declared.variable(file, name);
    if (given !== null) return given;
    if (fallback === null) return { value: NONE, where: `${name} unset` };
    const value = literalOf(bare(fallback));
    if (value !== null) return { value, where: `${name} unset` };
    return resolveValue(file, scope, { is: "expression", text: fallback }, depth - 1);
  };

  const chosen = (
    file: CodeFile,
    scope: string | null,
    { first, second, condition }: NonNullable<ReturnType<typeof choiceOf>>,
    depth: number,
  ): Resolved | null => {
    const read = (source: string): Resolved => {
      const plain = bare(source);
      const value = literalOf(plain);
      return value === null
        ? resolveValue(file, scope, { is: "expression", text: plain }, depth - 1)
        : { value, where: null };
    };
    const left = read(first);
    const held =
      condition === null
        ? truthOfValue(left.value)
        : { yes: true, no: false, unknown: null }[holds(file, scope, [condition]).on];
    if (held === null) return null;
    const found = held ? left : read(second);
    return { ...found, where: found.where ?? left.where };
  };

  const resolvePath = (
    file: CodeFile,
    scope: string | null,
    path: readonly string[],
    expression: string,
    depth: number,
  ): Resolved | null => {
    const [root, ...rest] = path;
    if (root === undefined) return null;
    if (root === "self")
      return ofInstance(file, scope, path, depth) ?? declared.ofPath(file, path) ?? configured(file, path);
    for (const name of enclosing(scope)) {
      for (const facts of functionsNamed(file, name)) {
        const index = facts.parameters.findIndex((one) => one.name === root);
        if (index >= 0) return throughCallers(file, facts, index, rest, depth);
      }
    }
    const composed = ofComposition(file, scope, path);
    if (composed !== null) return composed;
    const foreign = file.imports.some(({ alias }) => alias === root);
    const field = fields.ofName(file, scope, root, rest);
    const ofField = (): Resolved | null => {
      if (field === null || text(field.value) === expression) return null;
      const followed = resolveValue(field.file, field.scope, field.value, depth - 1);
      return followed.where === null ? { ...followed, where: place(field.location) } : followed;
    };
    if (rest.length > 0 && !foreign) {
      // What its constructor is handed comes before the default of the class.
      const made = field?.set === false ? ofField() : null;
      if (made !== null) return made;
      const option = declared.ofPath(file, path);
      if (option !== null) return setHere(file, scope, path, depth) ?? option;
    }
    const constant = rest.length === 0 ? declared.ofConstant(file, root) : null;
    if (constant !== null) return constant;
    const known = code.valueOf(file, path.join("."));
    if (known !== null && text(known.value) !== expression) {
      const followed = resolveValue(file, scope, known.value, depth - 1);
      return followed.where === null ? { ...followed, where: place(known.location) } : followed;
    }
    return (
      ofField() ??
      throughAlias(file, scope, root, rest, depth) ??
      declared.ofPath(file, path) ??
      // A plain name is a variable, whatever the configuration calls the same: a loop's, a file's, a unit's.
      (rest.length > 0 ? configured(file, path) : null)
    );
  };

  const functionsNamed = (file: CodeFile, name: string): readonly FunctionFacts[] => {
    let known = functions.get(file);
    if (known === undefined) {
      known = new Map();
      for (const facts of file.functions) {
        const same = known.get(facts.name);
        if (same === undefined) known.set(facts.name, [facts]);
        else same.push(facts);
      }
      functions.set(file, known);
    }
    return known.get(name) ?? [];
  };
  const functions = new Map<CodeFile, Map<string, FunctionFacts[]>>();

  /** `args.seed = 3` in the same stretch of code, also where `if args.seed < 0` holds by default. */
  const setHere = (
    file: CodeFile,
    scope: string | null,
    path: readonly string[],
    depth: number,
  ): Resolved | null => {
    const target = path.join(".");
    const set = assignmentsTo(file, target).findLast(
      (one) =>
        (one.scope === scope || one.scope === null) && holds(file, one.scope, one.conditions).on === "yes",
    );
    if (set === undefined || text(set.value) === target) return null;
    const followed = resolveValue(file, set.scope, set.value, depth - 1);
    return followed.where === null ? { ...followed, where: place(set.location) } : followed;
  };

  /** `cfg = hydra.compose(…)`: what is composed. */
  const ofComposition = (file: CodeFile, scope: string | null, path: readonly string[]): Resolved | null => {
    if (path.length < 2) return null;
    const [root, ...rest] = path;
    const by = configuration.mains.find(
      (main) => main.file === file && main.function === "" && main.variable === root,
    );
    if (by === undefined || (scope !== null && functionsNamed(file, scope).length === 0)) return null;
    return configuration.hydra(file.path, rest);
  };

  /** `train = cfg["train"]`, `config = self.config`: the path goes on from what the name stands for. */
  const throughAlias = (
    file: CodeFile,
    scope: string | null,
    root: string,
    rest: readonly string[],
    depth: number,
  ): Resolved | null => {
    if (rest.length === 0 || depth <= 1) return null;
    const own = assignmentsTo(file, root);
    const last =
      own.findLast(({ scope: at }) => at === scope) ?? own.findLast(({ scope: at }) => at === null);
    if (last === undefined || (last.value.is !== "name" && last.value.is !== "expression")) return null;
    const access = accessOf(text(last.value));
    if (access === null || access.path[0] === root) return null;
    const path = [...access.path, ...rest];
    return resolvePath(file, last.scope, path, path.join("."), depth - 1);
  };

  /** An attribute, as `__init__` of its class first sets it. */
  const ofInstance = (
    file: CodeFile,
    scope: string | null,
    path: readonly string[],
    depth: number,
  ): Resolved | null => {
    const target = path.slice(0, 2).join(".");
    for (const outer of enclosing(scope)) {
      const sets = assignmentsTo(file, target);
      const set = sets.find((one) => one.scope === `${outer}.__init__`);
      if (set === undefined) continue;
      // None keeps the place for what another method fills in.
      const filled = sets.some((one) => one !== set && one.scope?.startsWith(`${outer}.`) === true);
      if (filled && isLiteral(set.value, null)) return null;
      const rest = path.slice(2);
      const value: Value =
        rest.length === 0 ? set.value : { is: "expression", text: [text(set.value), ...rest].join(".") };
      if (text(value) === path.join(".")) return null;
      const followed = resolveValue(file, set.scope, value, depth - 1);
      if (followed.where !== null) return followed;
      return rest.length > 0 && followed.value === value ? null : { ...followed, where: place(set.location) };
    }
    return null;
  };

  const throughCallers = handedValues(graph, reach, configuration, fields, declared, configured, {
    value: resolveValue,
    path: resolvePath,
    holds,
  });

  return {
    restart: () => {
      steps = 0;
    },
    value: resolveValue,
    named: (file, scope, name, written, depth) =>
      resolveText(file, scope, written, depth) ??
      (written === name ? null : resolvePath(file, scope, name.split("."), name, depth)),
  };
}
