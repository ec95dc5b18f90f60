import type { Block, Heading, MarkupDocument } from "./document.js";
import { htmlTables, withoutComments } from "./html-markup.js";
import { imagesOf, plainText } from "./inline-markup.js";

export { codeSpansOf, imagesOf, linksOf, plainText, referencesOf } from "./inline-markup.js";

interface OpenProse {
  kind: "paragraph" | "item";
  lines: string[];
  line: number;
}

/** Documents are read up to here. */
const LONGEST = 2_000_000;
const MOST_LINES = 40_000;
const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
/** `##Title` without a space: no heading by CommonMark, but one to every reader, and common in READMEs. */
const LOOSE_ATX = /^(#{1,6})([A-Za-z0-9][^\n]{0,120})$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*\{?\.?([^\s`{}]*)/;
const ITEM = /^([ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+(.*)$/;
const DELIMITER_ROW = /^[ \t]*\|?[ \t]*:?-{1,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)*\|?[ \t]*$/;
const HTML_HEADING = /^[ \t]*<h([1-6])\b[^>]{0,300}>(.*?)(?:<\/h[1-6]>|$)/i;

/**
 * Reads Markdown (GitHub's) into blocks: headings by `#`, by underline and by `<h1>`, prose, list items, fenced and
 * indented code, pipe tables with or without outer pipes, HTML tables, images. Never throws; linear in the text.
 */
export function parseMarkdown(text: string): MarkupDocument {
  const cut = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const lines = withoutComments(cut.replace(/\r\n?/g, "\n")).split("\n", MOST_LINES);
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  let under: readonly Heading[] = [];
  let prose = null as OpenProse | null;
  let at = frontMatterEnd(lines);

  const push = (block: Block) => {
    blocks.push(block);
    if (block.kind !== "paragraph" && block.kind !== "item") return;
    for (const image of imagesOf(block.text)) {
      blocks.push({
        kind: "image",
        source: image.source,
        alt: image.alt,
        line: block.line + image.offset,
        under,
      });
    }
  };
  const endProse = () => {
    if (prose === null) return;
    const joined = prose.lines.join("\n");
    if (joined.trim() !== "") push({ kind: prose.kind, text: joined, line: prose.line, under });
    prose = null;
  };
  const heading = (level: number, raw: string, line: number) => {
    endProse();
    const found = { level, text: plainText(raw), line };
    for (const image of imagesOf(raw))
      blocks.push({ kind: "image", source: image.source, alt: image.alt, line, under });
    if (found.text === "") return;
    headings.push(found);
    under = [...under.filter((outer) => outer.level < level), found];
  };

  while (at < lines.length) {
    const raw = lines[at]!;
    const line = raw.replace(/^ {0,3}(?:> ?)+/, "");
    const number = at + 1;
    const open = prose;
    if (line.trim() === "") {
      // An item's text may go on after an empty line; a new block begins all the same.
      endProse();
      at += 1;
      continue;
    }
    const fence = FENCE.exec(line);
    if (fence !== null && !(fence[2]!.startsWith("`") && line.slice(fence[0].length).includes("`"))) {
      endProse();
      const close = fence[2]!;
      const body: string[] = [];
      let next = at + 1;
      while (next < lines.length && !isClosing(lines[next]!, close))
        body.push(lines[next++]!.replace(/^ {0,3}(?:> ?)+/, ""));
      blocks.push({
        kind: "code",
        language: fence[3]!.toLowerCase(),
        text: dedent(body),
        line: number + 1,
        under,
      });
      at = next + 1;
      continue;
    }
    const atx = ATX.exec(line) ?? LOOSE_ATX.exec(line);
    if (atx !== null) {
      heading(atx[1]!.length, atx[2] ?? "", number);
      at += 1;
      continue;
    }
    const html = HTML_HEADING.exec(line);
    if (html !== null) {
      const several = html[2]!.trim() === "" ? `${lines[at + 1] ?? ""}` : html[2]!;
      heading(Number(html[1]), several, number);
      at += html[2]!.trim() === "" ? 2 : 1;
      continue;
    }
    const setext = open?.kind === "paragraph" ? SETEXT.exec(line) : null;
    if (setext !== null && open !== null && (open.lines.length === 1 || setext[1]!.length > 2)) {
      const title = open.lines.at(-1)!;
      const titleLine = open.line + open.lines.length - 1;
      open.lines.pop();
      heading(setext[1]!.startsWith("=") ? 1 : 2, title, titleLine);
      at += 1;
      continue;
    }
    if (open === null && /^(?: {4}|\t)/.test(raw) && !followsItem(blocks, lines, at)) {
      const body: string[] = [];
      let next = at;
      while (next < lines.length && (/^(?: {4}|\t)/.test(lines[next]!) || lines[next]!.trim() === ""))
        body.push(lines[next++]!);
      blocks.push({ kind: "code", language: "", text: dedent(body), line: number, under });
      at = next;
      continue;
    }
    if (
      line.includes("|") &&
      DELIMITER_ROW.test(lines[at + 1] ?? "") &&
      cellsOf(lines[at + 1]!).length >= 2
    ) {
      endProse();
      const table = pipeTable(lines, at);
      push({ kind: "table", header: table.header, rows: table.rows, line: number, under });
      at = table.next;
      continue;
    }
    if (/<table\b/i.test(line)) {
      endProse();
      const end = closingLine(lines, at, "</table");
      const source = lines.slice(at, end + 1).join("\n");
      for (const table of htmlTables(source)) {
        const rows = table.rows.map((row) => ({ cells: row.cells, line: number + row.offset }));
        push({ kind: "table", header: table.header, rows, line: number + table.offset, under });
      }
      for (const image of imagesOf(source)) {
        blocks.push({
          kind: "image",
          source: image.source,
          alt: image.alt,
          line: number + image.offset,
          under,
        });
      }
      at = end + 1;
      continue;
    }
    const item = ITEM.exec(line);
    if (item !== null) {
      endProse();
      prose = { kind: "item", lines: [item[2]!], line: number };
    } else if (open === null) prose = { kind: "paragraph", lines: [line], line: number };
    else open.lines.push(line);
    at += 1;
  }
  endProse();
  return { headings, blocks, lines: lines.length };
}

function frontMatterEnd(lines: readonly string[]): number {
  if (lines[0]?.trim() !== "---") return 0;
  const end = lines.slice(1, 200).findIndex((line) => line.trim() === "---");
  return end < 0 ? 0 : end + 2;
}

const isClosing = (line: string, fence: string): boolean => {
  const trimmed = line.replace(/^[ \t>]*/, "").trimEnd();
  return trimmed.length >= fence.length && trimmed === fence[0]!.repeat(trimmed.length);
};

function dedent(body: readonly string[]): string {
  const used = body.filter((line) => line.trim() !== "");
  const indent = Math.min(...used.map((line) => line.length - line.trimStart().length), 200);
  return body
    .map((line) => line.slice(indent))
    .join("\n")
    .trimEnd();
}

/** Indented lines after a list item are its text, unless they are indented far enough to be code in it. */
function followsItem(blocks: readonly Block[], lines: readonly string[], at: number): boolean {
  const before = blocks.findLast((block) => block.kind !== "image");
  if (before?.kind !== "item") return false;
  for (let i = before.line; i < at; i += 1) {
    const line = lines[i]!;
    if (line.trim() !== "" && !/^[ \t]/.test(line) && i > before.line) return false;
  }
  return !/^(?: {8}|\t\t| {4}\t)/.test(lines[at]!) && !/^\s+\$ /.test(lines[at]!);
}

function pipeTable(lines: readonly string[], at: number) {
  const header = cellsOf(lines[at]!);
  const rows: { cells: readonly string[]; line: number }[] = [];
  let next = at + 2;
  while (next < lines.length && lines[next]!.trim() !== "" && lines[next]!.includes("|")) {
    rows.push({ cells: cellsOf(lines[next]!), line: next + 1 });
    next += 1;
  }
  return { header, rows, next };
}

function cellsOf(row: string): readonly string[] {
  const cells: string[] = [];
  let cell = "";
  let code = false;
  const trimmed = row.trim().replace(/^>\s?/, "").replace(/^\|/, "");
  for (let i = 0; i < trimmed.length; i += 1) {
    const c = trimmed[i]!;
    if (c === "\\" && trimmed[i + 1] === "|") {
      cell += "|";
      i += 1;
    } else if (c === "`") {
      code = !code && trimmed.includes("`", i + 1);
      cell += c;
    } else if (c === "|" && !code) {
      cells.push(cell.trim());
      cell = "";
    } else cell += c;
  }
  if (cell.trim() !== "" || !trimmed.endsWith("|")) cells.push(cell.trim());
  return cells;
}

function closingLine(lines: readonly string[], at: number, tag: string): number {
  for (let i = at; i < Math.min(lines.length, at + 3000); i += 1)
    if (lines[i]!.toLowerCase().includes(tag)) return i;
  return Math.min(lines.length - 1, at + 1);
}
