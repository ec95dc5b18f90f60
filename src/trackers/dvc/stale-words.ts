import { compareText } from "../../core/location.js";
import type { Difference, StaleStage } from "./stale-stages.js";

/** What is different, in words, without values. */
export function inWords({ lock, stage, differences }: StaleStage): string {
  const parts = new Map<string, Set<string>>();
  for (const difference of differences) {
    const phrase = phraseOf(difference);
    const known = parts.get(phrase) ?? new Set<string>();
    parts.set(phrase, known);
    for (const name of difference.names) known.add(name);
  }
  const told = [...parts].map(([phrase, names]) =>
    phrase.includes("@names") ? phrase.replace("@names", () => listedNames([...names])) : phrase,
  );
  return `stage ${stage} of ${lock} ${told.join(", ")}`;
}

function phraseOf({ what, file, names }: Difference): string {
  if (what === "removed") return `is not defined in ${file} any more`;
  if (what === "command") return `ran another command than ${file} defines now`;
  if (what === "parameters") return `ran with other parameters than ${file} has now (@names)`;
  const known = what === "dependency" ? "read another @names" : "wrote another @names";
  const unknown = what === "dependency" ? "ran before it depended on @names" : "ran before it wrote @names";
  return /(?:^|\/)dvc\.yaml$/.test(file) && !names.includes(file) ? unknown : known;
}

const MOST_NAMES = 3;

function listedNames(names: readonly string[]): string {
  const sorted = [...names].sort(compareText);
  const more = sorted.length - MOST_NAMES;
  return more > 0 ? `${sorted.slice(0, MOST_NAMES).join(", ")} and ${more} more` : sorted.join(", ");
}
