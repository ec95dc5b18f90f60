import type { Argument, Call, Code, CodeFile, Parameter, Value } from "../../core/code.js";
import {
  all,
  any,
  compare,
  literalOf,
  negate,
  splitAt,
  type Truth,
  truthy,
  unwrap,
  YES,
} from "./conditions.js";
import type { Configuration } from "./configuration.js";
import { type CallGraph, enclosing, scopeNode } from "./graph.js";
import { accessPath, argument, isLiteral, text } from "./names.js";
import { imports, place } from "./project.js";
import type { Reach } from "./reach.js";

/** What the text fixes of a value at a place, through parameters of functions, constants and configuration. */
export interface Resolved {
  readonly value: Value;
  /** `argparse default 0 (train.py:12)`, `configs/train.yaml:49`; null where the value stands in the call itself. */
  readonly where: string | null;
}

export interface Values {
  resolve(file: CodeFile, scope: string | null, value: Value): Resolved;
  /** Do all of the conditions hold by default? */
  holds(file: CodeFile, scope: string | null, conditions: readonly string[]): Truth;
  /** Does a default run come to this place, on the best way that leads to it? */
  reached(file: CodeFile, place: Call): Truth;
}

const DEEP = 6;
/** Conditions of the machine or of the process, which a default run may be taken to meet. */
const OF_THE_MACHINE =
  /\b(?:isinstance|hasattr|is_available|is_main_process|is_rank_zero|is_built|device_count|cuda|mps|rank|version)\b/i;

export function valuesOf(code: Code, graph: CallGraph, reach: Reach, configuration: Configuration): Values {
  const byPath = new Map(graph.files.map((file) => [file.path, file]));

  const beside = new Map<string, ReadonlySet<string>>();
  const options = new Map<string, { file: CodeFile; parameter: Parameter }[]>();
  for (const file of graph.files) {
    for (const parameter of file.parameters) {
      if (parameter.by === "constant") continue;
      const name = optionName(parameter.name);
      options.set(name, [...(options.get(name) ?? []), { file, parameter }]);
    }
  }

  const functionAt = (file: CodeFile, scope: string | null) =>
    enclosing(scope).flatMap((name) => file.functions.filter((facts) => facts.name === name));

  const resolveValue = (file: CodeFile, scope: string | null, value: Value, depth: number): Resolved => {
    const own = { value, where: null };
    if (depth === 0) return own;
    const expression =
      value.is === "name" ? value.name : value.is === "call" || value.is === "expression" ? value.text : null;
    if (expression === null) return own;
    const cast = /^(?:int|str|float|np\.\w+|numpy\.\w+)\(([^()]*)\)$/.exec(expression)?.[1];
    const path = accessPath(cast ?? expression);
    return (path === null ? null : resolvePath(file, scope, path, cast ?? expression, depth)) ?? own;
  };

  const resolvePath = (
    file: CodeFile,
    scope: string | null,
    path: readonly string[],
    expression: string,
    depth: number,
  ): Resolved | null => {
    const [root, ...rest] = path;
    if (root === "self")
      return ofInstance(file, scope, path, depth) ?? declared(file, path) ?? configured(file, path);
    for (const facts of functionAt(file, scope)) {
      const index = facts.parameters.findIndex(({ name }) => name === root);
      if (index < 0) continue;
      return throughCallers(file, facts, index, rest, depth);
    }
    const known = code.valueOf(file, path.join("."));
    if (known !== null) {
      const followed = resolveValue(file, scope, known.value, depth - 1);
      return followed.where === null ? { value: followed.value, where: place(known.location) } : followed;
    }
    const assigned = file.assignments.filter(
      ({ target, scope: at }) =>
        (target === expression || target === path.join(".")) && (at === scope || at === null),
    );
    const last = assigned.findLast(({ scope: at }) => at === scope) ?? assigned[assigned.length - 1];
    if (last !== undefined && text(last.value) !== expression) {
      const followed = resolveValue(file, scope, last.value, depth - 1);
      return followed.where === null ? { value: followed.value, where: place(last.location) } : followed;
    }
    return declared(file, path) ?? configured(file, path);
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
      const set = file.assignments.find((one) => one.target === target && one.scope === `${outer}.__init__`);
      if (set === undefined) continue;
      const rest = path.slice(2);
      const value: Value =
        rest.length === 0 ? set.value : { is: "expression", text: [text(set.value), ...rest].join(".") };
      const followed = resolveValue(file, set.scope, value, depth - 1);
      return followed.where === null ? { value: followed.value, where: place(set.location) } : followed;
    }
    return null;
  };

  /** The value of a function's parameter: what the first caller that runs hands over, else its default. */
  const throughCallers = (
    file: CodeFile,
    facts: CodeFile["functions"][number],
    index: number,
    rest: readonly string[],
    depth: number,
  ): Resolved | null => {
    const parameter = facts.parameters[index]!;
    const hydra = configuration.mains.find((main) => main.file === file && main.function === facts.name);
    if (hydra !== undefined) {
      const found = rest.length === 0 ? null : configuration.hydra(file.path, rest);
      return found === null ? null : { value: found.value, where: found.where };
    }
    const bound = /\./.test(facts.name) && ["self", "cls"].includes(facts.parameters[0]?.name ?? "");
    const owner = facts.name.includes(".") ? facts.name.slice(0, facts.name.lastIndexOf(".")) : null;
    const nodes = [scopeNode(file.path, facts.name)];
    if (owner !== null && facts.name.endsWith(".__init__")) nodes.push(scopeNode(file.path, owner));
    let handed = false;
    for (const { from, by } of nodes.flatMap((node) => reach.callersOf(node))) {
      const caller = byPath.get(from.slice(0, from.indexOf("::")));
      if (by === null || caller === undefined) continue;
      const target = graph.resolve(caller, by.name, by.scope);
      if (target === undefined || (target.name !== facts.name && target.name !== owner)) continue;
      const given = handedOver(by, parameter.name, bound ? index - 1 : index);
      if (given === "unknown") {
        handed = true;
        continue;
      }
      const start: Value | null = given ?? parameter.default;
      if (start === null) continue;
      const value: Value =
        rest.length === 0 ? start : { is: "expression", text: [text(start), ...rest].join(".") };
      if (given === null) return { value, where: `default of ${facts.name} (${place(facts.location)})` };
      const found = resolveValue(caller, by.scope, value, depth - 1);
      return { value: found.value, where: found.where ?? place(by.location) };
    }
    if (handed) return null;
    if (rest.length > 0)
      return declared(file, [parameter.name, ...rest]) ?? configured(file, [parameter.name, ...rest]);
    // Whoever calls a method on an object that cannot be followed hands it something: None only stands for that.
    if (parameter.default === null || (bound && isLiteral(parameter.default, null)))
      return configured(file, [parameter.name]);
    return { value: parameter.default, where: `default of ${facts.name} (${place(facts.location)})` };
  };

  /** A declared option of the last name: `args.seed`, `FLAGS.seed`, `self.hparams.seed`. */
  const declared = (file: CodeFile, path: readonly string[]): Resolved | null => {
    if (path.length < 2) return null;
    const wanted = optionName(path[path.length - 1]!);
    const all = options.get(wanted) ?? [];
    const near = all.filter((option) => option.file === file);
    const loaded =
      near.length > 0 || all.length === 0
        ? near
        : all.filter((option) => related(file).has(option.file.path));
    const fitting = loaded.map(({ parameter }) => parameter);
    const first = fitting[0];
    if (first === undefined || first.default === null) return null;
    if (fitting.some((option) => option.default === null || text(option.default) !== text(first.default!)))
      return null;
    return {
      value: first.default,
      where: `${first.by} default ${text(first.default)} (${place(first.location)})`,
    };
  };

  /** Files that the programs which load a file load beside it. */
  const related = (file: CodeFile): ReadonlySet<string> => {
    let found = beside.get(file.path);
    if (found === undefined) {
      found = new Set(reach.loadedBy(file.path).flatMap((program) => code.importsOf(program)));
      beside.set(file.path, found);
    }
    return found;
  };

  /** A key of the configuration that the programs which run this place are started with. */
  const configured = (file: CodeFile, path: readonly string[]): Resolved | null => {
    const keys = path.length > 1 && /^(?:self|cls)$/.test(path[0]!) ? path.slice(2) : path.slice(1);
    const wanted = keys.length > 0 ? keys : path;
    for (const program of [file.path, ...reach.loadedBy(file.path)]) {
      const found = configuration.hydra(program, wanted);
      if (found !== null) return found;
    }
    if (!imports(file, "yaml", "omegaconf", "ruamel")) return null;
    const loaded = configuration.files.filter((candidate) =>
      file.strings.some(
        ({ value }) =>
          value.endsWith(baseName(candidate.path)) && candidate.path.endsWith(value.replace(/^[./]+/, "")),
      ),
    );
    const found = loaded.flatMap((candidate) => {
      const direct = configuration.inFile(candidate, wanted);
      if (direct !== null) return [direct];
      const sections = Object.keys((candidate.yaml.value ?? {}) as object);
      return sections.flatMap((section) => configuration.inFile(candidate, [section, ...wanted]) ?? []);
    });
    const first = found[0];
    return first !== undefined && found.every(({ value }) => text(value) === text(first.value))
      ? first
      : null;
  };

  const written = (source: string): Resolved | null => {
    const value = literalOf(source);
    return value === null ? null : { value, where: null };
  };

  const truthOf = (file: CodeFile, scope: string | null, condition: string, depth: number): Truth => {
    const source = unwrap(condition);
    if (depth === 0 || source.length > 400) return { on: "unknown", why: null };
    for (const [word, join] of [
      ["or", any],
      ["and", all],
    ] as const) {
      const parts = splitAt(source, ` ${word} `);
      if (parts.length > 1) return join(parts.map((part) => truthOf(file, scope, part, depth - 1)));
    }
    if (/^not\b/.test(source)) return negate(truthOf(file, scope, source.slice(3), depth - 1));
    const compared =
      /^(.+?)\s*(==|!=|is not|is|>=|<=|>|<)\s*(None|True|False|-?\d+(?:\.\d+)?|"[^"]*"|'[^']*')$/.exec(
        source,
      );
    const subject = unwrap(compared?.[1] ?? source);
    const path = accessPath(subject);
    const found = path === null ? null : (written(subject) ?? resolvePath(file, scope, path, subject, DEEP));
    if (found?.value.is === "literal") {
      const held =
        compared === null
          ? truthy(found.value.value)
          : compare(found.value.value, compared[2]!, compared[3]!);
      if (held !== null) {
        const shown = text(found.value);
        const why =
          found.where === null
            ? `${subject} is ${shown}`
            : `${subject} is ${shown === "None" ? "null" : shown} (${found.where})`;
        return { on: held ? "yes" : "no", why };
      }
    }
    if (found !== null && compared === null && (found.value.is === "list" || found.value.is === "dict")) {
      const filled =
        found.value.is === "list" ? found.value.items.length > 0 : found.value.entries.length > 0;
      return { on: filled ? "yes" : "no", why: found.where };
    }
    const told = code.truth(file, condition);
    if (told.truth !== "unknown") return { on: told.truth, why: told.why };
    if (OF_THE_MACHINE.test(source)) return YES;
    return { on: "unknown", why: `depends on ${source.slice(0, 80)}` };
  };

  /** Most calls share their conditions with others; by file, then scope and condition. */
  const truths = new Map<CodeFile, Map<string, Truth>>();
  const truthAt = (file: CodeFile, scope: string | null, condition: string): Truth => {
    let told = truths.get(file);
    if (told === undefined) {
      told = new Map();
      truths.set(file, told);
    }
    const key = `${scope ?? ""}\n${condition}`;
    let truth = told.get(key);
    if (truth === undefined) {
      truth = truthOf(file, scope, condition, DEEP);
      told.set(key, truth);
    }
    return truth;
  };

  const holds: Values["holds"] = (file, scope, conditions) =>
    conditions.length === 0 ? YES : all(conditions.map((condition) => truthAt(file, scope, condition)));

  const known = new Map<string, Truth | "open">();

  const reached: Values["reached"] = (file, call) => {
    const here = holds(file, call.scope, call.conditions);
    return call.scope === null || here.on === "no"
      ? here
      : all([here, nodeReached(graph.nodeOf(file, call))]);
  };

  /** The best of the ways that lead to a node; a way that leads back to itself is none. */
  const nodeReached = (node: string): Truth => {
    const found = known.get(node);
    if (found !== undefined) return found === "open" ? { on: "no", why: null } : found;
    known.set(node, "open");
    const ways = reach.callersOf(node).flatMap(({ from, by }) => {
      const caller = byPath.get(from.slice(0, from.indexOf("::")));
      if (caller === undefined) return [];
      if (by !== null) return [reached(caller, by)];
      const outer = from.slice(from.indexOf("::") + 2);
      return [outer === "" || outer === "__main__" ? YES : nodeReached(from)];
    });
    const truth = ways.length === 0 ? YES : any(ways);
    known.set(node, truth);
    return truth;
  };

  return {
    resolve: (file, scope, value) => resolveValue(file, scope, value, DEEP),
    holds,
    reached,
  };
}

/** What a call hands to a parameter; null: nothing, so that its default holds. */
function handedOver(call: Call, name: string, position: number): Value | null | "unknown" {
  const given = argument(call, name, position);
  if (given !== undefined) return given;
  return call.args.some((one: Argument) => one.name === "*" || one.name === "**") ? "unknown" : null;
}

const optionName = (name: string): string => name.replace(/^-+/, "").replaceAll("-", "_");
const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
