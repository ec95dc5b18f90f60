import { isGiven, KEYWORDS } from "./builtin-names.js";
import type { Token } from "./python-tokens.js";

/** Where names live while a stretch of code is read, and what expressions and targets read and bind there. */

export interface Scope {
  readonly kind: "module" | "class" | "function";
  /** Of the line that opens it; deeper lines are its body. */
  readonly indent: number;
  readonly binds: Set<string>;
  /** Of a function: all it reads. Of the module: what is read before it is bound. */
  readonly reads: Set<string>;
  readonly later: Set<string>;
  /** Sent elsewhere by `global` or `nonlocal`. */
  readonly elsewhere: Set<string>;
}

export const opened = (kind: Scope["kind"], indent: number): Scope => ({
  kind,
  indent,
  binds: new Set(),
  reads: new Set(),
  later: new Set(),
  elsewhere: new Set(),
});

/** What a function does not bind it reads from outside when it is called. */
export function close(scopes: Scope[]): void {
  const { kind, binds, reads, later, elsewhere } = scopes.pop()!;
  const around = scopes.at(-1)!;
  const free = kind === "function" ? [...reads, ...later] : later;
  for (const name of free) if (!binds.has(name) || elsewhere.has(name)) deferred(around, name);
}

function deferred(scope: Scope, name: string): void {
  if (scope.kind === "function") scope.reads.add(name);
  else scope.later.add(name);
}

export function bind(scopes: readonly Scope[], name: string): void {
  const scope = scopes.at(-1)!;
  if (!KEYWORDS.has(name) && !scope.elsewhere.has(name)) scope.binds.add(name);
}

/** A class body runs where it stands, and sees its own names first. */
function read(scopes: readonly Scope[], name: string): void {
  if (isGiven(name)) return;
  for (let i = scopes.length - 1; i >= 0; i--) {
    const scope = scopes[i]!;
    if (scope.kind === "function") {
      scope.reads.add(name);
      return;
    }
    if (scope.binds.has(name)) return;
    if (scope.kind === "module") scope.reads.add(name);
  }
}

// ── tokens ─────────────────────────────────────────────────────────────────────────────────────

export const OPENS: ReadonlySet<string> = new Set(["(", "[", "{"]);
export const CLOSES: ReadonlySet<string> = new Set([")", "]", "}"]);

export function indexAtDepth0(tokens: readonly Token[], wanted: (token: Token) => boolean, from = 0): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (depth === 0 && wanted(token)) return i;
    if (token.kind !== "operator") continue;
    if (OPENS.has(token.text)) depth++;
    else if (CLOSES.has(token.text)) depth--;
  }
  return -1;
}

export function parts(tokens: readonly Token[], separator: string): (readonly Token[])[] {
  const found: (readonly Token[])[] = [];
  for (let from = 0; from <= tokens.length; ) {
    const at = indexAtDepth0(tokens, ({ text }) => text === separator, from);
    const to = at < 0 ? tokens.length : at;
    found.push(tokens.slice(from, to));
    from = to + 1;
  }
  return found;
}

// ── expressions ────────────────────────────────────────────────────────────────────────────────

/** Targets of an assignment: `a, (b, *c)` binds, `a.b` and `a[i]` read. */
export function targets(tokens: readonly Token[], scopes: Scope[]): void {
  const read: Token[] = [];
  let trailer = 0;
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    const after = tokens[i + 1]?.text;
    const ends = before !== undefined && (before.kind !== "operator" || CLOSES.has(before.text));
    if (OPENS.has(token.text)) {
      if (trailer > 0 || ends) trailer++;
    } else if (CLOSES.has(token.text)) trailer = Math.max(0, trailer - 1);
    const bound =
      token.kind === "name" &&
      trailer === 0 &&
      before?.text !== "." &&
      after !== "." &&
      after !== "[" &&
      after !== "(";
    if (bound) bind(scopes, token.text);
    else read.push(token);
  });
  expression(read, scopes);
}

/**
 * Reads of an expression. Names that a comprehension or a lambda of it binds are left out altogether; what follows a
 * lambda is read when that is called.
 */
export function expression(
  tokens: readonly Token[],
  scopes: readonly Scope[],
  when: "now" | "deferred" = "now",
  known: ReadonlySet<string> = new Set(),
): void {
  const own = innerNames(tokens, scopes);
  let now = when === "now";
  tokens.forEach((token, i) => {
    if (token.text === "lambda") now = false;
    if (token.kind !== "name" || KEYWORDS.has(token.text) || own.has(token.text) || known.has(token.text))
      return;
    const before = tokens[i - 1]?.text;
    const after = tokens[i + 1]?.text;
    if (before === "." || after === ":=") return;
    if (after === "=" && (before === "(" || before === ",")) return;
    if (now) read(scopes, token.text);
    else if (!isGiven(token.text)) postponed(scopes, token.text);
  });
}

function postponed(scopes: readonly Scope[], name: string): void {
  for (let i = scopes.length - 1; i >= 0; i--) {
    const scope = scopes[i]!;
    if (scope.kind === "class") {
      if (scope.binds.has(name)) return;
      continue;
    }
    deferred(scope, name);
    return;
  }
}

const LONGEST_TARGETS = 200;

/** Targets of comprehensions and parameters of lambdas; what `:=` binds is bound around them. */
function innerNames(tokens: readonly Token[], scopes: readonly Scope[]): ReadonlySet<string> {
  const own = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const { text, kind } = tokens[i]!;
    if (kind === "name" && tokens[i + 1]?.text === ":=") bind(scopes, text);
    if (text !== "lambda" && text !== "for") continue;
    const end = text === "lambda" ? ":" : "in";
    const near = tokens.slice(i + 1, i + 1 + LONGEST_TARGETS);
    const to = indexAtDepth0(near, (token) => token.text === end);
    for (let j = 0; j < (to < 0 ? near.length : to); j++) {
      const { kind: inner, text: name } = near[j]!;
      const before = near[j - 1]?.text ?? text;
      const isDefault = text === "lambda" && before === "=";
      if (inner === "name" && !isDefault && before !== ".") own.add(name);
    }
  }
  return own;
}
