import {
  bind,
  CLOSES,
  close,
  expression,
  indexAtDepth0,
  OPENS,
  opened,
  parts,
  type Scope,
  targets,
} from "./name-scopes.js";
import { type LogicalLine, readLogicalLine, type Token } from "./python-tokens.js";

/** Names that a stretch of module-level code binds and needs; each sorted, builtins left out. */
export interface BlockNames {
  readonly binds: readonly string[];
  /** Read before they are bound here, as the lines run. */
  readonly reads: readonly string[];
  /** Read when its functions are called, and not bound here. */
  readonly later: readonly string[];
}

/**
 * Reads tokens, not syntax, and where they leave a doubt (targets of comprehensions, names of a pattern) takes a name
 * as bound: what is said to be read is read. Never throws.
 */
export function namesOf(python: string): BlockNames {
  const scopes = [opened("module", -1)];
  for (let at = 0; at < python.length; ) {
    const line = readLogicalLine(python, at);
    at = Math.max(line.end, at + 1);
    if (line.tokens.length === 0) continue;
    while (scopes.length > 1 && line.indent <= scopes.at(-1)!.indent) close(scopes);
    statements(line, scopes);
  }
  while (scopes.length > 1) close(scopes);
  const [{ binds, reads, later }] = scopes as [Scope];
  const sorted = (names: Iterable<string>) => [...names].sort();
  return {
    binds: sorted(binds),
    reads: sorted(reads),
    later: sorted([...later].filter((name) => !binds.has(name))),
  };
}

const HEADS: ReadonlySet<string> = new Set(
  "if elif else while for try except finally with def class match case".split(" "),
);
const AUGMENTED = /^(?:[-+*/%@&|^]|\*\*|\/\/|>>|<<)=$/;

/** All statements of one line: a header and what stands after its colon, or simple ones. */
function statements({ tokens, indent }: LogicalLine, scopes: Scope[]): void {
  const start = tokens[0]!.text === "async" ? 1 : 0;
  const colon = HEADS.has(tokens[start]?.text ?? "") ? colonOf(tokens) : -1;
  const headed = colon >= 0 && isHeader(tokens, start, colon);
  if (headed) header(tokens.slice(start, colon), scopes, indent);
  for (const part of parts(headed ? tokens.slice(colon + 1) : tokens, ";")) simple(part, scopes);
}

/** `match` and `case` are names as well. */
function isHeader(tokens: readonly Token[], start: number, colon: number): boolean {
  const { text } = tokens[start]!;
  if (text !== "match" && text !== "case") return true;
  const next = tokens[start + 1];
  return colon > start + 1 && next?.text !== "." && next?.text !== "=" && next?.text !== ",";
}

/** The colon that ends a header: no lambda's. */
function colonOf(tokens: readonly Token[]): number {
  let lambdas = 0;
  return indexAtDepth0(tokens, ({ text }) => {
    if (text === "lambda") lambdas++;
    return text === ":" && lambdas-- === 0;
  });
}

function header(tokens: readonly Token[], scopes: Scope[], indent: number): void {
  const rest = tokens.slice(1);
  switch (tokens[0]!.text) {
    case "def":
      define(rest, scopes, indent);
      return;
    case "class": {
      const [name] = rest;
      const bases = Math.max(
        1,
        indexAtDepth0(rest, ({ text }) => text === "("),
      );
      const inner = opened("class", indent);
      // `class A[T](B[T])`
      for (const token of rest.slice(1, bases)) if (token.kind === "name") inner.binds.add(token.text);
      expression(rest.slice(bases), scopes, "now", inner.binds);
      if (name?.kind === "name") bind(scopes, name.text);
      scopes.push(inner);
      return;
    }
    case "for": {
      const within = indexAtDepth0(rest, ({ text }) => text === "in");
      expression(rest.slice(within + 1), scopes);
      targets(rest.slice(0, Math.max(within, 0)), scopes);
      return;
    }
    case "with":
    case "except":
      aliased(rest, scopes);
      return;
    case "case":
      // Captures and classes look alike in a pattern.
      for (const token of rest) if (token.kind === "name") bind(scopes, token.text);
      return;
    default:
      expression(rest, scopes);
  }
}

/** `with a() as x, b() as (y, z)`, `except E as e`, and Python 2's `except E, e`. */
function aliased(tokens: readonly Token[], scopes: Scope[]): void {
  const read: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text !== "as") {
      read.push(token);
      continue;
    }
    const bracket = OPENS.has(tokens[i + 1]?.text ?? "");
    const end = indexAtDepth0(tokens, ({ text }) => text === "," || CLOSES.has(text), i + (bracket ? 2 : 1));
    const to = end < 0 ? tokens.length : end;
    targets(tokens.slice(i + 1, to), scopes);
    i = to - 1;
  }
  expression(read, scopes);
}

function define(tokens: readonly Token[], scopes: Scope[], indent: number): void {
  const [name] = tokens;
  const open = tokens.findIndex(({ text }) => text === "(");
  const inner = opened("function", indent);
  if (open > 0) {
    // `def f[T](x: T)`
    for (const token of tokens.slice(1, open)) if (token.kind === "name") inner.binds.add(token.text);
    const end = indexAtDepth0(tokens, ({ text }) => CLOSES.has(text), open + 1);
    const parameters = tokens.slice(open + 1, end < 0 ? tokens.length : end);
    for (const parameter of parts(parameters, ",")) {
      const bare = parameter.findIndex(({ text }) => text !== "*" && text !== "**");
      const declared = parameter[bare];
      if (declared === undefined) continue;
      // Python 2 unpacks in place: `def f(a, (b, c))`.
      const own = declared.kind === "name" ? [declared] : parameter;
      for (const token of own) if (token.kind === "name") inner.binds.add(token.text);
      if (declared.kind !== "name") continue;
      const value = indexAtDepth0(parameter, ({ text }) => text === "=");
      const annotation = parameter.slice(bare + 1, value < 0 ? parameter.length : value);
      expression(annotation, scopes, "deferred", inner.binds);
      if (value >= 0) expression(parameter.slice(value + 1), scopes);
    }
    if (end >= 0) expression(tokens.slice(end + 1), scopes, "deferred", inner.binds);
  }
  if (name?.kind === "name") bind(scopes, name.text);
  scopes.push(inner);
}

function simple(tokens: readonly Token[], scopes: Scope[]): void {
  if (tokens.length === 0) return;
  const first = tokens[0]?.text;
  if (first === "import" || first === "from") imported(tokens, scopes);
  else if (first === "global" || first === "nonlocal") {
    const scope = scopes.at(-1)!;
    for (const { kind, text } of tokens.slice(1)) {
      if (kind !== "name") continue;
      if (first === "global") scopes[0]!.binds.add(text);
      scope.elsewhere.add(text);
    }
  } else if (first === "type" && tokens[1]?.kind === "name" && tokens.some(({ text }) => text === "=")) {
    bind(scopes, tokens[1].text);
  } else assignment(tokens, scopes);
}

function imported(tokens: readonly Token[], scopes: Scope[]): void {
  const from = tokens[0]!.text === "from";
  const names = from ? tokens.slice(tokens.findIndex(({ text }) => text === "import") + 1) : tokens.slice(1);
  const flat = names.filter(({ text }) => text !== "(" && text !== ")");
  for (const part of parts(flat, ",")) {
    const alias = part.findIndex(({ text }) => text === "as");
    const bound = part[alias < 0 ? 0 : alias + 1];
    if (bound?.kind === "name") bind(scopes, bound.text);
  }
}

function assignment(tokens: readonly Token[], scopes: Scope[]): void {
  const [first, second] = tokens;
  if (first?.kind === "name" && second?.text === ":" && !tokens.some(({ text }) => text === "=")) {
    bind(scopes, first.text);
    expression(tokens.slice(2), scopes, "deferred");
    return;
  }
  const lambda = tokens.findIndex(({ text }) => text === "lambda");
  const shown = lambda < 0 ? tokens : tokens.slice(0, lambda);
  const sides = parts(shown, "=");
  const left = sides.slice(0, -1);
  const value = tokens.slice(left.reduce((sum, side) => sum + side.length + 1, 0));
  const colon = left.length === 1 ? indexAtDepth0(left[0]!, ({ text }) => text === ":") : -1;
  const augmented = left.length === 0 ? indexAtDepth0(shown, ({ text }) => AUGMENTED.test(text)) : -1;
  expression(value, scopes);
  if (augmented === 1 && scopes.at(-1)!.kind === "function") bind(scopes, tokens[0]!.text);
  if (colon > 0) {
    expression(left[0]!.slice(colon + 1), scopes, "deferred");
    targets(left[0]!.slice(0, colon), scopes);
  } else for (const side of left) targets(side, scopes);
}
