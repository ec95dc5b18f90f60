import type { Assignment, Call, CodeFile, Value } from "../../../core/code.js";
import type { On } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import type { CallGraph, Definition } from "../study/graph.js";
import { callsNamed } from "../study/project.js";
import { accessOf } from "./access.js";

/** A value that an object holds under a path of keys, and where it is given. */
export interface Field {
  readonly file: CodeFile;
  readonly scope: string | null;
  readonly value: Value;
  readonly location: Location;
  /** It is set on the object afterwards: `args.seed = 3`. */
  readonly set: boolean;
}

/** Makers of objects whose attributes are settings: yacs, ml_collections, easydict, types, argparse, omegaconf. */
export const NAMESPACE =
  /(?:^|\.)(?:SimpleNamespace|Namespace|EasyDict|edict|ConfigDict|FrozenConfigDict|CfgNode|CN|AttrDict|AttributeDict|Box|Munch|DotMap|Dict|DictConfig|create|dict|HParams)$/;
const DEEPEST = 6;

export interface ObjectFields {
  /** Of what a name stands for at a place. */
  ofName(file: CodeFile, scope: string | null, root: string, tail: readonly string[]): Field | null;
  /** Of a value that is handed over in a call at a place. */
  ofValue(
    file: CodeFile,
    scope: string | null,
    value: Value,
    at: Location,
    tail: readonly string[],
  ): Field | null;
}

/**
 * What an object holds at a place: entries of a dictionary, what is set on it, fields of its class, keywords of its
 * constructor; functions that make it are looked into. `holds`: whether a default run comes to an assignment.
 */
export function objectFields(
  graph: CallGraph,
  holds: (file: CodeFile, assignment: Assignment) => On,
): ObjectFields {
  interface Sets {
    /** Assignments by the keys behind their root: `lr` of `cfg.lr` and `C["lr"]`; `` of a plain name. */
    readonly byKeys: ReadonlyMap<string, readonly Assignment[]>;
    /** By scope, root and those keys. */
    readonly byPath: ReadonlyMap<string, readonly Assignment[]>;
  }
  const sets = new Map<CodeFile, Sets>();
  const setsOf = (file: CodeFile): Sets => {
    const before = sets.get(file);
    if (before !== undefined) return before;
    const byKeys = new Map<string, Assignment[]>();
    const byPath = new Map<string, Assignment[]>();
    const add = (to: Map<string, Assignment[]>, key: string, assignment: Assignment): void => {
      const same = to.get(key);
      if (same === undefined) to.set(key, [assignment]);
      else same.push(assignment);
    };
    for (const assignment of file.assignments) {
      const path = /^\w+$/.test(assignment.target)
        ? [assignment.target]
        : (accessOf(assignment.target)?.path ?? null);
      if (path === null || path[0] === "self" || path[0] === "cls") continue;
      const key = path.slice(1).join(".");
      add(byKeys, key, assignment);
      add(byPath, `${assignment.scope ?? ""} ${rootOf(assignment)} ${key}`, assignment);
    }
    const found = { byKeys, byPath };
    sets.set(file, found);
    return found;
  };
  const rootOf = ({ target }: Assignment): string => /^\w+/.exec(target)?.[0] ?? target;

  /** The last that a default run comes to; the last of all where that cannot be told of any. */
  const taken = (file: CodeFile, all: readonly Assignment[]): Assignment | undefined => {
    if (all.length < 2) return all[0];
    return (
      all.findLast((one) => one.conditions.length === 0 || holds(file, one) === "yes") ??
      all.findLast((one) => holds(file, one) !== "no")
    );
  };

  const ofVariable = (
    file: CodeFile,
    scope: string | null,
    root: string,
    tail: readonly string[],
    depth: number,
  ): Field | null => {
    if (depth > DEEPEST) return null;
    const { byPath } = setsOf(file);
    const at = (key: string): Assignment | undefined => {
      const held = `${root} ${key}`;
      return taken(file, byPath.get(`${scope ?? ""} ${held}`) ?? byPath.get(` ${held}`) ?? []);
    };
    for (let known = tail.length; known >= 0; known--) {
      const found = at(tail.slice(0, known).join("."));
      if (found === undefined) continue;
      if (known === tail.length)
        return { file, scope: found.scope, value: found.value, location: found.location, set: true };
      return ofValue(file, found.scope, found.value, found.target, found.location, tail.slice(known), depth);
    }
    return null;
  };

  const ofValue = (
    file: CodeFile,
    scope: string | null,
    value: Value,
    target: string | null,
    location: Location,
    tail: readonly string[],
    depth: number,
  ): Field | null => {
    if (tail.length === 0) return { file, scope, value, location, set: false };
    if (depth > DEEPEST) return null;
    const [key, ...rest] = tail;
    if (value.is === "dict") {
      const entry = value.entries.findLast((one) => one.key === key);
      return entry === undefined ? null : ofValue(file, scope, entry.value, null, location, rest, depth + 1);
    }
    if (value.is === "name") {
      const path = value.name.split(".");
      const local = ofVariable(file, scope, path[0]!, [...path.slice(1), ...tail], depth + 1);
      return local ?? elsewhere(file, value.name, tail, depth);
    }
    if (value.is !== "call") return null;
    // `C.get_defaults().clone()`: what makes it is what counts.
    const name = value.name.replace(/(?:\(\)\.(?:clone|copy|freeze|deepcopy))+$/, "");
    const made = madeBy(file, scope, name, target, location);
    if (made !== undefined) {
      const given = made.args.find((one) => one.name === key)?.value;
      if (given !== undefined) return ofValue(file, scope, given, null, made.location, rest, depth + 1);
    }
    const definition = graph.resolve(file, name, scope);
    if (definition?.kind === "class") return ofClass(definition, tail, depth + 1);
    if (definition !== undefined) return ofFunction(definition, tail, depth + 1);
    if (!NAMESPACE.test(name) || made === undefined) return null;
    for (const { name: given, value: whole } of made.args) {
      if (given !== null && given !== "**") continue;
      const found = ofValue(file, scope, whole, null, made.location, tail, depth + 1);
      if (found !== null) return found;
    }
    return null;
  };

  const madeBy = (
    file: CodeFile,
    scope: string | null,
    name: string,
    target: string | null,
    at: Location,
  ): Call | undefined =>
    callsNamed(file, name).find(
      (call) => call.scope === scope && (call.assignedTo === target || call.location.line === at.line),
    );

  /** `from config import cfg`: what the other module sets on it. */
  const elsewhere = (file: CodeFile, name: string, tail: readonly string[], depth: number): Field | null => {
    const last = name.slice(name.lastIndexOf(".") + 1);
    const module = name.slice(0, Math.max(0, name.lastIndexOf(".")));
    for (const other of graph.files)
      if (other !== file && other.module !== null && other.module === module)
        return ofVariable(other, null, last, tail, depth + 1);
    return null;
  };

  /** What a function sets on the object that it makes, or a module-level object of its file. */
  const ofFunction = ({ file, name }: Definition, tail: readonly string[], depth: number): Field | null => {
    const all = setsOf(file).byKeys;
    for (let known = tail.length; known > 0; known--) {
      const candidates = (all.get(tail.slice(0, known).join(".")) ?? []).filter(
        (one) => one.scope === name || one.scope === null,
      );
      const found = candidates.findLast((one) => one.scope === name) ?? candidates.at(-1);
      if (found === undefined) continue;
      return known === tail.length
        ? { file, scope: found.scope, value: found.value, location: found.location, set: true }
        : ofValue(file, found.scope, found.value, found.target, found.location, tail.slice(known), depth);
    }
    for (const one of all.get("") ?? []) {
      if (one.scope !== name || one.value.is === "literal") continue;
      const found = ofValue(file, one.scope, one.value, one.target, one.location, tail, depth);
      if (found !== null) return found;
    }
    return null;
  };

  const ofClass = (
    definition: Definition,
    tail: readonly string[],
    depth: number,
    seen: Set<Definition> = new Set(),
  ): Field | null => {
    if (seen.has(definition)) return null;
    seen.add(definition);
    const { file, name } = definition;
    const [key, ...rest] = tail;
    const field = file.assignments.find(
      ({ target, scope }) =>
        (scope === name && target === `${name}.${key}`) ||
        (scope === `${name}.__init__` && target === `self.${key}`),
    );
    if (field !== undefined)
      return ofValue(file, field.scope, field.value, key ?? null, field.location, rest, depth);
    const declared = file.parameters.find(({ owner, name: own }) => owner === name && own === key);
    if (declared?.default != null)
      return ofValue(file, null, declared.default, null, declared.location, rest, depth);
    for (const base of file.classes.find((one) => one.name === name)?.bases ?? []) {
      const parent = graph.resolve(file, base, null);
      const found =
        parent?.kind === "class" && depth <= DEEPEST ? ofClass(parent, tail, depth + 1, seen) : null;
      if (found !== null) return found;
    }
    return null;
  };

  const ofName: ObjectFields["ofName"] = (file, scope, root, tail) => {
    const local = ofVariable(file, scope, root, tail, 0);
    if (local !== null) return local;
    const imported = file.imports.find(({ alias, file: from }) => alias === root && from !== null);
    if (imported === undefined) return null;
    const definition = graph.resolve(
      file,
      imported.name === null ? imported.module : `${imported.module}.${imported.name}`,
      scope,
    );
    if (definition?.kind === "class") return ofClass(definition, tail, 0);
    return imported.name === null ? null : elsewhere(file, `${imported.module}.${imported.name}`, tail, 0);
  };
  return {
    ofName,
    ofValue: (file, scope, value, at, tail) => ofValue(file, scope, value, null, at, tail, 0),
  };
}
