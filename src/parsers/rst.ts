import type { Block, Heading, MarkupDocument } from "./document.js";
import { plainText } from "./inline-markup.js";

const LONGEST = 2_000_000;
const MOST_LINES = 40_000;
const RULE = /^([=\-~^"'`#*+.:_<>])\1{2,}[ \t]*$/;
const SIMPLE_RULE = /^ *={2,}(?: +={2,})+ *$/;
const GRID_RULE = /^ *\+(?:[-=]{2,}\+)+ *$/;
const DIRECTIVE = /^([ \t]*)\.\.[ \t]+(?:\|[^|]{1,80}\|[ \t]+)?([a-zA-Z][\w-]{0,40})::[ \t]*(.*)$/;
const ITEM = /^([ \t]*)(?:[-*+•]|\d{1,3}[.)]|#\.)[ \t]+(.*)$/;

/** Reads reStructuredText into the blocks that `markdown.ts` gives. Never throws. */
export function parseRst(text: string): MarkupDocument {
  const cut = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const lines = cut.replace(/\r\n?/g, "\n").split("\n", MOST_LINES);
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  const styles: string[] = [];
  let under: readonly Heading[] = [];
  let at = 0;

  const levelOf = (style: string): number => {
    if (!styles.includes(style)) styles.push(style);
    return styles.indexOf(style) + 1;
  };
  const heading = (style: string, raw: string, line: number) => {
    const found = { level: levelOf(style), text: plainText(raw), line };
    headings.push(found);
    under = [...under.filter((outer) => outer.level < found.level), found];
  };

  while (at < lines.length) {
    const line = lines[at]!;
    const next = lines[at + 1] ?? "";
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    if (RULE.test(line) && next.trim() !== "" && RULE.test(lines[at + 2] ?? "") && !SIMPLE_RULE.test(line)) {
      heading(`over${line[0]}`, next, at + 2);
      at += 3;
      continue;
    }
    if (
      !/^\s/.test(line) &&
      RULE.test(next) &&
      !RULE.test(line) &&
      next.trimEnd().length >= Math.min(line.trimEnd().length, 3)
    ) {
      heading(next[0]!, line, at + 1);
      at += 2;
      continue;
    }
    const directive = DIRECTIVE.exec(line);
    if (directive !== null) {
      at = readDirective(lines, at, directive, blocks, under);
      continue;
    }
    if (/^[ \t]*\.\.(?:[ \t]|$)/.test(line)) {
      at = bodyEnd(lines, at + 1, indentOf(line));
      continue;
    }
    if (SIMPLE_RULE.test(line) || GRID_RULE.test(line)) {
      const table = SIMPLE_RULE.test(line) ? simpleTable(lines, at) : gridTable(lines, at);
      blocks.push({ kind: "table", header: table.header, rows: table.rows, line: at + 1, under });
      at = table.next;
      continue;
    }
    const item = ITEM.exec(line);
    const first = at;
    const indent = indentOf(line);
    const text: string[] = [item === null ? line : item[2]!];
    at += 1;
    while (
      at < lines.length &&
      lines[at]!.trim() !== "" &&
      !ITEM.test(lines[at]!) &&
      !RULE.test(lines[at + 1] ?? "")
    ) {
      text.push(lines[at]!.trim());
      at += 1;
    }
    const joined = text.join("\n");
    if (joined.trim() !== "::") {
      blocks.push({
        kind: item === null ? "paragraph" : "item",
        text: joined.replace(/::\s*$/, ":"),
        line: first + 1,
        under,
      });
    }
    if (/::\s*$/.test(joined)) {
      const from = skipBlank(lines, at);
      const end = bodyEnd(lines, from, indent);
      if (end > from) {
        blocks.push({
          kind: "code",
          language: "",
          text: dedent(lines.slice(from, end)),
          line: from + 1,
          under,
        });
        at = end;
      }
    }
  }
  return { headings, blocks, lines: lines.length };
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function skipBlank(lines: readonly string[], at: number): number {
  let next = at;
  while (next < lines.length && lines[next]!.trim() === "") next += 1;
  return next;
}

/** First line at or after `at` that is indented no deeper than `indent`. */
function bodyEnd(lines: readonly string[], at: number, indent: number): number {
  let next = at;
  while (next < lines.length && (lines[next]!.trim() === "" || indentOf(lines[next]!) > indent)) next += 1;
  return next;
}

function dedent(body: readonly string[]): string {
  const indent = Math.min(...body.filter((line) => line.trim() !== "").map(indentOf), 200);
  return body
    .map((line) => line.slice(indent))
    .join("\n")
    .trimEnd();
}

function readDirective(
  lines: readonly string[],
  at: number,
  directive: RegExpExecArray,
  blocks: Block[],
  under: readonly Heading[],
): number {
  const name = directive[2]!.toLowerCase();
  const argument = directive[3]!.trim();
  const end = bodyEnd(lines, at + 1, directive[1]!.length);
  let from = at + 1;
  const options = new Map<string, string>();
  for (; from < end; from += 1) {
    const option = /^[ \t]+:([\w-]{1,40}):[ \t]*(.*)$/.exec(lines[from]!);
    if (option === null) break;
    options.set(option[1]!, option[2]!);
  }
  from = Math.min(skipBlank(lines, from), end);
  if (["code-block", "code", "sourcecode", "prompt", "highlight"].includes(name)) {
    const language = argument.split(" ")[0]!.toLowerCase();
    if (end > from)
      blocks.push({ kind: "code", language, text: dedent(lines.slice(from, end)), line: from + 1, under });
    return end;
  }
  if (name === "image" || name === "figure") {
    blocks.push({ kind: "image", source: argument, alt: options.get("alt") ?? "", line: at + 1, under });
    if (end > from)
      blocks.push({ kind: "paragraph", text: dedent(lines.slice(from, end)), line: from + 1, under });
    return end;
  }
  if (name === "list-table" || name === "csv-table") {
    const rows = name === "csv-table" ? csvRows(lines, from, end) : listRows(lines, from, end);
    const header = options.get("header");
    const heads = header === undefined ? (rows[0]?.cells ?? []) : header.split(",").map(unquote);
    blocks.push({
      kind: "table",
      header: heads,
      rows: header === undefined ? rows.slice(1) : rows,
      line: at + 1,
      under,
    });
    return end;
  }
  // Notes, tables with a caption and the like hold ordinary text: their body is read as if it stood outside.
  return ["note", "warning", "tip", "important", "table", "hint", "admonition"].includes(name) ? from : end;
}

const unquote = (cell: string): string => cell.trim().replace(/^"|"$/g, "");

function csvRows(lines: readonly string[], from: number, end: number) {
  const rows: { cells: readonly string[]; line: number }[] = [];
  for (let i = from; i < end; i += 1) {
    if (lines[i]!.trim() !== "") rows.push({ cells: lines[i]!.split(",").map(unquote), line: i + 1 });
  }
  return rows;
}

function listRows(lines: readonly string[], from: number, end: number) {
  const rows: { cells: string[]; line: number }[] = [];
  for (let i = from; i < end; i += 1) {
    const opening = /^[ \t]*\*[ \t]+-[ \t]*(.*)$/.exec(lines[i]!);
    const further = /^[ \t]+-[ \t]*(.*)$/.exec(lines[i]!);
    if (opening !== null) rows.push({ cells: [opening[1]!], line: i + 1 });
    else if (further !== null) rows.at(-1)?.cells.push(further[1]!);
  }
  return rows;
}

function simpleTable(lines: readonly string[], at: number) {
  const columns = [...lines[at]!.matchAll(/=+/g)].map((match) => match.index);
  const cut = (line: string) => columns.map((from, i) => line.slice(from, columns[i + 1]).trim());
  const groups: { cells: readonly string[]; line: number }[][] = [[]];
  let next = at + 1;
  while (next < lines.length && groups.length < 3) {
    const line = lines[next]!;
    if (SIMPLE_RULE.test(line)) {
      if (groups.length === 2 || (lines[next + 1] ?? "").trim() === "") {
        next += 1;
        break;
      }
      groups.push([]);
    } else if (line.trim() !== "" && !/^ *-{2,}(?: +-{2,})* *$/.test(line))
      groups.at(-1)!.push({ cells: cut(line), line: next + 1 });
    next += 1;
  }
  return groups.length > 1
    ? { header: groups[0]!.at(-1)?.cells ?? [], rows: groups[1]!, next }
    : { header: [], rows: groups[0]!, next };
}

function gridTable(lines: readonly string[], at: number) {
  const rows: { cells: readonly string[]; line: number }[] = [];
  let header: readonly string[] = [];
  let next = at;
  while (next < lines.length && /^ *[+|]/.test(lines[next]!)) {
    const line = lines[next]!.trim();
    if (line.startsWith("|")) {
      const cells = line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim());
      rows.push({ cells, line: next + 1 });
    } else if (line.includes("=") && header.length === 0) header = rows.pop()?.cells ?? [];
    next += 1;
  }
  return { header, rows, next: Math.max(next, at + 1) };
}
