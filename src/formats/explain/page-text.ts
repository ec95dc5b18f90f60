import { changedLines } from "../fence.js";
import type { Palette } from "../palette.js";
import { plain } from "../plain.js";
import { displayWidth, padTo } from "../width.js";
import type { Page, Part } from "./page.js";

export interface PageTextOptions {
  readonly palette: Palette;
  /** Columns of the terminal; null: lines are as wide as is good to read. */
  readonly width: number | null;
}

const READABLE = 100;

/** The page on a terminal. */
export function pageText({ title, parts }: Page, { palette, width }: PageTextOptions): string {
  const blocks = parts.map((part) => written(part, palette, width).join("\n"));
  return `${[palette.strong(plain(title)), ...blocks].join("\n\n")}\n`;
}

function written(part: Part, palette: Palette, width: number | null): string[] {
  const columns = Math.min(width ?? READABLE, READABLE);
  if ("heading" in part)
    return [palette.strong(part.heading), ...(part.text === "" ? [] : wrapped(part.text, columns, "  "))];
  if ("said" in part) return wrapped(part.said, columns, "");
  if ("text" in part) return wrapped(part.text, columns, "");
  if ("facts" in part) return part.facts.flatMap((fact) => wrapped(fact, columns, "  ", "- "));
  if ("code" in part) return indented("  ", part.code);
  if ("change" in part) {
    const { before, after } = part.change;
    return before === null
      ? indented("  ", after)
      : changedLines(before, after).map(({ mark, line }) => {
          const text = `${mark} ${plain(line)}`.trimEnd();
          return mark === "-" ? palette.bad(text) : mark === "+" ? palette.good(text) : text;
        });
  }
  return tableOf(part.head, part.rows, columns);
}

/** Columns as wide as they need; the last one goes on beneath itself. A column that holds nothing is left out. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string[] {
  const kept = head.flatMap((_, column) => (rows.some((row) => (row[column] ?? "") !== "") ? [column] : []));
  const cells = [head, ...rows].map((row) => kept.map((column) => bare(row[column] ?? "")));
  const widths = kept.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ""))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  return cells.flatMap((row) => {
    const start = row.slice(0, -1).map((cell, column) => padTo(cell, (widths[column] ?? 0) + GAP));
    const [first = "", ...further] = wrapped(row.at(-1) ?? "", columns - before, "");
    return [`${start.join("")}${first}`.trimEnd(), ...further.map((line) => `${" ".repeat(before)}${line}`)];
  });
}

const GAP = 2;

/** Lines of at most so many columns, broken between words; a longer word stands alone. */
function wrapped(text: string, columns: number, indent: string, mark = ""): string[] {
  const room = Math.max(columns - indent.length, 20);
  const lines: string[] = [];
  for (const word of bare(text).split(/ +/)) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last === undefined || displayWidth(longer) > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line, index) => `${index === 0 && mark !== "" ? mark : indent}${line}`);
}

const indented = (mark: string, text: string): string[] =>
  text.split("\n").map((line) => `${mark}${plain(line)}`.trimEnd());

/** A terminal has no marks for code. */
const bare = (text: string): string => plain(text).replaceAll("`", "");
