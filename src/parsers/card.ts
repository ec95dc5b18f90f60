import type { Heading, MarkupDocument } from "./document.js";
import { parseMarkdown } from "./markdown.js";
import { parseYaml } from "./yaml.js";

/** What a card of a model or a data set tells, in its front matter and under its headings. */
export interface Card {
  /** Values of the front matter; empty where there is none. */
  readonly front: Readonly<Record<string, unknown>>;
  /** Headings, and bold words that begin a paragraph, with content behind them; lower case. */
  readonly told: readonly string[];
}

/** Hub templates leave this where nobody has written anything. */
const PLACEHOLDER =
  /(?:\[\s{0,9})?(?:more information needed|todo|tbd|to be (?:added|completed|filled))\b[^.\]\n]{0,60}[.\]]?|users \(both direct and downstream\)[^.]{0,200}\.|<!--[\s\S]{0,2000}?-->/gi;
/** "**Training regime:**" with nothing behind it. */
const LABEL = /\*\*[^*\n]{1,80}\*\*/g;
const FRONT = /^---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n---[ \t]*(?:\r?\n|$)/;

export function parseCard(text: string): Card {
  const front = FRONT.exec(text);
  const document = parseMarkdown(front === null ? text : text.slice(front[0].length));
  const value = front === null ? null : parseYaml(front[1] ?? "", "core").value;
  return {
    front: typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {},
    told: [
      ...document.headings.filter((heading) => isTold(document, heading)).map(({ text }) => text),
      ...document.blocks.flatMap((block) => ("text" in block ? labelOf(block.text) : [])),
    ].map((text) => text.toLowerCase()),
  };
}

/** "**Limitations** It fails at night.": a heading in the line. */
function labelOf(text: string): readonly string[] {
  const label = /^\*\*([^*\n]{1,80})\*\*/.exec(text);
  return label !== null && isWritten(text) ? [label[1] ?? ""] : [];
}

const isWritten = (text: string): boolean =>
  text
    .replace(PLACEHOLDER, "")
    .replace(LABEL, "")
    .replace(/[*_>\s:-]/g, "") !== "";

/** Something stands under the heading, or under one below it. */
function isTold({ blocks }: MarkupDocument, heading: Heading): boolean {
  return blocks.some((block) => {
    if (!block.under.some(({ line }) => line === heading.line)) return false;
    return !("text" in block) || isWritten(block.text);
  });
}
