/** What a literal is that this reader does not follow: it equals nothing and differs from nothing. */
export const UNREAD = Symbol("unread");

/**
 * Parameters of a Python file as DVC reads them (dvc/utils/serialize/_py.py of 3.67): literals that are assigned at the
 * top of the file, in classes, and to `self` in `__init__`. Other statements are passed over; what is no plain literal is
 * `UNREAD`.
 */
export function parsePythonParameters(text: string): Readonly<Record<string, unknown>> {
  const root: Record<string, unknown> = {};
  const open: Scope[] = [{ indent: 0, into: root, own: false }];
  for (const { indent, line } of logicalLines(text)) {
    while (open.length > 1 && indent < open[open.length - 1]!.indent) open.pop();
    const scope = open[open.length - 1]!;
    const [, name] = /^class\s+(\w+)\b.*:$/.exec(line) ?? [];
    if (name !== undefined && indent === scope.indent && open.length < DEEPEST) {
      const into: Record<string, unknown> = {};
      set(scope.into, name, into);
      open.push({ indent: indent + 1, into, own: false });
    } else if (/^def\s+__init__\b.*:$/.test(line) && indent >= scope.indent && open.length < DEEPEST) {
      open.push({ indent: indent + 1, into: scope.into, own: true });
    } else if (indent === scope.indent || (open.length > 1 && scope.indent <= indent)) {
      const match = (scope.own ? OWN_ASSIGNMENT : ASSIGNMENT).exec(line);
      // The first statement of a block says how deep the block stands.
      if (open.length > 1) open[open.length - 1] = { ...scope, indent };
      if (match !== null) set(scope.into, match[1]!, literal(match[2]!));
    }
  }
  return root;
}

interface Scope {
  readonly indent: number;
  readonly into: Record<string, unknown>;
  /** Only what is assigned to `self` counts. */
  readonly own: boolean;
}

const DEEPEST = 20;
const ASSIGNMENT = /^([A-Za-z_]\w*)(?:\s*:[^=]{1,200})?\s*=(?!=)\s*(.+)$/s;
const OWN_ASSIGNMENT = /^self\.([A-Za-z_]\w*)(?:\s*:[^=]{1,200})?\s*=(?!=)\s*(.+)$/s;

const set = (into: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
};

/** Lines with those that brackets, a triple quote or a backslash continue, without comments. */
function* logicalLines(text: string): Generator<{ readonly indent: number; readonly line: string }> {
  let at = 0;
  while (at < text.length) {
    let line = "";
    let depth = 0;
    for (;;) {
      const quote = /^(?:"""|'''|"|')/.exec(text.slice(at, at + 3))?.[0];
      const one = text[at];
      if (one === undefined || (one === "\n" && depth <= 0)) break;
      if (quote !== undefined) {
        const end = endOfText(text, at, quote);
        line += text.slice(at, end);
        at = end;
        continue;
      }
      if (one === "#") {
        while (at < text.length && text[at] !== "\n") at += 1;
        continue;
      }
      if ("([{".includes(one)) depth += 1;
      else if (")]}".includes(one)) depth -= 1;
      else if (one === "\\" && /^\\\r?\n/.test(text.slice(at, at + 3))) {
        at = text.indexOf("\n", at) + 1;
        line += " ";
        continue;
      }
      line += one === "\n" ? " " : one;
      at += 1;
    }
    at += 1;
    const body = line.trimEnd();
    const trimmed = body.trimStart();
    if (trimmed !== "") yield { indent: body.length - trimmed.length, line: trimmed };
  }
}

function endOfText(text: string, start: number, quote: string): number {
  for (let at = start + quote.length; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (text[at] === "\n" && quote.length === 1) return at;
  }
  return text.length;
}

/** `ast.literal_eval` of scalars, lists, tuples and mappings. */
export function literal(source: string): unknown {
  const reader = { text: source.trim(), at: 0 };
  const value = element(reader, 0);
  skip(reader);
  return reader.at === reader.text.length ? value : UNREAD;
}

interface Reader {
  readonly text: string;
  at: number;
}

const WORDS: readonly (readonly [string, unknown])[] = [
  ["True", true],
  ["False", false],
  ["None", null],
];
const NUMBER = /[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?/y;
const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };

function element(reader: Reader, depth: number): unknown {
  skip(reader);
  const { text, at } = reader;
  const first = text[at] ?? "";
  if (depth > DEEPEST) return UNREAD;
  for (const [word, value] of WORDS) {
    if (!text.startsWith(word, at) || /\w/.test(text[at + word.length] ?? "")) continue;
    reader.at += word.length;
    return value;
  }
  if (first === '"' || first === "'") return quoted(reader);
  if (CLOSING[first] !== undefined) return bracketed(reader, CLOSING[first], depth);
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text)?.[0];
  if (number === undefined || /\w/.test(text[at + number.length] ?? "")) return UNREAD;
  reader.at += number.length;
  return Number(number.replaceAll("_", ""));
}

function quoted(reader: Reader): unknown {
  const quote = /^(?:"""|'''|"|')/.exec(reader.text.slice(reader.at, reader.at + 3))![0];
  const end = endOfText(reader.text, reader.at, quote);
  const inner = reader.text.slice(reader.at + quote.length, end - quote.length);
  reader.at = end;
  return inner.includes("\\") ? UNREAD : inner;
}

function bracketed(reader: Reader, close: string, depth: number): unknown {
  reader.at += 1;
  const items: unknown[] = [];
  const mapping: Record<string, unknown> = {};
  let commas = 0;
  let pairs = 0;
  for (;;) {
    skip(reader);
    const here = reader.text[reader.at];
    if (here === undefined) return UNREAD;
    if (here === close) break;
    const item = element(reader, depth + 1);
    skip(reader);
    if (close === "}" && reader.text[reader.at] === ":") {
      reader.at += 1;
      if (typeof item !== "string" && typeof item !== "number") return UNREAD;
      set(mapping, String(item), element(reader, depth + 1));
      pairs += 1;
      skip(reader);
    } else items.push(item);
    if (reader.text[reader.at] === ",") {
      reader.at += 1;
      commas += 1;
    } else if (reader.text[reader.at] !== close) return UNREAD;
  }
  reader.at += 1;
  // A set has no order that a lock could keep.
  if (close === "}") return pairs > 0 || items.length === 0 ? mapping : UNREAD;
  return close === ")" && commas === 0 && items.length === 1 ? items[0] : items;
}

function skip(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}
