import type { Report } from "../core/report.js";
import { json } from "./json.js";
import { points } from "./numbers.js";

/** What a badge says, and in which colour. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: BadgeColor;
}

/** Names as shields.io has them. */
export type BadgeColor = (typeof BANDS)[number]["color"] | "lightgrey";

/** Fixed bands by the exact score, the highest first; a score takes the first whose foot it reaches. */
export const BANDS = [
  { from: 27, color: "brightgreen" },
  { from: 22.5, color: "green" },
  { from: 18, color: "yellowgreen" },
  { from: 12, color: "yellow" },
  { from: 6, color: "orange" },
  { from: 0, color: "red" },
] as const;

export function badgeOf({ score }: Report): Badge {
  const label = "experiment tracking";
  if (score === null) return { label, message: "no ML", color: "lightgrey" };
  const color = BANDS.find(({ from }) => score.total >= from)?.color ?? "red";
  return { label, message: `${points(score.total)}/${score.max}`, color };
}

/** The document that the endpoint badge of shields.io asks for. */
export const badge = (report: Report): string => json({ schemaVersion: 1, ...badgeOf(report) });
