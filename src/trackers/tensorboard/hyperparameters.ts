import type { Json } from "../../core/vocabulary.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import type { HparamValue } from "../../parsers/tfevents-hparams.js";
import { metricValue } from "./scalars.js";

/**
 * Tags under which programs write their parameters as text, with the suffix that PyTorch appends: Hugging Face's
 * `args` and `model_config` (JSON), CleanRL's `hyperparameters` (a Markdown table).
 */
const PARAMETER_TAG =
  /^(?:(args|arguments|hyper_?parameters|hparams|params|parameters|config)|(model_config))(?:\/text_summary)?$/;
const MAX_DEPTH = 50;

/** Parameters in a text summary, by dotted name; none where tag or text are of another kind. */
export function parametersInText(tag: string, text: string): [string, Json][] {
  const match = PARAMETER_TAG.exec(tag);
  if (match === null) return [];
  const prefix = match[2] ?? "";
  if (text.trimStart().startsWith("{")) return [...leaves(parsePythonJson(text).value, prefix)];
  return rowsOf(text).flatMap(([key, value]) => [...leaves(value, prefix === "" ? key : `${prefix}.${key}`)]);
}

/** `|param|value|` and a line of dashes, then one row per parameter. Values stay the text that they are. */
function rowsOf(text: string): [string, string][] {
  const lines = text.split("\n").map((line) => line.trim());
  const rule = lines.findIndex((line) => /^\|[\s:|-]+$/.test(line) && line.includes("-"));
  if (rule < 1) return [];
  return lines.slice(rule + 1).flatMap((line): [string, string][] => {
    const [before, key, ...values] = line.replace(/\|$/, "").split("|");
    return before === "" && key?.trim() ? [[key.trim(), values.join("|").trim()]] : [];
  });
}

/** Nested mappings flattened with "."; lists and empty mappings are values. */
export function* leaves(value: unknown, path = "", depth = 0): Generator<[string, Json]> {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < MAX_DEPTH) {
    const entries = Object.entries(value);
    for (const [key, inner] of entries) yield* leaves(inner, path === "" ? key : `${path}.${key}`, depth + 1);
    if (entries.length > 0) return;
  }
  if (path !== "") yield [path, value as Json];
}

/** A value of the hparams plugin as JSON. */
export function hparamJson(value: HparamValue): Json {
  if (typeof value === "number") return metricValue(value);
  if (Array.isArray(value)) return value.map(hparamJson);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hparamJson(inner)]));
  }
  return value as Json;
}
