import type { Location } from "../../core/location.js";
import { place } from "../place.js";
import { plain, shortened } from "../plain.js";

/** Text of the repository as Markdown text: nothing in it can become markup or HTML. */
export function prose(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]<>#|~!]/g, "\\$&")
    .replace(/&/g, "&amp;");
}

/** Text of the repository as code, also inside a table cell. */
export function code(text: string, most = 100): string {
  const line = shortened(plain(text).trim(), most);
  if (line === "") return "";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const padded = line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
  return `${fence}${padded.replaceAll("|", "\\|")}${fence}`;
}

/** Places as code, the first few named and the rest counted. */
export function where(locations: readonly Location[], most = 3): string {
  const unique = [...new Set(locations.map(place))];
  const more = unique.length > most ? ` and ${unique.length - most} more` : "";
  return `${unique
    .slice(0, most)
    .map((one) => code(one))
    .join(", ")}${more}`;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A GFM table; cells are Markdown already. */
export function table({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
