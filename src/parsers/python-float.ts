/** A number, or the text of one that JSON has no word for. */
export type FloatValue = number | "NaN" | "Infinity" | "-Infinity";

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;
/** No float is printed longer; the patterns need not look at more. */
const LONGEST = 400;

/** What Python's `float()` makes of a text, digit separators apart; null: it would refuse it. */
export function pythonFloat(text: string): FloatValue | null {
  const word = text.trim();
  if (word.length > LONGEST) return null;
  if (DECIMAL.test(word)) return floatValue(Number(word));
  const match = NOT_FINITE.exec(word);
  if (match === null) return null;
  return match[2] !== undefined ? "NaN" : match[1] === "-" ? "-Infinity" : "Infinity";
}

function floatValue(value: number): FloatValue {
  if (Number.isFinite(value)) return value;
  return value > 0 ? "Infinity" : "-Infinity";
}
