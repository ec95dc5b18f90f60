import type { Location } from "../core/location.js";
import type { Finding } from "../core/report.js";

/** One thing that failed. */
export interface Reason {
  /** What failed and what would pass, to be joined with others. */
  readonly short: string;
  /** The same for a line of its own. */
  readonly full: string;
  /** What belongs to it, each a line. */
  readonly lines: readonly string[];
}

const MOST_LINES = 20;

/** Several reasons in one sentence; a single one says all it has to say. */
export const sentence = (reasons: readonly Reason[]): string =>
  reasons.length === 1 && reasons[0]!.lines.length === 0
    ? reasons[0]!.full
    : reasons.map(({ short }) => short).join("; ");

export function findingLines(findings: readonly Finding[]): string[] {
  const shown = findings
    .slice(0, MOST_LINES)
    .map(({ location, rule, message }) => `  ${placeOf(location)}  ${rule}: ${message}`);
  const more = findings.length - shown.length;
  return more > 0 ? [...shown, `  and ${more} more, which the report lists`] : shown;
}

export const placeOf = ({ path, cell, line, run }: Location): string =>
  path +
  (cell === undefined ? "" : `:cell ${cell}`) +
  (line === undefined ? "" : `:${line}`) +
  (run === undefined ? "" : ` (${run})`);

export const counted = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `1 ${one}` : `${count} ${many}`;
