import type { Lines } from "./covered.js";

/** One `<!-- … -->` of a Markdown text, outside of code, with the lines that it speaks of. */
export interface MarkdownComment {
  readonly text: string;
  readonly line: number;
  /**
   * Beside other text: its own lines. Else up to the end of the block that follows (paragraph, list, table, fenced
   * code); null: nothing follows.
   */
  readonly covers: Lines | null;
}

const FENCE = /^ {0,3}(?:> ?)*(`{3,}|~{3,})/;

export function markdownComments(text: string): MarkdownComment[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const found: MarkdownComment[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = FENCE.exec(lines[at]!);
    if (fence !== null) {
      at = fenceEnd(lines, at, fence[1]!);
      continue;
    }
    const isIndentedCode = /^(?: {4}|\t)/.test(lines[at]!) && (lines[at - 1] ?? "").trim() === "";
    if (!lines[at]!.includes(OPEN) || isIndentedCode) continue;
    const { comments, last, beside } = commentsFrom(lines, at);
    const first = at;
    at = last;
    let end: number | null | undefined;
    for (const comment of comments)
      found.push({
        ...comment,
        get covers(): Lines | null {
          if (end === undefined) end = beside ? last + 1 : blockEnd(lines, last + 1);
          return end === null ? null : [first + 1, end];
        },
      });
  }
  return found;
}

const OPEN = "<!--";
const CLOSE = "-->";

interface Found {
  readonly comments: readonly { readonly text: string; readonly line: number }[];
  /** Index of the line that they end on. */
  readonly last: number;
  /** Other text stands on these lines. */
  readonly beside: boolean;
}

/** The comments that begin on one line, and on those that they end on. */
function commentsFrom(lines: readonly string[], first: number): Found {
  const comments: { text: string; line: number }[] = [];
  let at = first;
  let line = withoutCode(lines[at]!);
  let from = 0;
  let beside = false;
  for (;;) {
    const open = line.indexOf(OPEN, from);
    beside ||= line.slice(from, open < 0 ? undefined : open).trim() !== "";
    if (open < 0) return { comments, last: at, beside };
    const start = at;
    const parts: string[] = [];
    from = open + OPEN.length;
    let close = line.indexOf(CLOSE, from);
    while (close < 0 && at + 1 < lines.length) {
      parts.push(line.slice(from));
      at += 1;
      line = lines[at]!;
      from = 0;
      close = line.indexOf(CLOSE);
    }
    parts.push(line.slice(from, close < 0 ? undefined : close));
    comments.push({ text: parts.join(" "), line: start + 1 });
    from = close < 0 ? line.length : close + CLOSE.length;
  }
}

/** Code spans blanked out: what stands between two equally long runs of backticks. */
function withoutCode(line: string): string {
  if (!line.includes("`")) return line;
  const runs = [...line.matchAll(/`+/g)].map((run) => ({ at: run.index, length: run[0].length }));
  const later = new Map<number, number[]>();
  for (const [index, { length }] of runs.entries()) {
    const equal = later.get(length);
    if (equal === undefined) later.set(length, [index]);
    else equal.push(index);
  }
  for (const equal of later.values()) equal.reverse();
  let out = "";
  let from = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index]!;
    const equal = later.get(run.length)!;
    while (equal.length > 0 && equal.at(-1)! <= index) equal.pop();
    const closing = equal.at(-1);
    if (closing === undefined) continue;
    const end = runs[closing]!.at + run.length;
    out += line.slice(from, run.at) + " ".repeat(end - run.at);
    from = end;
    index = closing;
  }
  return out + line.slice(from);
}

function fenceEnd(lines: readonly string[], at: number, fence: string): number {
  for (let next = at + 1; next < lines.length; next += 1) {
    const line = lines[next]!.replace(/^[ \t>]*/, "").trimEnd();
    if (line.length >= fence.length && line === fence[0]!.repeat(line.length)) return next;
  }
  return lines.length - 1;
}

/** 1-based last line of the block that begins at index `from` or after empty lines and comments; null: there is none. */
function blockEnd(lines: readonly string[], from: number): number | null {
  let at = from;
  while (at < lines.length && /^\s*(?:<!--(?:(?!-->).)*-->\s*)?$/.test(lines[at]!)) at += 1;
  if (at >= lines.length) return null;
  const fence = FENCE.exec(lines[at]!);
  if (fence !== null) return fenceEnd(lines, at, fence[1]!) + 1;
  while (at + 1 < lines.length && lines[at + 1]!.trim() !== "") at += 1;
  return at + 1;
}
