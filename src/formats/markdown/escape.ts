import { plain, shortened } from "../plain.js";

/** Text of the repository as Markdown text: nothing in it can become markup or HTML. */
export function prose(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]<>#|~!]/g, "\\$&")
    .replace(/&/g, "&amp;");
}

/** The same, where what stands between backticks is shown as code. */
export const told = (text: string): string =>
  text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : prose(part)))
    .join("");

/** Text of the repository as code, also inside a table cell. */
export function code(text: string, most = 100): string {
  const line = shortened(plain(text).trim(), most);
  if (line === "") return "";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const padded = line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
  return `${fence}${padded.replaceAll("|", "\\|")}${fence}`;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A GFM table; cells are Markdown already. A column that holds nothing is left out. */
export function table({ head, rows }: Table): string {
  const holds = head.map((_, column) => rows.some((cells) => (cells[column] ?? "") !== ""));
  const line = (cells: readonly string[]): string =>
    `| ${cells.filter((_, column) => holds[column]).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
