import { DIMENSION_IDS, SEVERITIES } from "../core/vocabulary.js";
import type { Shape } from "./shapes.js";

/**
 * The keys of a configuration file, as a table: the zod schema of `src/core/schema/configuration.ts` is the published
 * form of the same, and a test holds that both accept the same. It is not asked at run time: loading zod takes 120 ms
 * (zod/mini 40 ms) of the 200 ms that a commit hook has, this table takes one.
 */
const SCORE: Shape = { kind: "number", least: 0, most: 30 };
const POINTS: Shape = { kind: "number", least: 0, most: 5 };
const PATH: Shape = { kind: "text", wanted: "a path", longest: 1000 };
const RULE: Shape = { kind: "text", wanted: "the id of a rule", longest: 100 };
const SEVERITY: Shape = { kind: "choice", words: ["off", ...SEVERITIES.toReversed()] };

const PATTERNS = {
  kind: "list" as const,
  of: { kind: "text" as const, wanted: "a pattern of paths, such as models/ or *.csv", longest: 500 },
  wanted: "a list of patterns",
} satisfies Shape;

const REASON: Shape = {
  kind: "text",
  wanted: "a sentence that says why",
  longest: 1000,
  accepts: (text) => /\S/.test(text),
};

const DATE: Shape = {
  kind: "text",
  wanted: "a date such as 2026-12-31",
  longest: 1000,
  accepts: isDate,
};

const SETTING: Shape = {
  kind: "either",
  short: SEVERITY,
  table: {
    kind: "table",
    keys: {
      severity: SEVERITY,
      options: { kind: "map", of: { kind: "scalar" }, wanted: "a mapping of options" },
    },
  },
  wanted: "a severity (off, info, warning, error), or a mapping with the keys severity and options",
};

const IGNORED: Shape = {
  kind: "table",
  keys: { rule: RULE, paths: { ...PATTERNS, least: 1 }, reason: REASON, expires: DATE },
  required: {
    rule: "name the rule whose findings are accepted",
    reason: "say why these findings are accepted",
  },
};

const PROJECT: Shape = {
  kind: "either",
  short: PATH,
  table: {
    kind: "table",
    keys: { root: PATH, threshold: SCORE },
    required: { root: "name the folder of the project" },
  },
  wanted: "a folder, or a mapping with the keys root and threshold",
};

export const CONFIGURATION: Shape = {
  kind: "table",
  keys: {
    threshold: SCORE,
    floors: { kind: "table", keys: Object.fromEntries(DIMENSION_IDS.map((id) => [id, POINTS])) },
    baseline: PATH,
    local: { kind: "boolean" },
    exclude: PATTERNS,
    rules: { kind: "map", of: SETTING, wanted: "a mapping of rule ids" },
    ignore: {
      kind: "list",
      of: IGNORED,
      wanted: "a list of mappings with the keys rule, paths, reason, expires",
    },
    projects: { kind: "list", of: PROJECT, wanted: "a list of folders" },
    extends: PATH,
  },
};

/** A day of the calendar, ISO 8601. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
