import type { Call, Code, CodeFile, FunctionFacts, Import, Value } from "../../../core/code.js";
import { folderOf } from "../../../core/paths.js";
import {
  CHOOSES,
  HOOKS,
  LOOKS,
  NAMES_METHODS,
  PASSIVE,
  PASSIVE_LIBRARIES,
  PLAIN_BASES,
  QUIET_BASES,
  REGISTERS,
} from "./call-kinds.js";
import { type Definition, definitionsIn, headOf, outerOf } from "./definitions.js";
import { CHOICE, dispatchIn, NAME } from "./dispatch.js";
import { isGuarded } from "./main-guard.js";
import { lastPart } from "./names.js";
import { ownFiles } from "./project.js";

export type { Definition } from "./definitions.js";

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
  /** The function or class of a node; undefined for module levels. */
  definition(node: string): Definition | undefined;
  /** The function, method or class of the project that a name means at a place in a file. */
  resolve(file: CodeFile, name: string, scope: string | null): Definition | undefined;
  /** Functions and classes whose full name fits one with a hole: `models.${name}.Net`. */
  matching(name: string): readonly Definition[];
  /** A class and its bases of the project: each once, depth first. */
  lineage(owner: Definition): readonly Definition[];
  /** Bases of a class that the project does not define, as they are named. */
  foreignBases(owner: Definition): readonly string[];
  /** The modules that an import runs, in their order: a module's packages come before it. */
  loads(found: Import): readonly string[];
  /** Files that others run by their path: `exec(open("configurator.py").read())`. */
  readonly executed: ReadonlySet<string>;
  /** Names of the methods that a node asks objects of the project for. */
  asks(node: string): Iterable<string>;
  /** Does a call's name lead out of the project? */
  foreign(call: Call): boolean;
  /** Is a method of that name called on an object that nothing is known of? */
  calledBlindly(method: string): boolean;
}

export type Place = Pick<Call, "scope" | "location">;

export interface Edge {
  readonly to: string;
  readonly from: string;
  readonly by: Call | null;
  /**
   * `call`: it runs. `mention`: it is handed on, and whoever takes it may run it. `part`: method of a class, base,
   * nested function. `wrap`: the project's decorator around a function. `load`: an import runs the module.
   */
  readonly how: "call" | "mention" | "part" | "wrap" | "load";
  /** It holds only where a method of that name is asked for: of an object that no framework drives. */
  readonly gate?: string;
}

/** No names of scopes. */
const MODULE = "";
const MAIN = " ";

export const moduleNode = (path: string): string => `${path}::`;
export const mainNode = (path: string): string => `${path}::__main__`;
export const scopeNode = (path: string, scope: string): string => `${path}::${scope}`;

const RUNS_MAIN = /^tensorflow\.(?:compat\.v1\.|python\.platform\.)?app\.run$/;

export function buildCallGraph(code: Code): CallGraph {
  const files = ownFiles(code);
  const definitions = definitionsIn(files);
  const dispatched = dispatchIn(files, definitions);
  const { resolve } = definitions;
  const own = new Set(files.map(({ path }) => path));
  const edges = new Map<string, Edge[]>();
  const asked = new Map<string, Set<string>>();
  const blind = new Set<string>();
  const executed = new Set<string>();
  /** Classes that are handed on: whoever takes them may call any method. */
  const handed = new Set<string>();
  let anyMethod = false;

  const definitionNodes = new Map<Definition, string>();
  const nodeFor = (definition: Definition): string => {
    let node = definitionNodes.get(definition);
    if (node === undefined) {
      node = scopeNode(definition.file.path, definition.name);
      definitionNodes.set(definition, node);
    }
    return node;
  };

  /** Of a scope, the innermost function around it; null: it runs with the module. */
  const stretchOf = (file: CodeFile, scope: string): string | null => {
    let known: string | null = scope;
    while (known !== null && definitions.at(file.path, known) === undefined) known = outerOf(known);
    if (known === null) return null;
    // The body of a class runs where the class is defined.
    if (definitions.at(file.path, known)?.kind !== "class") return scopeNode(file.path, known);
    const outer = outerOf(known);
    return outer === null ? null : stretchOf(file, outer);
  };
  const stretches = new Map<CodeFile, Map<string, string | null>>();
  const nodeOf: CallGraph["nodeOf"] = (file, { scope, location }) => {
    let known = stretches.get(file);
    if (known === undefined) {
      known = new Map([
        [MODULE, moduleNode(file.path)],
        [MAIN, mainNode(file.path)],
      ]);
      stretches.set(file, known);
    }
    if (scope !== null) {
      let node = known.get(scope);
      if (node === undefined) {
        node = stretchOf(file, scope);
        known.set(scope, node);
      }
      if (node !== null) return node;
    }
    return known.get(isGuarded(file, location) ? MAIN : MODULE)!;
  };

  const heads = new Map<string, ReadonlySet<string>>();
  const foreign = ({ name, location: { path } }: Call): boolean => {
    let outside = heads.get(path);
    if (outside === undefined) {
      outside = new Set(
        (code.file(path)?.imports ?? []).flatMap((found) =>
          found.file === null ? [headOf(found.module)] : [],
        ),
      );
      heads.set(path, outside);
    }
    return outside.has(headOf(name));
  };

  const link = (from: string, to: string, by: Call | null, how: Edge["how"], gate?: string): void => {
    if (from === to) return;
    const edge = gate === undefined ? { from, to, by, how } : { from, to, by, how, gate };
    const known = edges.get(from);
    if (known === undefined) edges.set(from, [edge]);
    else known.push(edge);
  };
  const ask = (node: string, method: string): void => {
    const known = asked.get(node);
    if (known === undefined) asked.set(node, new Set([method]));
    else known.add(method);
  };
  const mention = (file: CodeFile, at: Place, value: Value, by: Call | null): void => {
    if (value.is === "literal") return;
    if (value.is === "expression") {
      if (!CHOICE.test(value.text)) return;
      for (const [part] of value.text.matchAll(NAME)) {
        const found = definitions.written(file, part, at.scope);
        if (found !== undefined) link(nodeOf(file, at), nodeFor(found), by, "mention");
      }
      return;
    }
    if (value.is === "list") for (const item of value.items) mentionPart(file, at, item, by);
    else if (value.is === "dict") for (const entry of value.entries) mentionPart(file, at, entry.value, by);
    else if (value.is === "name") mentionName(file, at, value.name, by);
  };
  /** What stands inside another value is no choice. */
  const mentionPart = (file: CodeFile, at: Place, value: Value, by: Call | null): void => {
    if (value.is !== "expression") mention(file, at, value, by);
  };
  const mentionName = (file: CodeFile, at: Place, name: string, by: Call | null): void => {
    const found = resolve(file, name, at.scope);
    if (found === undefined) {
      if (!name.includes(".")) return;
      blind.add(lastPart(name));
      ask(nodeOf(file, at), lastPart(name));
      return;
    }
    if (found.kind === "class") handed.add(nodeFor(found));
    link(nodeOf(file, at), nodeFor(found), by, "mention");
  };

  const loads: CallGraph["loads"] = ({ file, typing }) => {
    const nodes: string[] = [];
    if (file === null || typing === true || !own.has(file)) return nodes;
    nodes.push(moduleNode(file));
    for (let folder = folderOf(file); folder !== ""; folder = folderOf(folder)) {
      const init = `${folder}/__init__.py`;
      if (!own.has(init)) break;
      if (init !== file) nodes.unshift(moduleNode(init));
    }
    return nodes;
  };

  for (const file of files) {
    for (const found of file.imports) {
      for (const module of loads(found)) link(nodeOf(file, found), module, null, "load");
    }
    for (const call of file.calls) {
      const found = resolve(file, call.name, call.scope);
      const node = nodeOf(file, call);
      const asks = call.name.includes(".") && !foreign(call);
      if (asks) ask(node, call.method);
      if (found !== undefined) link(node, nodeFor(found), call, "call");
      else {
        if (asks) blind.add(call.method);
        if (NAMES_METHODS.has(call.method)) {
          for (const { value } of call.args) {
            if (value.is !== "literal") continue;
            blind.add(`${value.value}`);
            ask(node, `${value.value}`);
          }
        } else if (call.name === "getattr()") anyMethod = true;
        const other = dispatched(file, call);
        for (const one of other?.definitions ?? NOTHING)
          link(node, nodeFor(one), call, CHOOSES.has(call.method) ? "mention" : "call");
        for (const { path, whole } of other?.files ?? NOTHING) {
          executed.add(path);
          link(node, moduleNode(path), call, "call");
          if (whole) link(node, mainNode(path), call, "call");
        }
      }
      // `tf.app.run()` runs the `main` of the program (tensorflow/python/platform/app.py).
      if (RUNS_MAIN.test(call.name) && !call.args.some(({ name }) => name === null || name === "main")) {
        const main = resolve(file, "main", null);
        if (main !== undefined) link(node, nodeFor(main), call, "call");
      }
      if (call.args.length > 0 && !LOOKS.has(call.name))
        for (const { value } of call.args) mention(file, call, value, call);
    }
    for (const assignment of file.assignments) mention(file, assignment, assignment.value, null);
  }
  /** Is the class one of a framework, which calls its methods? */
  const open = new Map<string, boolean>();
  const isOpen = (owner: Definition): boolean => {
    const node = nodeFor(owner);
    const known = open.get(node);
    if (known !== undefined) return known;
    const found = definitions
      .lineage(owner)
      .some(
        (one) =>
          handed.has(nodeFor(one)) ||
          definitions
            .foreignBases(one)
            .some((base) => !PLAIN_BASES.has(lastPart(base)) && !QUIET_BASES.has(base)),
      );
    open.set(node, found);
    return found;
  };
  /** The name that somebody has to ask an object for, so that the method runs; none where a framework may run it. */
  const gateOf = (owner: Definition, facts: FunctionFacts): string | undefined => {
    const name = lastPart(facts.name);
    const free = anyMethod || name.startsWith("__") || HOOKS.test(name) || facts.decorators.length > 0;
    return free || isOpen(owner) ? undefined : name;
  };
  for (const file of files) {
    for (const facts of file.classes) {
      const instance = scopeNode(file.path, facts.name);
      for (const base of facts.bases) {
        const parent = resolve(file, base, outerOf(facts.name));
        if (parent?.kind === "class") link(instance, nodeFor(parent), null, "part");
      }
      if (facts.decorators.some((name) => hands(file, name)))
        link(moduleNode(file.path), instance, null, "part");
    }
    for (const facts of file.functions) {
      const node = scopeNode(file.path, facts.name);
      const outer = outerOf(facts.name);
      // A method runs once its class is instantiated, a nested function once the outer one runs.
      const owner = outer === null ? undefined : definitions.at(file.path, outer);
      const gate = owner?.kind === "class" ? gateOf(owner, facts) : undefined;
      if (outer !== null) link(scopeNode(file.path, outer), node, null, "part", gate);
      for (const { name, args } of facts.decorators) {
        const wrapper = resolve(file, name, outer);
        if (wrapper !== undefined) link(node, nodeFor(wrapper), null, "wrap");
        if (outer === null && hands(file, name)) link(moduleNode(file.path), node, null, "part");
        for (const { value } of args) mention(file, { scope: outer, location: facts.location }, value, null);
      }
    }
  }

  function hands(file: CodeFile, decorator: string): boolean {
    const dot = decorator.indexOf(".");
    if (
      PASSIVE.has(lastPart(decorator)) ||
      PASSIVE_LIBRARIES.has(dot < 0 ? decorator : decorator.slice(0, dot))
    )
      return false;
    return REGISTERS.test(decorator) || resolve(file, decorator, null) === undefined;
  }

  const byNode = new Map<string, Definition | undefined>();
  return {
    files,
    nodeOf,
    edges: (node) => edges.get(node) ?? NOTHING,
    definition: (node) => {
      const known = byNode.get(node);
      if (known !== undefined || byNode.has(node)) return known;
      const at = node.indexOf("::");
      const found = definitions.at(node.slice(0, at), node.slice(at + 2));
      byNode.set(node, found);
      return found;
    },
    resolve,
    matching: definitions.matching,
    lineage: definitions.lineage,
    foreignBases: definitions.foreignBases,
    loads,
    executed,
    asks: (node) => asked.get(node) ?? NOTHING,
    foreign,
    calledBlindly: (method) => blind.has(method),
  };
}

const NOTHING: readonly never[] = [];
/** `A.b.c`, `A.b`, `A`. */
export function enclosing(scope: string | null): string[] {
  const outer: string[] = [];
  for (let name = scope; name !== null; name = outerOf(name)) outer.push(name);
  return outer;
}
