import type { Call, Code, CodeFile, Value } from "../../core/code.js";
import type { ConfigPlace } from "../../parsers/config-tree.js";
import type { HydraDocument } from "../../parsers/hydra-defaults.js";

/** Structured configuration of Hydra: data classes and dictionaries that code puts into the ConfigStore. */

/** Plain data of a class or a dictionary, and where each key stands. */
export interface Structured {
  readonly value: Readonly<Record<string, unknown>>;
  line(keys: readonly (string | number)[]): number | undefined;
}

const DEEPEST = 8;
/** Of one node, nested ones included. */
const MOST_FIELDS = 5000;

/** Nodes of the ConfigStore by name (`db/mysql`). */
export function storedConfigs(code: Code): ReadonlyMap<string, HydraDocument> {
  const found = new Map<string, HydraDocument>();
  for (const file of code.files) {
    if (file.test || file.vendored) continue;
    if (!file.imports.some(({ module }) => module === "hydra" || module.startsWith("hydra."))) continue;
    for (const call of file.calls) {
      if (call.method !== "store") continue;
      const name = textArgument(call, "name", 0);
      const node = call.args.find((one) => one.name === "node") ?? call.args[1];
      if (name === null || node === undefined) continue;
      const group = textArgument(call, "group", 2);
      const structured = structuredOf(code, file, node.value);
      if (structured === null) continue;
      const key = `${group === null ? "" : `${group}/`}${name}`.replace(/\.ya?ml$/, "");
      found.set(key, {
        path: structured.path,
        value: structured.value,
        package: textArgument(call, "package", 3),
        line: structured.line,
      });
    }
  }
  return found;
}

function structuredOf(
  code: Code,
  file: CodeFile,
  node: Value,
): { value: unknown; path: string; line: HydraDocument["line"] } | null {
  if (node.is === "dict") return { value: plain(node), path: file.path, line: () => undefined };
  const name = node.is === "name" || node.is === "call" ? node.name : null;
  const owner = name === null ? null : classOf(code, file, name);
  if (owner === null) return null;
  const lines = new Map<string, number>();
  const at: Reading["at"] = (keys, place) => {
    if (place.line !== undefined && place.path === owner.file.path) lines.set(keys.join("."), place.line);
  };
  const value = fieldsOf({ code, at, left: MOST_FIELDS }, owner.file, owner.name, []);
  return { value, path: owner.file.path, line: (keys) => lines.get(keys.join(".")) };
}

/** The class of the project that a name means in a file. */
export function classOf(code: Code, file: CodeFile, name: string): { file: CodeFile; name: string } | null {
  const local = file.classes.find(
    (found) => found.name === name || (file.module !== null && name === `${file.module}.${found.name}`),
  );
  if (local !== undefined) return { file, name: local.name };
  const dot = name.lastIndexOf(".");
  if (dot < 0) return null;
  const module = name.slice(0, dot);
  const last = name.slice(dot + 1);
  for (const other of code.files)
    if (other.module === module && other.classes.some((found) => found.name === last))
      return { file: other, name: last };
  return null;
}

/** What is read of one node, and how many fields it may still have: classes of classes repeat each other. */
interface Reading {
  readonly code: Code;
  at(keys: readonly string[], place: ConfigPlace): void;
  left: number;
}

/**
 * Fields of a data class with their defaults as plain data, those of its bases first, nested classes as mappings;
 * a field without a default is `???`. `seen`: classes whose fields are among them already.
 */
function fieldsOf(
  reading: Reading,
  file: CodeFile,
  name: string,
  path: readonly string[],
  seen: Set<string> = new Set(),
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const own = `${file.path}\n${name}`;
  if (path.length > DEEPEST || seen.has(own)) return found;
  seen.add(own);
  for (const base of file.classes.find((one) => one.name === name)?.bases ?? []) {
    const parent = classOf(reading.code, file, base);
    if (parent !== null) Object.assign(found, fieldsOf(reading, parent.file, parent.name, path, seen));
  }
  for (const parameter of file.parameters) {
    if (parameter.owner !== name || parameter.name === "__proto__" || --reading.left < 0) continue;
    const keys = [...path, parameter.name];
    const { line } = parameter.location;
    reading.at(keys, { path: file.path, ...(line === undefined ? {} : { line }) });
    found[parameter.name] = fieldValue(reading, file, parameter.default, keys);
  }
  return found;
}

function fieldValue(reading: Reading, file: CodeFile, value: Value | null, path: readonly string[]): unknown {
  if (value === null) return "???";
  if (value.is === "literal") return value.value;
  if (value.is === "list" || value.is === "dict") return plain(value);
  if (value.is === "name" && /(?:^|\.)MISSING$/.test(value.name)) return "???";
  // `field(default_factory=Model)`, `Model()`, `lambda: Model()`
  const text = value.is === "name" ? value.name : value.text;
  const made = value.is === "call" ? value.name : /^(?:lambda:\s*)?([\w.]+)(?:\(\))?$/.exec(text)?.[1];
  const owner = made === undefined ? null : classOf(reading.code, file, made);
  if (owner !== null) return fieldsOf(reading, owner.file, owner.name, path);
  const literal = /^lambda:\s*([\s\S]+)$/.exec(text)?.[1];
  if (literal !== undefined) {
    const named = /^\w+$/.test(literal) ? reading.code.valueOf(file, literal)?.value : undefined;
    if (named !== undefined) return plain(named);
    const data = literalData(literal);
    if (data !== undefined) return data;
  }
  if (/^(?:list|dict)\(\)$/.test(text)) return text.startsWith("list") ? [] : {};
  return undefined;
}

/** Data as Python writes it, where JSON reads it as well. */
function literalData(text: string): unknown {
  if (!/^[[{]/.test(text) || text.endsWith("…")) return undefined;
  try {
    return JSON.parse(
      text
        .replace(/'([^'"\\]*)'/g, '"$1"')
        .replace(/\bNone\b/g, "null")
        .replace(/\bTrue\b/g, "true")
        .replace(/\bFalse\b/g, "false")
        .replace(/,(\s*[\]}])/g, "$1"),
    );
  } catch {
    return undefined;
  }
}

/** What a literal says, names and calls as undefined. */
function plain(value: Value): unknown {
  switch (value.is) {
    case "literal":
      return value.value;
    case "list":
      return value.items.map(plain);
    case "dict":
      return Object.fromEntries(
        value.entries.flatMap(({ key, value: entry }) =>
          key === "__proto__" ? [] : [[key, plain(entry)] as const],
        ),
      );
    default:
      return undefined;
  }
}

export function textArgument(call: Pick<Call, "args">, name: string, position: number): string | null {
  const named = call.args.find((one) => one.name === name);
  const placed = call.args.slice(0, position + 1).every((one) => one.name === null)
    ? call.args[position]
    : undefined;
  const value = (named ?? placed)?.value;
  return value?.is === "literal" && typeof value.value === "string" ? value.value : null;
}
