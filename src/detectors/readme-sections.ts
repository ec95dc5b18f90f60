import { type Evidence, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { type Heading, isProse } from "../parsers/document.js";
import { codeSpansOf, linksOf, plainText } from "../parsers/markdown.js";
import { isDataHeading } from "./data-documents.js";
import { speaksOfOthers } from "./link-context.js";
import { PUBLIC_SET } from "./public-sets.js";
import { type DocumentText, placeIn } from "./readme-text.js";

const CONCLUSION =
  /^\W{0,4}(?:\d+(?:\.\d+)*[.)]?\s*)?(?:(?:key|main|final|experiment(?:al)?|our|overall|some|preliminary|quantitative|qualitative)\s+)*(?:results?|conclusions?|discussions?|findings|takeaways?|ablations?|ablation stud(?:y|ies)|lessons learned|observations?|analysis|what (?:did(?:n't| not)|does(?:n't| not)) work|(?:things|ideas) (?:that|which) (?:did(?:n't| not)) work|failed (?:approaches|attempts|experiments|ideas)|negative results?|experiments? (?:notes?|log|journal|results?)|interpretation|insights|limitations?(?: and .{1,30})?|results? and (?:discussion|analysis|conclusions?)|summary of (?:results|findings)|conclusion and .{1,30})\W{0,3}$/i;
const STRUCTURE_HEADING =
  /\b(?:(?:project|repo(?:sitory)?|code|directory|folder|file|source|package|data)\s+(?:structure|layout|organi[sz]ation|overview|contents?|tree)|structure|layout|organi[sz]ation|what'?s (?:in|inside)|contents? of|files|overview of the (?:code|repo)|code organization|modules)\b/i;
const INTRODUCTION =
  /^\W{0,4}(?:about|introduction|intro|overview|summary|abstract|description|motivation|background|purpose|what (?:is|does)|the (?:project|task|problem)|project|goals?|objectives?|(?:our )?(?:solution|approach|method)(?: description| overview| summary)?|tl;?dr|problem(?: statement)?)\b/i;
const NOT_A_PURPOSE =
  /^(?:\W*(?:update|news|note|warning|todo|to do|under construction|work in progress|wip|coming soon|copyright|license|table of contents|author|by|see|click|\d{4}[-/.]\d))\b/i;

/** Chinese and Japanese set no spaces between words, which are two signs long in the mean. */
export const wordsOf = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length +
  Math.floor((text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0) / 2);

/** What the README that speaks for the repository holds. */
export function readmeEvidence(document: DocumentText, holds: (path: string) => boolean): Evidence {
  const prose = document.document.blocks.filter(isProse);
  const words =
    prose.reduce((sum, block) => sum + wordsOf(plainText(block.text)), 0) +
    document.document.headings.reduce((sum, heading) => sum + wordsOf(heading.text), 0);
  return evidence("docs.readme", placeIn(document, 1), {
    words,
    purpose: tellsPurpose(document),
    structure: tellsStructure(document, holds),
    headings: document.document.headings.map((heading) => heading.text),
  });
}

/** A sentence of its own near the top, or under a heading that introduces. */
function tellsPurpose(document: DocumentText): boolean {
  const { blocks, headings } = document.document;
  const early = headings[2]?.line ?? Number.POSITIVE_INFINITY;
  return blocks.some((block) => {
    if (block.kind !== "paragraph" && block.kind !== "item") return false;
    const introduced = block.under.some((heading) => INTRODUCTION.test(heading.text));
    if (!introduced && (block.line > early || block.kind === "item" || speaksOfOthers(block.under)))
      return false;
    const text = plainText(block.text);
    return wordsOf(text) >= 6 && !NOT_A_PURPOSE.test(text) && !/^https?:\S+$/.test(text);
  });
}

function tellsStructure(document: DocumentText, holds: (path: string) => boolean): boolean {
  const { blocks } = document.document;
  // Drawn with box signs, a tree is one without a fence too.
  if (blocks.some((block) => block.kind === "code" && /^\s*[|+]--/m.test(block.text))) return true;
  if (blocks.some((block) => "text" in block && /[├└│]──/.test(block.text))) return true;
  const sections = blocks.filter(
    (block) =>
      (block.kind === "item" ||
        block.kind === "paragraph" ||
        block.kind === "table" ||
        block.kind === "code") &&
      block.under.some((heading) => STRUCTURE_HEADING.test(heading.text)),
  );
  if (sections.length > 0) return true;
  const named = new Set<string>();
  for (const block of blocks) {
    const texts =
      block.kind === "table"
        ? block.rows.map((row) => row.cells.join(" "))
        : block.kind === "item" || block.kind === "paragraph"
          ? [block.text]
          : [];
    for (const text of texts) {
      const spans = [
        ...codeSpansOf(text).map((span) => span.text),
        ...linksOf(text, document.references).map((link) => link.url.replace(/^\.\//, "")),
      ];
      for (const span of spans) {
        const path = span.replace(/\/+$/, "");
        if (/^[\w./-]{2,120}$/.test(path) && /[./]/.test(path) && holds(path)) named.add(path);
      }
    }
  }
  return named.size >= 3;
}

/** Conclusions, data sections and mentions of seeds of every document. */
export function sectionEvidence(documents: readonly DocumentText[]): readonly Evidence[] {
  return documents.flatMap((document) => [
    ...conclusions(document),
    ...dataSections(document),
    ...seedMentions(document),
  ]);
}

/** Words of running text that stand under a heading. */
const wordsUnder = (document: DocumentText, heading: Heading): number =>
  document.document.blocks
    .filter(isProse)
    .filter((block) => block.under.includes(heading))
    .reduce((sum, block) => sum + wordsOf(plainText(block.text)), 0);

function conclusions(document: DocumentText): Evidence[] {
  const found = document.document.headings
    .filter((heading) => CONCLUSION.test(heading.text) && wordsUnder(document, heading) >= 20)
    .map((heading) => evidence("docs.conclusion", placeIn(document, heading.line), { detail: heading.text }));
  if (found.length > 0 || document.role !== "notes") return found;
  const words = document.document.blocks.reduce(
    (sum, block) =>
      sum + (block.kind === "paragraph" || block.kind === "item" ? wordsOf(plainText(block.text)) : 0),
    0,
  );
  return words >= 40
    ? [evidence("docs.conclusion", placeIn(document, 1), { detail: baseName(document.path) }, "medium")]
    : [];
}

const DATA_SENTENCE =
  /\b(?:download(?:s|ed|ing)?|obtain(?:ed)?|get|fetch\w*|prepare\w*|tokenizes?|extract\w*|available|located|stored|found|consists?|contains?|comes from|collected|provided|place|put|unzip)\b/i;
const DATA_WORD = /\b(?:data ?sets?|raw data|training data|the data|corpus|corpora)\b/i;

/** The line of a block that holds a word, else its first. */
function lineOf(block: { readonly line: number; readonly text: string }, word: string): number {
  const offset = block.text.split("\n").findIndex((line) => plainText(line).includes(word));
  return block.line + Math.max(0, offset);
}

function dataSections(document: DocumentText): Evidence[] {
  if (document.role === "data") return [];
  const found: Evidence[] = document.document.headings
    .filter((heading) => isDataHeading(heading) && hasContent(document, heading))
    .map((heading) => evidence("docs.data", placeIn(document, heading.line), { detail: heading.text }));
  for (const block of document.document.blocks) {
    if ((block.kind !== "paragraph" && block.kind !== "item") || speaksOfOthers(block.under)) continue;
    const lines = block.text.split("\n");
    const plain = plainText(block.text);
    // FINETUNE.md beside the README is a part of it.
    const speaks = document.role === "readme" || (document.role === "page" && !document.path.includes("/"));
    const named = speaks ? PUBLIC_SET.exec(plain)?.[0] : undefined;
    if (named !== undefined)
      found.push(evidence("docs.data", placeIn(document, lineOf(block, named)), { detail: named }, "low"));
    if (!DATA_WORD.test(plain) || !DATA_SENTENCE.test(plain)) continue;
    const sentence = plain
      .split(/(?<=[.!?:])\s+/)
      .find((one) => DATA_WORD.test(one) && DATA_SENTENCE.test(one));
    const points =
      linksOf(block.text, document.references).length > 0 ||
      codeSpansOf(block.text).some((span) => /\//.test(span.text));
    if (sentence === undefined || !points) continue;
    const offset = Math.max(
      0,
      lines.findIndex((line) => DATA_WORD.test(plainText(line))),
    );
    found.push(
      evidence(
        "docs.data",
        placeIn(document, block.line + offset),
        { detail: sentence.slice(0, 160) },
        "medium",
      ),
    );
  }
  return found;
}

/** A heading with nothing under it, or with a word or two, tells nothing of data. */
function hasContent(document: DocumentText, heading: Heading): boolean {
  const under = document.document.blocks.filter((block) => block.under.includes(heading));
  return (
    under.some((block) => block.kind === "code" || block.kind === "table") ||
    under.some(
      (block) =>
        (block.kind === "paragraph" || block.kind === "item") &&
        (wordsOf(plainText(block.text)) >= 5 || linksOf(block.text, document.references).length > 0),
    )
  );
}

const COUNT = "(?:\\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|twenty)";
const SEVERAL = new RegExp(
  `\\b${COUNT}\\s+(?:(?:random|different|independent|separate|training|other)\\s+){0,3}(?:seeds|runs|repetitions|repeats|initiali[sz]ations)\\b|\\bseeds?\\s*(?:=|:|in|of|from)?\\s*[[({]?\\d{1,6}\\s*(?:,|-|–|to|\\.\\.)\\s*\\d{1,6}|\\d{1,6}(?:\\.\\d{1,6})?\\s?(?:±|\\+/-|\\\\pm)\\s?\\d{1,6}(?:\\.\\d{1,6})?|\\b(?:mean|averaged?)\\b.{0,40}\\b(?:seeds|runs|trials)\\b|\\bmean\\s?(?:±|\\+/-)|\\b${COUNT}\\s+trials\\b.{0,40}\\bseeds\\b`,
  "i",
);

/** No mention is without one of these. */
const SOME = /seed|run|repe|initiali[sz]|±|\+\/-|\\pm|plusmn|mean|average|trial/i;

/** Several seeds or runs behind a number: "mean ± std over 5 seeds". */
function seedMentions(document: DocumentText): Evidence[] {
  if (document.role === "data" || document.role === "install") return [];
  for (const block of document.document.blocks) {
    if (speaksOfOthers(block.under)) continue;
    const rows =
      block.kind === "table"
        ? block.rows.map((row) => ({ text: row.cells.join(" "), line: row.line }))
        : block.kind === "paragraph" || block.kind === "item" || block.kind === "code"
          ? block.text.split("\n").map((text, offset) => ({ text, line: block.line + offset }))
          : [];
    for (const { text, line } of rows) {
      if (!SOME.test(text)) continue;
      // Seeds in a command are what it is given, not what a number was measured over.
      const match = SEVERAL.exec(
        block.kind === "code" ? text.replace(/(?<!\S)--?\w*seeds?[= ]\S+/g, "") : plainText(text),
      );
      if (match !== null)
        return [evidence("docs.seeds", placeIn(document, line), { detail: match[0] }, "medium")];
    }
  }
  return [];
}
