import { compareText } from "../core/location.js";
import type { AcceptedFinding, Baseline } from "../core/policy.js";
import { DIMENSION_IDS, type DimensionId } from "../core/vocabulary.js";

/** `mistakes`: why it is none, each a sentence with the file and what to do. */
export type ParsedBaseline =
  | { readonly baseline: Baseline; readonly mistakes: readonly [] }
  | { readonly baseline: null; readonly mistakes: readonly string[] };

const REMEDY = "restore it from git, or remove it and run exptrack baseline";
const MOST_MISTAKES = 10;
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |$)/;

/**
 * Reads the text of a baseline file.
 * @param path  as the file is to be called in messages
 */
export function parseBaseline(text: string, path: string): ParsedBaseline {
  const refused = (...mistakes: string[]): ParsedBaseline => ({
    baseline: null,
    mistakes: mistakes.slice(0, MOST_MISTAKES).map((mistake) => `${path}: ${mistake}`),
  });
  const conflict = text.split("\n").findIndex((line) => CONFLICT.test(line));
  if (conflict >= 0)
    return refused(
      `line ${conflict + 1} is the mark of a merge conflict: take either side whole, then run exptrack baseline`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return refused(`this is no JSON: ${REMEDY}`);
  }
  if (!isObject(value) || value.schemaVersion === undefined)
    return refused(`this is no baseline of exptrack: ${REMEDY}`);
  if (value.schemaVersion !== 1)
    return refused(
      `schemaVersion ${shown(value.schemaVersion)} is not known here: a newer exptrack reads it`,
    );
  const mistakes = [
    ...(isVersion(value.ruleSet) ? [] : [`ruleSet is ${shown(value.ruleSet)}, a whole number is expected`]),
    ...floorMistakes(value.floors),
    ...entryMistakes(value.accepted),
  ];
  if (mistakes.length > 0) return refused(...mistakes.map((mistake) => `${mistake}; ${REMEDY}`));
  const { ruleSet, floors, accepted } = value as unknown as Baseline;
  return {
    baseline: {
      schemaVersion: 1,
      ruleSet,
      floors: Object.fromEntries(Object.entries(floors)),
      accepted: accepted.map(entryOf),
    },
    mistakes: [],
  };
}

/** The file's text: sorted, without dates, the same for the same state. */
export function baselineText({ ruleSet, floors, accepted }: Baseline): string {
  const sorted = {
    accepted: [...accepted].sort(compareEntries).map(({ fingerprint, path, reason, rule }) => ({
      fingerprint,
      path,
      ...(reason === undefined ? {} : { reason }),
      rule,
    })),
    floors: Object.fromEntries(Object.entries(floors).sort(([a], [b]) => compareText(a, b))),
    ruleSet,
    schemaVersion: 1,
  };
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

export const compareEntries = (a: AcceptedFinding, b: AcceptedFinding): number =>
  compareText(a.path, b.path) || compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint);

const entryOf = ({ rule, path, fingerprint, reason }: AcceptedFinding): AcceptedFinding => ({
  rule,
  path,
  fingerprint,
  ...(reason === undefined ? {} : { reason }),
});

function floorMistakes(floors: unknown): string[] {
  if (!isObject(floors)) return [`floors is ${shown(floors)}, a mapping of dimensions is expected`];
  return Object.entries(floors).flatMap(([id, floor]) => {
    if (!DIMENSION_IDS.includes(id as DimensionId)) return [`floors.${id.slice(0, 60)} is no dimension`];
    const points = typeof floor === "number" && floor >= 0 && floor <= 5;
    return points ? [] : [`floors.${id} is ${shown(floor)}, 0 to 5 is expected`];
  });
}

function entryMistakes(accepted: unknown): string[] {
  if (!Array.isArray(accepted)) return [`accepted is ${shown(accepted)}, a list is expected`];
  return accepted.flatMap((entry: unknown, index) => {
    const wrong = isObject(entry)
      ? [
          ...["rule", "path", "fingerprint"].filter((key) => !isText(entry[key])),
          ...(entry.reason === undefined || typeof entry.reason === "string" ? [] : ["reason"]),
        ]
      : ["rule", "path", "fingerprint"];
    return wrong.length === 0 ? [] : [`accepted[${index}] has no text as ${wrong.join(", ")}`];
  });
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isVersion = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value: unknown): string =>
  value === undefined ? "missing" : (JSON.stringify(value) ?? String(value)).slice(0, 60);
