import { grouped } from "../core/grouped.js";
import { compareText } from "../core/location.js";
import type { InventoryItem } from "../core/report.js";
import type { JudgedRun } from "../core/run.js";
import type { TrackerId } from "../core/vocabulary.js";

/** Records whose names are not for people to give: stages of a pipeline, trials by number. */
const UNNAMED: ReadonlySet<TrackerId> = new Set(["dvc", "optuna", "ray", "codecarbon"]);
const MOST_PLACES = 5;
/** Fewest names among which a pattern could be told. */
const ENOUGH = 3;

/** How runs are named: how many names somebody gave, and whether those follow one template. */
export function naming(runs: readonly JudgedRun[]): InventoryItem[] {
  const named = runs.filter(({ tracker }) => !UNNAMED.has(tracker));
  if (named.length === 0) return [];
  const given = named.filter(isGiven);
  const without = named.filter(({ name }) => name === null);
  const made = named.length - given.length - without.length;
  const counts = [
    `${given.length} of ${named.length} given`,
    ...(made > 0 ? [`${made} by default`] : []),
    ...(without.length > 0 ? [`${without.length} without`] : []),
  ].join(", ");
  const item = (
    name: string,
    state: string,
    members: readonly JudgedRun[],
    value?: string,
  ): InventoryItem => ({
    kind: "naming",
    name,
    state,
    ...(value === undefined ? {} : { value }),
    locations: members.slice(0, MOST_PLACES).map((run) => run.location),
  });
  const names = item("run names", counts, given.length > 0 ? given : named);
  if (given.length < ENOUGH) return [names];
  const pattern = patternOf(given.map(({ name }) => name as string));
  const followers = given.filter(({ name }) => pattern.names.has(name as string));
  return [
    names,
    pattern.names.size === 1 && new Set(given.map(({ name }) => name)).size > 1
      ? item("pattern", `none: ${pattern.shapes} shapes among ${given.length} names`, given)
      : item(
          "pattern",
          `${followers.length} of ${given.length} names follow it`,
          followers,
          pattern.template === "*" ? "one word" : pattern.template,
        ),
  ];
}

/** MLflow and W&B name a run by two words and a number (mlflow/utils/name_utils.py; W&B's server likewise). */
const TWO_WORDS = /^[a-z]+-[a-z]+-\d{1,4}$/;
/** A time, a number, a hash: `version_0`, `2026-03-01_10-00-00`, `Jan01_12-00-00_laptop`, `Trainer_1a2b3c…`. */
const COUNTED =
  /^(?:(?:version|run|trial|exp|experiment)?[_-]?\d{1,6}|[\d.:_T-]{8,}Z?|[A-Z][a-z]{2}\d{2}_\d{2}-\d{2}-\d{2}_.*|[0-9a-f]{8,32}|\.)$/;

function isGiven(run: JudgedRun): boolean {
  const { name, id, tracker, trace } = run;
  if (name === null || name === id || COUNTED.test(name)) return false;
  // MLflow's flag speaks of the experiment as well: there the name itself is asked.
  return tracker === "mlflow" ? !TWO_WORDS.test(name) : !trace.defaultName;
}

interface Pattern {
  readonly template: string;
  /** Names that follow it. */
  readonly names: ReadonlySet<string>;
  /** How many forms there are in all. */
  readonly shapes: number;
}

/** The form that most names have: the same separators, keys and numbers at the same places. */
function patternOf(names: readonly string[]): Pattern {
  const shapes = grouped(names, shapeOf);
  const [most] = [...shapes].sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b));
  const own = most?.[1] ?? [];
  return { template: templateOf(own), names: new Set(own), shapes: shapes.size };
}

const PARTS = /[^-_/\s,;|]+|[-_/\s,;|]+/g;
const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** Words by `w`, numbers by `#`, what ends in a number by its key: `resnet-lr0.1` is `w-lr#`. */
const shapeOf = (name: string): string =>
  numbered(name).replace(PARTS, (part) => (part.includes("#") || /^[-_/\s,;|]/.test(part) ? part : "w"));

/** Numbers are taken first: the sign of an exponent is no separator. */
const numbered = (name: string): string => name.replace(NUMBER, "#");

/** Words that all names share stay, others become `*`. */
function templateOf(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => numbered(name).match(PARTS) ?? []);
  return first
    .map((part, at) => (others.every((parts) => parts[at] === part) ? part : "*"))
    .join("")
    .slice(0, 80);
}
