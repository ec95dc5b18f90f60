const LITERAL = /^([a-zA-Z]{0,3})("""|'''|"|')/;
const ESCAPE =
  /\\(?:\n|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{[^}\n]{1,80}\}|([\s\S]))/g;
const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** Text of one Python string literal as written in source, quotes and prefix included; null for bytes. */
export function decodeString(literal: string): string | null {
  const start = LITERAL.exec(literal);
  if (start === null) return null;
  const prefix = start[1]!.toLowerCase();
  const quotes = start[2]!;
  if (prefix.includes("b")) return null;
  const body = literal.slice(
    prefix.length + quotes.length,
    literal.endsWith(quotes) && literal.length >= prefix.length + 2 * quotes.length
      ? literal.length - quotes.length
      : literal.length,
  );
  if (prefix.includes("r") || !body.includes("\\")) return body;
  return body.replace(ESCAPE, (whole: string, octal, x, u, long, other: string | undefined) => {
    if (whole === "\\\n") return "";
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    const hex: string | undefined = x ?? u ?? long;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      return code > 0x10ffff ? whole : String.fromCodePoint(code);
    }
    return other === undefined ? whole : (SIMPLE[other] ?? whole);
  });
}
