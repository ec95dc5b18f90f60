import { distance } from "fastest-levenshtein";

/** More edits than these are another word. */
const MOST_EDITS = 3;
const LEAST_ALIKE = 0.4;

/** The words that somebody most likely meant: the nearest first, and none much farther than that. */
export function nearest(word: string, known: Iterable<string>, most = 1): string[] {
  const wanted = word.toLowerCase();
  const near: { readonly word: string; readonly edits: number }[] = [];
  for (const one of new Set(known)) {
    if (Math.abs(one.length - wanted.length) > MOST_EDITS) continue;
    const edits = distance(wanted, one.toLowerCase());
    const length = Math.max(wanted.length, one.length);
    if (edits <= MOST_EDITS && (length - edits) / length > LEAST_ALIKE) near.push({ word: one, edits });
  }
  const least = near.reduce((fewest, { edits }) => Math.min(fewest, edits), MOST_EDITS);
  return near
    .filter(({ edits }) => edits <= least + 1)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map((one) => one.word);
}

/** `; did you mean params.lr?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const [meant] = nearest(word, known);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
