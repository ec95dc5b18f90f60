import type { Palette } from "../palette.js";
import { plain } from "../plain.js";
import { tableLines } from "../table.js";
import { displayWidth } from "../width.js";
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
      : [
          ...indented("- ", before).map((line) => palette.bad(line)),
          ...indented("+ ", after).map((line) => palette.good(line)),
        ];
  }
  const last = part.head.length - 1;
  const heads = part.head.map((name, index) => ({
    title: name,
    right: false,
    givesWay: index === last ? 1 : 0,
  }));
  const cells = part.rows.map((row) => row.map((cell) => bare(cell)));
  return [...tableLines(heads, cells, width)];
}

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
