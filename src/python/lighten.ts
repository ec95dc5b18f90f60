/** Source made lighter for the parser; rows stay, and so do columns outside of what was taken out. */
export interface LightSource {
  readonly text: string;
  /** Contents taken out of long triple-quoted strings, by the index of the opening quotes in `text`. */
  readonly contents: ReadonlyMap<number, string>;
}

/** Blank lines joined by backslashes: the grammar's scanner takes time that grows with their square. */
const JOINED_LINES = /(?:\\\n[ \t\f]*){16,}/g;

/** Shorter contents cost the parser nothing. */
const LONG = 40;

/**
 * Takes out what costs the parser a quarter of its time and says nothing about calls: whole-line comments, and the
 * contents of long triple-quoted strings (kept aside, f-strings excepted). Line ends become `\n`.
 */
export function lighten(source: string): LightSource {
  const lines = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
  const text = lines.replace(JOINED_LINES, (run) => run.replaceAll("\\", " "));
  const contents = new Map<number, string>();
  const pieces: string[] = [];
  let length = 0;
  let copied = 0;
  const cut = (from: number, to: number, instead: string): number => {
    pieces.push(text.slice(copied, from), instead);
    const at = length + from - copied;
    length = at + instead.length;
    copied = to;
    return at;
  };
  const token = /["'#]/g;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const at = found.index;
    const quote = found[0];
    if (quote === "#") {
      const end = lineEnd(text, at);
      if (blankBefore(text, at)) cut(at, end, "");
      token.lastIndex = end;
      continue;
    }
    if (!text.startsWith(quote.repeat(3), at)) {
      token.lastIndex = shortStringEnd(text, at + 1, quote);
      continue;
    }
    const close = longStringEnd(text, at + 3, quote.repeat(3));
    if (close < 0) break;
    token.lastIndex = close + 3;
    if (close - at - 3 <= LONG || /[fFtT][rRbB]?$/.test(text.slice(Math.max(0, at - 2), at))) continue;
    const content = text.slice(at + 3, close);
    const start = cut(at + 3, close, emptied(content));
    contents.set(start - 3, content);
  }
  pieces.push(text.slice(copied));
  return { text: pieces.join(""), contents };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function blankBefore(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && (text[i] === " " || text[i] === "\t")) i--;
  // A backslash before the line break joins the lines: the comment sign is then none of a whole line.
  return i < 0 || (text[i] === "\n" && text[i - 1] !== "\\");
}

function shortStringEnd(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === "\\") i++;
    else if (c === quote) return i + 1;
    else if (c === "\n") return i;
  }
  return text.length;
}

function longStringEnd(text: string, from: number, quotes: string): number {
  for (let at = text.indexOf(quotes, from); at >= 0; at = text.indexOf(quotes, at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** As many line breaks as the content has, and its last line's width in spaces. */
function emptied(content: string): string {
  const rows = content.split("\n");
  return rows.length === 1 ? "" : "\n".repeat(rows.length - 1) + " ".repeat(rows.at(-1)!.length);
}
