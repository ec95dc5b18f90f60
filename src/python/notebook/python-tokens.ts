/** One lexical element of Python; comments and line ends are left out. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "operator";
  readonly text: string;
}

/** What Python reads as one line: brackets, long strings and backslashes carry it over several rows. */
export interface LogicalLine {
  /** Width of the white space before it, tabs to the next multiple of eight. */
  readonly indent: number;
  readonly tokens: readonly Token[];
  /** Index after its last character, its line end included. */
  readonly end: number;
}

const NAME = /[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*/y;
const NUMBER = /(?:0[xXoObB][\da-fA-F_]+|\.?\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d[\d_]*)?)[jJlL]?/y;
const OPERATOR = /\*\*=?|\/\/=?|>>=?|<<=?|->|:=|\.\.\.|[-+*/%@&|^=!<>]=|<>|./suy;
/** What neither ends a string nor begins anything inside it. */
const RUN = /[^"'\\\n{]+/y;
const PREFIX = /^(?:[rbu]|[ft]|rb|br|rf|fr|rt|tr)$/i;

/** Reads from `from` to the end of the logical line that begins there. Never throws; a string without an end stops at its row. */
export function readLogicalLine(text: string, from: number): LogicalLine {
  let indent = 0;
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === " ") indent++;
    else if (char === "\t") indent += 8 - (indent % 8);
    else if (char === "\f") indent = 0;
    else break;
  }
  const tokens: Token[] = [];
  return { indent, tokens, end: scan(text, at, text.length, tokens, 0) };
}

/** Strings inside formatted strings, deeper than which nothing is looked for. */
const DEEPEST = 8;

/** Reads tokens until the line ends outside of brackets; its index. */
function scan(text: string, from: number, to: number, tokens: Token[], nested: number): number {
  let depth = 0;
  let at = from;
  while (at < to) {
    const char = text[at]!;
    if (char === "\n") {
      at++;
      if (depth === 0) return at;
    } else if (char === "\\" && text[at + 1] === "\n") at += 2;
    else if (char === " " || char === "\t" || char === "\r" || char === "\f" || char === "\u00A0") at++;
    else if (char === "#") at = upTo(text, "\n", at, to);
    else if ("()[]{},".includes(char) || ((char === ":" || char === "=") && text[at + 1] !== "=")) {
      if ("([{".includes(char)) depth++;
      else if (")]}".includes(char)) depth = Math.max(0, depth - 1);
      tokens.push({ kind: "operator", text: char });
      at++;
    } else if (char === '"' || char === "'") at = readString(text, at, to, "", tokens, nested);
    else {
      const name = match(NAME, text, at);
      const quote = name === null ? undefined : text[at + name.length];
      if (name !== null && (quote === '"' || quote === "'") && PREFIX.test(name)) {
        at = readString(text, at + name.length, to, name, tokens, nested);
        continue;
      }
      const number = name === null ? match(NUMBER, text, at) : null;
      const found = name ?? number ?? match(OPERATOR, text, at)!;
      tokens.push({ kind: name !== null ? "name" : number !== null ? "number" : "operator", text: found });
      at += found.length;
    }
  }
  return at;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function upTo(text: string, what: string, from: number, to: number): number {
  const found = text.indexOf(what, from);
  return found === -1 ? to : found;
}

/** A string literal that begins with its quote at `at`; what a formatted one holds in braces is read as if in brackets. */
function readString(
  text: string,
  at: number,
  to: number,
  prefix: string,
  tokens: Token[],
  nested: number,
): number {
  const long = text.startsWith(text[at]!.repeat(3), at);
  const quote = long ? text.slice(at, at + 3) : text[at]!;
  const formatted = nested < DEEPEST && /[ft]/i.test(prefix);
  const parts: Token[] = [];
  let i = at + quote.length;
  for (; i < to; i++) {
    i += match(RUN, text, i)?.length ?? 0;
    if (i >= to) break;
    const char = text[i]!;
    if (char === "\\") i++;
    else if (char === "\n" && !long) break;
    else if (formatted && char === "{" && text[i + 1] === "{") i++;
    else if (formatted && char === "{") i = readField(text, i + 1, to, quote, parts, nested + 1);
    else if (text.startsWith(quote, i)) {
      i += quote.length;
      break;
    }
  }
  tokens.push({ kind: "string", text: quote }, ...parts);
  return Math.min(i, to);
}

/** The expression of a replacement field up to its conversion or format, which may hold fields of its own. */
function readField(
  text: string,
  from: number,
  to: number,
  quote: string,
  parts: Token[],
  nested: number,
): number {
  let depth = 0;
  let end = from;
  for (; end < to; end++) {
    const char = text[end]!;
    if ((quote.length === 1 && char === "\n") || (depth === 0 && text.startsWith(quote, end))) break;
    if ("([{".includes(char)) depth++;
    else if (depth > 0 && ")]}".includes(char)) depth--;
    else if (depth > 0) continue;
    else if (char === "}" || char === ":" || (char === "!" && text[end + 1] !== "=")) break;
  }
  parts.push({ kind: "operator", text: "(" });
  scan(text.slice(from, end), 0, end - from, parts, nested);
  parts.push({ kind: "operator", text: ")" });
  if (text[end] === "}" || text[end] === undefined || text.startsWith(quote, end)) {
    return text[end] === "}" ? end : end - 1;
  }
  for (; end < to && text[end] !== "}" && text[end] !== "\n" && !text.startsWith(quote, end); end++) {
    if (text[end] === "{" && nested < DEEPEST) end = readField(text, end + 1, to, quote, parts, nested + 1);
  }
  return text[end] === "}" ? end : end - 1;
}
