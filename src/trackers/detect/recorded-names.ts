import type { Value } from "../../core/code.js";

/** Names in the text of what a call is handed. */

/** What stands between the commas outside of all brackets and quotes. */
export function topLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (quote !== "") quote = c === quote ? "" : quote;
    else if (c === '"' || c === "'") quote = c;
    else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (c === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== "");
}

/** Names by which people call a collection of settings. */
export const WHOLE_NAME =
  /(?:^|\.)(?:args|opts?|options|flags|cfg|conf|configs?|configuration|hparams|hps?|hyper_?param(?:eter)?s|params|parameters|settings|arguments|argv|parsed_args|\w+_(?:args|config|cfg|hparams|params))$/i;
const WHOLE_CALL =
  /\bvars\(\s*[\w.]+\s*\)|[\w.]+\.__dict__|\b(?:dataclasses\.)?asdict\(\s*[\w.]+\s*\)|\b(?:OmegaConf\.)?(?:to_container|to_object)\(\s*[\w.]+|\bto_dict\(\s*[\w.]+|[\w.]+\.(?:flag_values_dict|model_dump|to_dict|_asdict|as_dict|asdict)\(|\b(?:dict|flatten(?:_\w+)?|namespace_to_dict|OmegaConf\.to_yaml)\(\s*[\w.]+\s*\)|[\w.]+\.(?:items|dict)\(\)/;

/** What reads the command line. */
export const PARSED =
  /\.(?:parse_args|parse_known_args|parse_args_into_dataclasses|parse_intermixed_args)\(|^(?:tyro\.cli|simple_parsing\.parse|pyrallis\.(?:parse|wrap)|draccus\.parse)\(/;

/** `vars(args)` in an expression: what is handed over whole. */
export function wholeIn(value: Value): string | null {
  if (value.is === "name") return WHOLE_NAME.test(value.name.replace(/\.__dict__$/, "")) ? value.name : null;
  if (value.is !== "call" && value.is !== "expression") return null;
  const found = WHOLE_CALL.exec(value.text)?.[0];
  if (found === undefined) return null;
  const root = found
    .replace(/\.(?:items|dict|flag_values_dict|model_dump|to_dict|_asdict|as_dict|asdict)\($|\(\)$/g, "")
    .match(/[\w.]+/g)
    ?.at(-1);
  return root !== undefined && WHOLE_NAME.test(root.replace(/\.(?:__dict__|items|dict)$/, ""))
    ? balanced(found)
    : null;
}

const balanced = (text: string): string =>
  text.endsWith("(") ? `${text})` : text.includes("(") && !text.includes(")") ? `${text})` : text;

/** An f-string with its fixed parts, a plain string as it is. */
export function nameText(value: Value): string | null {
  if (value.is === "literal") return typeof value.value === "string" ? value.value : null;
  return value.is === "expression" ? interpolated(value.text) : null;
}

/** `f"val/{name}"` as `val/{}`; null where it is no f-string. */
export function interpolated(text: string): string | null {
  const inner = /^[fF][rR]?(["'])(.*)\1$/s.exec(text)?.[2] ?? /^["'](.*)["']\.format\(.*\)$/s.exec(text)?.[1];
  return inner === undefined ? null : inner.replace(/\{[^{}]*\}/g, "{}");
}

export const isName = (name: string): boolean => name !== "" && name.length <= 120 && !/[()\n]/.test(name);

const VARIABLE = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g;

/** Dotted names that a value reads. */
export function variablesIn(value: Value): readonly string[] {
  switch (value.is) {
    case "name":
      return [value.name];
    case "call":
    case "expression":
      return variablesInText(value.text);
    case "list":
      return value.items.flatMap(variablesIn);
    case "dict":
      return value.entries.flatMap((entry) => variablesIn(entry.value));
    default:
      return [];
  }
}

/** Dotted names in a text, and keys that it looks up. */
export function variablesInText(text: string): readonly string[] {
  const subscripts = [...text.matchAll(/\[\s*["']([\w.-]+)["']\s*\]|\.get\(\s*["']([\w.-]+)["']/g)].map(
    (found) => found[1] ?? found[2] ?? "",
  );
  return [...(text.replace(/(["'])(?:\\.|(?!\1).)*\1/g, "''").match(VARIABLE) ?? []), ...subscripts];
}
