import type { Syntax } from "../syntax.js";
import { element, expressionList } from "./elements.js";
import { importStatement } from "./imports.js";
import {
  ASSERT,
  ASSIGN,
  AUGMENTED,
  BEGINS,
  BREAK,
  COLON,
  COMMA,
  CONTINUE,
  DEL,
  FROM,
  GLOBAL,
  IMPORT,
  NAME,
  NONLOCAL,
  PASS,
  RAISE,
  RETURN,
  SEMICOLON,
} from "./kinds.js";
import { annotation } from "./parameters.js";
import { endBefore, isLineEnd, kindAt, leaf, make, NOTHING, type Reader, startAt, take } from "./reader.js";
import { softStatement } from "./soft.js";

/** Statements up to the end of the line, the line break included; what does not fit is read for what it holds. */
export function simpleStatements(p: Reader, into: Syntax[]): void {
  for (;;) {
    if (isLineEnd(kindAt(p))) break;
    if (kindAt(p) !== SEMICOLON) into.push(simpleStatement(p));
    if (take(p, SEMICOLON)) continue;
    if (isLineEnd(kindAt(p))) break;
    into.push(misfit(p));
  }
  endLine(p);
}

export function endLine(p: Reader): void {
  if (p.at < p.last) p.at++;
}

/** What the line holds that no statement could be made of, up to its end or a semicolon. */
export function misfit(p: Reader): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.broken = true;
  for (let kind = kindAt(p); !isLineEnd(kind) && kind !== SEMICOLON; kind = kindAt(p)) {
    if (BEGINS[kind] === 1) {
      const before = p.at;
      children.push(element(p));
      if (p.at > before) continue;
    }
    p.at++;
  }
  return make("ERROR", start, endBefore(p), children);
}

function simpleStatement(p: Reader): Syntax {
  switch (kindAt(p)) {
    case IMPORT:
    case FROM:
      return importStatement(p);
    case RETURN:
      return withExpressions(p, "return_statement");
    case RAISE:
      return withExpressions(p, "raise_statement");
    case ASSERT:
      return withExpressions(p, "assert_statement");
    case DEL:
      return withExpressions(p, "delete_statement");
    case PASS:
      return leaf(p, "pass_statement");
    case BREAK:
      return leaf(p, "break_statement");
    case CONTINUE:
      return leaf(p, "continue_statement");
    case GLOBAL:
      return names(p, "global_statement");
    case NONLOCAL:
      return names(p, "nonlocal_statement");
    case NAME:
      return softStatement(p) ?? expressionStatement(p);
    default:
      return expressionStatement(p);
  }
}

/** A keyword and expressions with commas, or `from`, between them. */
function withExpressions(p: Reader, type: string): Syntax {
  const start = startAt(p);
  p.at++;
  if (BEGINS[kindAt(p)] !== 1) return make(type, start, endBefore(p), NOTHING);
  const children = [element(p)];
  while ((take(p, COMMA) || take(p, FROM)) && BEGINS[kindAt(p)] === 1) children.push(element(p));
  return make(type, start, endBefore(p), children);
}

function names(p: Reader, type: string): Syntax {
  const start = startAt(p);
  p.at++;
  while (take(p, NAME) && take(p, COMMA));
  return make(type, start, endBefore(p), NOTHING);
}

function expressionStatement(p: Reader): Syntax {
  const first = expressionList(p);
  const kind = kindAt(p);
  let inner: readonly Syntax[];
  if (kind === ASSIGN) inner = [assignment(p, first)];
  else if (kind === COLON) inner = [annotated(p, first)];
  else if (kind === AUGMENTED) {
    p.at++;
    const value = expressionList(p);
    inner = [make("augmented_assignment", first.start, value.end, [first, value])];
  } else inner = first.type === "expression_list" ? first.children : [first];
  return make("expression_statement", first.start, endBefore(p), inner);
}

/** `a = b = value` is `a = (b = value)`. */
function assignment(p: Reader, first: Syntax): Syntax {
  const parts = [first];
  while (take(p, ASSIGN)) parts.push(expressionList(p));
  let made = parts.pop()!;
  for (let target = parts.pop(); target !== undefined; target = parts.pop()) {
    made = make("assignment", target.start, made.end, [target, made]);
  }
  return made;
}

/** `a: type` and `a: type = value` */
function annotated(p: Reader, target: Syntax): Syntax {
  p.at++;
  const type = annotation(p);
  const children = [target, type];
  if (take(p, ASSIGN)) children.push(expressionList(p));
  return make("assignment", target.start, endBefore(p), children);
}
