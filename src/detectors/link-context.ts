import type { Heading, Link } from "../parsers/document.js";
import { plainText } from "../parsers/markdown.js";

/** A line that goes on for longer is no sentence. */
const LONGEST = 4000;

/** The sentence around a link, markup and addresses gone: what it says of the link. */
export function sentenceAround(text: string, link: Link): string {
  const lines = text.split("\n");
  const near = plainText(
    lines
      .slice(Math.max(0, link.offset - 1), link.offset + 2)
      .join(" ")
      .slice(0, LONGEST),
  );
  const sentences = near.split(/(?<=[.!?])\s+(?=[A-Z])/);
  const own = sentences.find((sentence) => link.text !== "" && sentence.includes(link.text)) ?? near;
  return own.replace(/https?:\/\/\S+/g, " ");
}

/** Sections whose words are other people's work. */
const OTHERS =
  /^\W{0,4}(?:citation|cite|citing|bibtex|references?|acknowledg\w*|related (?:work|projects?)|credits?|licen[cs]e|thanks|to-?do\w*|news|updates?|changelog)\b/i;

/** Blocks of one section share the list of what they stand under. */
const known = new WeakMap<readonly Heading[], boolean>();

export function speaksOfOthers(under: readonly Heading[]): boolean {
  const found = known.get(under) ?? under.some((heading) => OTHERS.test(heading.text));
  known.set(under, found);
  return found;
}
