import type { Assignment, Code, CodeFile, Knowledge, Parameter, Value } from "../../core/code.js";
import type { Location } from "../../core/location.js";
import { baseName } from "../../core/paths.js";
import type { RawFacts } from "../raw.js";
import { truthOf } from "./comparison.js";
import { evaluate, type Lookup } from "./condition.js";
import { type Index, indexFile } from "./truth-index.js";

export type ConfigLookup = (dotted: string) => { readonly value: Value; readonly location: Location } | null;

interface Found {
  readonly value: Value;
  readonly location: Location;
  /** What the value is called where it stands: `wandb_log`, `argparse default`. */
  readonly label: string;
  /** `label = value`, or `label value`. */
  readonly sign: " = " | " ";
}

const MAX_HOPS = 8;
/** Names by which parsed options travel from function to function. */
const OPTIONS =
  /^(?:args|arg|opts?|options?|cfg|conf|config|hparams|hps|params|flags|FLAGS|cli_args|parsed_args)$/;
const CONFIG = /^(?:cfg|conf|config|hparams|self\.(?:cfg|conf|config|hparams))$/;

/** Values and truths that constants, defaults of options, fields and configuration fix. */
export function readTruth(
  files: ReadonlyMap<string, CodeFile>,
  facts: ReadonlyMap<string, RawFacts>,
  config: ConfigLookup | undefined,
): Pick<Code, "truth" | "valueOf"> {
  const indexes = new Map<string, Index>();
  const indexOf = (file: CodeFile): Index => {
    const known = indexes.get(file.path);
    if (known !== undefined) return known;
    const index = indexFile(file, facts.get(file.path));
    indexes.set(file.path, index);
    return index;
  };

  /** Of two of one name the first counts. */
  const modules = new Map<string, CodeFile>();
  for (const file of files.values())
    if (file.module !== null && !modules.has(file.module)) modules.set(file.module, file);
  const classAt = (full: string): { readonly file: CodeFile; readonly name: string } | null => {
    for (let dot = full.lastIndexOf("."); dot > 0; dot = full.lastIndexOf(".", dot - 1)) {
      const file = modules.get(full.slice(0, dot));
      const name = full.slice(dot + 1);
      if (file?.classes.some((found) => found.name === name) === true) return { file, name };
    }
    return null;
  };

  const find = (file: CodeFile, name: string, hops: number): Found | null => {
    if (hops > MAX_HOPS) return null;
    const found = findHere(file, name, hops);
    if (found !== null) return found;
    const dot = configHead(name);
    const configured = dot < 0 || config === undefined ? null : config(name.slice(dot + 1));
    return configured === null ? null : { ...configured, label: name.slice(dot + 1), sign: " = " };
  };

  const findHere = (file: CodeFile, name: string, hops: number): Found | null => {
    const index = indexOf(file);
    const dot = name.lastIndexOf(".");
    if (dot < 0) return plainName(file, index, name, hops);
    const head = name.slice(0, dot);
    const last = name.slice(dot + 1);
    const own = index.assigned.get(name);
    if (own !== undefined && !index.fields.has(name)) return constant(own, index.opaque.has(name));
    const field = index.assigned.get(name);
    if (field !== undefined) return constant(field, false);
    const other = moduleOf(file, head);
    if (other !== null) return find(other, last, hops + 1);
    return entryOf(file, index, head, last, hops) ?? optionOf(file, index, head, last);
  };

  const plainName = (file: CodeFile, index: Index, name: string, hops: number): Found | null => {
    const assigned = index.assigned.get(name);
    if (assigned !== undefined) return constant(assigned, index.opaque.has(name) || index.imported.has(name));
    const imported = index.imported.get(name);
    if (imported !== undefined) {
      const other = imported.file === null ? undefined : files.get(imported.file);
      return other === undefined || other === file || imported.name === null
        ? null
        : find(other, imported.name, hops + 1);
    }
    // Options that arrive as parameters of a function; fields of a class are read through its object only.
    const isField = ({ location }: Parameter): boolean =>
      file.assignments.some((found) => found.location.line === location.line);
    return defaultAmong(
      file.parameters.filter(
        (option) =>
          option.name === name &&
          /^(?:click|typer|fire|tyro)$/.test(option.by) &&
          !(option.by === "tyro" && isField(option)),
      ),
    );
  };

  /** `head` is a module of the project. */
  const moduleOf = (file: CodeFile, head: string): CodeFile | null => {
    for (const found of file.imports) {
      if (found.file === null) continue;
      const bound = found.name === null && found.alias !== found.module.split(".")[0] ? found.alias : null;
      const whole = found.name === null ? (bound ?? found.module) : found.alias;
      if (whole !== head) continue;
      const target = files.get(found.file);
      if (target === undefined || target === file) continue;
      const isModule =
        found.name === null ||
        target.module === `${found.module}.${found.name}` ||
        baseName(target.path) === `${found.name}.py`;
      if (isModule) return target;
    }
    return null;
  };

  /** An entry of a dictionary literal, a field of a class whose object `head` is, or of a class itself. */
  const entryOf = (file: CodeFile, index: Index, head: string, key: string, hops: number): Found | null => {
    const holder = find(file, head, hops + 1);
    if (holder?.value.is === "dict") {
      if (index.subscripted.has(head)) return null;
      const entry = holder.value.entries.findLast((candidate) => candidate.key === key);
      return entry === undefined
        ? null
        : { ...holder, value: entry.value, label: `${head}["${key}"]`, sign: " = " };
    }
    const assigned = index.assigned.get(head);
    const made = assigned?.length === 1 ? assigned[0]!.value : null;
    const name = made?.is === "call" ? made.name : made === null ? head : null;
    const owner = name === null ? null : classOf(file, name);
    if (owner === null) return null;
    const field = indexOf(owner.file).assigned.get(`${owner.name}.${key}`);
    return field === undefined ? null : constant(field, false);
  };

  const classOf = (file: CodeFile, name: string): { file: CodeFile; name: string } | null => {
    const module = `${file.module}.`;
    const inside = name.startsWith(module) ? name.slice(module.length) : null;
    const local = file.classes.find((found) => found.name === name || found.name === inside);
    if (local !== undefined) return { file, name: local.name };
    const imported = indexOf(file).imported.get(name);
    return classAt(imported === undefined ? name : `${imported.module}.${imported.name}`);
  };

  const optionOf = (file: CodeFile, index: Index, head: string, name: string): Found | null => {
    const bare = head.replace(/^self\./, "");
    if (!OPTIONS.test(bare) && !index.parsed.has(head)) return null;
    const declared = (from: CodeFile) =>
      from.parameters.filter((option) => option.name === name && option.by !== "constant");
    const options = declared(file);
    if (options.length > 0) return defaultAmong(options);
    const others = file.imports.flatMap((found) =>
      found.file === null ? [] : (files.get(found.file) ?? []),
    );
    return defaultAmong([...new Set(others)].flatMap(declared));
  };

  const lookup =
    (file: CodeFile, hops: number, knowledge?: Knowledge): Lookup =>
    (name, written, fallback) => {
      const told = knowledge?.value(name, written, fallback) ?? null;
      if (told !== null) return told;
      const found = find(file, name, hops);
      if (found === null) return null;
      const { value } = found;
      if (value.is === "name") return lookup(file, hops + 1)(value.name, value.name, null);
      if (value.is === "expression" && hops < MAX_HOPS) {
        const { truth, why } = evaluate(value.text, lookup(file, hops + 2, knowledge));
        return truth === null
          ? null
          : { value: { is: "literal", value: truth }, why: why.join("; ") || words(found) };
      }
      // What begins empty is there to be filled.
      if (
        (value.is === "list" && value.items.length === 0) ||
        (value.is === "dict" && value.entries.length === 0)
      ) {
        return null;
      }
      return truthOf(value) === null ? null : { value, why: words(found) };
    };

  return {
    truth: (file, condition, knowledge) => {
      const { truth, why } = evaluate(condition, lookup(file, 0, knowledge), knowledge?.assume);
      if (truth === null) return { truth: "unknown", why: null };
      return { truth: truth ? "yes" : "no", why: [...new Set(why)].join("; ") || null };
    },
    valueOf: (file, name) => {
      const found = find(file, normal(name), 0);
      if (found === null) return null;
      if (found.value.is === "name" && found.value.name !== name) {
        const next = find(file, found.value.name, 1);
        if (next !== null) return { value: next.value, location: next.location };
      }
      return { value: found.value, location: found.location };
    },
  };
}

/** A name that is bound once, unconditionally, holds what it was given. */
function constant(assigned: readonly Assignment[], otherwise: boolean): Found | null {
  const [only] = assigned;
  if (otherwise || only === undefined || assigned.length > 1 || only.conditions.length > 0) return null;
  if (only.value.is === "call") return null;
  return { value: only.value, location: only.location, label: only.target, sign: " = " };
}

/** The default of an option, where all its declarations agree. */
function defaultAmong(options: readonly Parameter[]): Found | null {
  const [first] = options;
  if (first === undefined || first.default === null) return null;
  const text = JSON.stringify(first.default);
  if (options.some((option) => JSON.stringify(option.default) !== text)) return null;
  const field = first.by === "dataclass" || first.by === "pydantic" || first.by === "tyro";
  return {
    value: first.default,
    location: first.location,
    label: field ? first.name : `${first.by} default`,
    sign: field ? " = " : " ",
  };
}

/** Where the part of a name that a configuration knows begins; -1: it is none of a configuration's. */
function configHead(name: string): number {
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    if (CONFIG.test(name.slice(0, dot))) return dot;
  }
  return -1;
}

/** `args["x"]` and `args.get("x")` are asked for as `args.x`. */
const normal = (name: string): string =>
  name.replace(/\.get\(["'](\w+)["']\)|\[["'](\w+)["']\]/g, (_, got, key) => `.${got ?? key}`);

/** `wandb_log = False (train.py:46)`; the file by its last name. */
function words({ value, location, label, sign }: Found): string {
  const place = location.line === undefined ? location.path : `${location.path}:${location.line}`;
  return `${label}${sign}${pythonText(value)} (${place})`;
}

function pythonText(value: Value): string {
  switch (value.is) {
    case "literal":
      if (value.value === null) return "None";
      if (typeof value.value === "boolean") return value.value ? "True" : "False";
      return typeof value.value === "string" ? JSON.stringify(value.value) : String(value.value);
    case "list":
      return value.items.length === 0 ? "[]" : "[…]";
    case "dict":
      return value.entries.length === 0 ? "{}" : "{…}";
    case "name":
      return value.name;
    default:
      return value.text;
  }
}
