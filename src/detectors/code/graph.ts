import type { Call, Code, CodeFile, Value } from "../../core/code.js";
import { isGuarded } from "./main-guard.js";
import { ownFiles, valuesIn } from "./project.js";

/**
 * The project's call graph, as far as names show it. A node is a stretch of code that runs as one: the module level of
 * a file, what stands under its `__main__` guard, a function, or the methods of a class once it is instantiated.
 */
export interface CallGraph {
  readonly files: readonly CodeFile[];
  /** The node that a place in a file belongs to. */
  nodeOf(file: CodeFile, place: Place): string;
  /** What a node leads to; `by`: the call, where it is one. */
  edges(node: string): readonly Edge[];
  /** The function, method or class of the project that a name means at a place in a file. */
  resolve(file: CodeFile, name: string, scope: string | null): Definition | undefined;
}

export type Place = Pick<Call, "scope" | "location">;

export interface Edge {
  readonly to: string;
  readonly from: string;
  readonly by: Call | null;
}

export interface Definition {
  readonly file: CodeFile;
  /** Qualified name in its module. */
  readonly name: string;
  readonly kind: "function" | "class";
}

export const moduleNode = (path: string): string => `${path}::`;
export const mainNode = (path: string): string => `${path}::__main__`;
export const scopeNode = (path: string, scope: string): string => `${path}::${scope}`;

/** Decorators that leave it to a caller to run the function; any other hands it to a framework that will. */
const PASSIVE = new Set([
  "staticmethod",
  "classmethod",
  "property",
  "cached_property",
  "functools.cached_property",
  "abstractmethod",
  "abc.abstractmethod",
  "functools.wraps",
  "functools.lru_cache",
  "functools.cache",
  "functools.singledispatch",
  "contextmanager",
  "contextlib.contextmanager",
  "torch.no_grad",
  "torch.inference_mode",
  "torch.jit.script",
  "torch.compile",
  "torch.jit.ignore",
  "torch.jit.export",
  "jax.jit",
  "tensorflow.function",
  "numba.jit",
  "numba.njit",
  "typing.overload",
  "typing.no_type_check",
  "dataclass",
  "dataclasses.dataclass",
  "override",
  "typing.override",
]); // prettier-ignore

/** A decorator of the project itself wraps what its callers run, unless its name says that it registers. */
const REGISTERS = /regist|route|command|hook|task|plugin|main/i;

export function buildCallGraph(code: Code): CallGraph {
  const files = ownFiles(code);
  const definitions = new Map<string, Definition>();
  const local = new Map<string, Map<string, Definition>>();
  /** Functions and classes with definitions inside, by file. */
  const nesting = new Map<string, ReadonlySet<string>>();
  const byModule = new Map<string, CodeFile>();
  for (const file of files) {
    const names = new Map<string, Definition>();
    for (const { name } of file.functions) names.set(name, { file, name, kind: "function" });
    for (const { name } of file.classes) names.set(name, { file, name, kind: "class" });
    local.set(file.path, names);
    nesting.set(file.path, new Set([...names.keys()].flatMap((name) => outerOf(name) ?? [])));
    if (file.module === null) continue;
    byModule.set(file.module, file);
    for (const [name, definition] of names) definitions.set(`${file.module}.${name}`, definition);
  }

  /** A dotted name means the same in every file, and most come up many times. */
  const dottedNames = new Map<string, Definition | undefined>();
  const anywhere = (dotted: string): Definition | undefined => {
    const known = dottedNames.get(dotted);
    if (known !== undefined || dottedNames.has(dotted)) return known;
    const found = inModule(dotted, 5);
    dottedNames.set(dotted, found);
    return found;
  };

  const inModule = (dotted: string, depth: number): Definition | undefined => {
    const direct = definitions.get(dotted);
    if (direct !== undefined || depth === 0) return direct;
    for (let dot = dotted.lastIndexOf("."); dot > 0; dot = dotted.lastIndexOf(".", dot - 1)) {
      const file = byModule.get(dotted.slice(0, dot));
      if (file === undefined) continue;
      const [head, ...rest] = dotted.slice(dot + 1).split(".");
      const source = file.imports.find(({ alias, name }) => alias === head && name !== null);
      if (source !== undefined) return inModule([source.module, source.name, ...rest].join("."), depth - 1);
      for (const { module, name } of file.imports) {
        const found = name === "*" ? inModule(`${module}.${dotted.slice(dot + 1)}`, depth - 1) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return undefined;
  };

  const method = (owner: Definition, name: string, depth: number): Definition | undefined => {
    const own = local.get(owner.file.path)?.get(`${owner.name}.${name}`);
    if (own !== undefined || depth === 0) return own;
    for (const base of owner.file.classes.find((facts) => facts.name === owner.name)?.bases ?? []) {
      const parent = resolve(owner.file, base, null);
      const found = parent?.kind === "class" ? method(parent, name, depth - 1) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const resolve = (file: CodeFile, name: string, scope: string | null): Definition | undefined => {
    const names = local.get(file.path);
    const self = /^(?:self|cls)\.(\w+)$/.exec(name)?.[1];
    if (self !== undefined) {
      const owner = enclosing(scope)
        .map((outer) => names?.get(outer))
        .find((found) => found?.kind === "class");
      return owner === undefined ? undefined : method(owner, self, 5);
    }
    const nests = nesting.get(file.path);
    for (let outer = scope; outer !== null; outer = outerOf(outer)) {
      if (nests?.has(outer) !== true || names?.get(outer)?.kind !== "function") continue;
      const nested = names.get(`${outer}.${name}`);
      if (nested?.kind === "function") return nested;
    }
    return names?.get(name) ?? anywhere(name);
  };

  const nodeOf: CallGraph["nodeOf"] = (file, { scope, location }) => {
    if (scope === null) return isGuarded(file, location) ? mainNode(file.path) : moduleNode(file.path);
    const names = local.get(file.path);
    let known: string | null = scope;
    while (known !== null && names?.has(known) !== true) known = outerOf(known);
    // The body of a class runs where the class is defined.
    if (known === null || names?.get(known)?.kind === "class") {
      const outer = known === null ? null : outerOf(known);
      return outer === null ? moduleNode(file.path) : nodeOf(file, { scope: outer, location });
    }
    return scopeNode(file.path, known);
  };

  const edges = new Map<string, Edge[]>();
  const link = (from: string, to: string, by: Call | null): void => {
    if (from === to) return;
    const known = edges.get(from);
    if (known === undefined) edges.set(from, [{ from, to, by }]);
    else known.push({ from, to, by });
  };
  const mention = (
    file: CodeFile,
    scope: string | null,
    from: string,
    value: Value,
    by: Call | null,
  ): void => {
    for (const part of valuesIn(value)) {
      if (part.is !== "name") continue;
      const found = resolve(file, part.name, scope);
      if (found !== undefined) link(from, scopeNode(found.file.path, found.name), by);
    }
  };

  for (const file of files) {
    const module = moduleNode(file.path);
    for (const call of file.calls) {
      const from = nodeOf(file, call);
      const found = resolve(file, call.name, call.scope);
      if (found !== undefined) link(from, scopeNode(found.file.path, found.name), call);
      for (const { value } of call.args) mention(file, call.scope, from, value, call);
    }
    for (const assignment of file.assignments)
      mention(file, assignment.scope, nodeOf(file, assignment), assignment.value, null);
    const hands = (decorator: string): boolean =>
      !PASSIVE.has(decorator) && (resolve(file, decorator, null) === undefined || REGISTERS.test(decorator));
    for (const facts of file.classes) {
      const instance = scopeNode(file.path, facts.name);
      for (const base of facts.bases) {
        const parent = resolve(file, base, null);
        if (parent?.kind === "class") link(instance, scopeNode(parent.file.path, parent.name), null);
      }
      if (facts.decorators.some(hands)) link(module, instance, null);
    }
    for (const facts of file.functions) {
      const node = scopeNode(file.path, facts.name);
      const dot = facts.name.lastIndexOf(".");
      // A method runs once its class is instantiated, a nested function once the outer one runs.
      if (dot > 0) link(scopeNode(file.path, facts.name.slice(0, dot)), node, null);
      if (facts.decorators.some(({ name }) => hands(name))) link(module, node, null);
    }
  }
  const none: readonly Edge[] = [];
  return { files, nodeOf, edges: (node) => edges.get(node) ?? none, resolve };
}

/** `A.b` of `A.b.c`; null for what stands at module level. */
function outerOf(name: string): string | null {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? null : name.slice(0, dot);
}

/** `A.b.c`, `A.b`, `A`. */
export function enclosing(scope: string | null): string[] {
  const outer: string[] = [];
  for (
    let name = scope ?? "";
    name !== "";
    name = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : ""
  )
    outer.push(name);
  return outer;
}
