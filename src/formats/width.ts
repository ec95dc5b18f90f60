import stringWidth from "string-width";

const ASCII = /^[\u0020-\u007e]*$/;

/** Columns of a terminal: wide characters take two, marks that combine none. */
export const displayWidth = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** Cut to so many columns, with an ellipsis where something is missing. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (ASCII.test(text)) return `${text.slice(0, Math.max(columns - 1, 0))}…`;
  let kept = "";
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += displayWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The last so many columns, with an ellipsis before them where something is missing. */
export function endOf(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const segments = [...GRAPHEMES.segment(text)].map(({ segment }) => segment);
  let first = segments.length;
  for (let width = 0; first > 0; first -= 1) {
    width += displayWidth(segments[first - 1]!);
    if (width > columns - 1) break;
  }
  return `…${segments.slice(first).join("")}`;
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

export const padTo = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(columns - displayWidth(text), 0));

export const padLeft = (text: string, columns: number): string =>
  " ".repeat(Math.max(columns - displayWidth(text), 0)) + text;
