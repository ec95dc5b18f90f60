// JSON itself escapes C0 only; a terminal obeys C1 controls and the marks that reorder text as well.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** JSON on one line, the same value to every parser, with nothing in it that a terminal obeys. */
export const jsonLine = (value: unknown): string => escaped(JSON.stringify(value));

/** The same, indented; `within`: spaces before every line but the first. */
export function jsonBlock(value: unknown, within = 0): string {
  const text = escaped(JSON.stringify(value, null, 2));
  return within === 0 ? text : text.replaceAll("\n", `\n${" ".repeat(within)}`);
}
