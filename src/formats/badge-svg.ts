import type { Report } from "../core/report.js";
import { type BadgeColor, badgeOf } from "./badge.js";
import { xml } from "./xml.js";

/** The colours behind the names. */
const GROUND: Readonly<Record<BadgeColor, string>> = {
  brightgreen: "#4c1",
  green: "#97ca00",
  yellowgreen: "#a4a61d",
  yellow: "#dfb317",
  orange: "#fe7d37",
  red: "#e05d44",
  lightgrey: "#9f9f9f",
};
/** Read on every one of them: contrast 5 and more, where white has 2 to 4. */
const INK = "#111";

/** Advance widths of Verdana, in 2048ths of the font's size: all that a badge can say. */
const UNITS_PER_EM = 2048;
const ADVANCE: Readonly<Record<string, number>> = {
  " ": 720,
  ".": 745,
  "/": 930,
  L: 1140,
  M: 1726,
  a: 1230,
  c: 1067,
  e: 1220,
  g: 1276,
  i: 562,
  k: 1212,
  m: 1992,
  n: 1296,
  o: 1243,
  p: 1276,
  r: 874,
  t: 807,
  x: 1212,
};
const DIGIT = 1302;
const FONT_SIZE = 11;
const PADDING = 5;
const HEIGHT = 20;

/** A badge as one SVG that loads nothing: the text keeps its width in every font. */
export function badgeSvg(report: Report): string {
  const { label, message, color } = badgeOf(report);
  const [left, right] = [textWidth(label), textWidth(message)];
  const [split, whole] = [left + 2 * PADDING, left + right + 4 * PADDING];
  const title = xml(`${label}: ${message}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${HEIGHT}" role="img" aria-label="${title}">`,
    `  <title>${title}</title>`,
    `  <clipPath id="r"><rect width="${whole}" height="${HEIGHT}" rx="3"/></clipPath>`,
    '  <g clip-path="url(#r)">',
    `    <rect width="${split}" height="${HEIGHT}" fill="#555"/>`,
    `    <rect x="${split}" width="${whole - split}" height="${HEIGHT}" fill="${GROUND[color]}"/>`,
    "  </g>",
    `  <g font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="${FONT_SIZE}">`,
    `    ${words(label, "#fff", PADDING, left)}`,
    `    ${words(message, INK, split + PADDING, right)}`,
    "  </g>",
    "</svg>",
    "",
  ].join("\n");
}

const words = (text: string, ink: string, x: number, width: number): string =>
  `<text fill="${ink}" x="${x}" y="14" textLength="${width}" lengthAdjust="spacingAndGlyphs">${xml(text)}</text>`;

/** Whole pixels. */
const textWidth = (text: string): number =>
  Math.ceil(([...text].reduce((sum, one) => sum + (ADVANCE[one] ?? DIGIT), 0) * FONT_SIZE) / UNITS_PER_EM);
