import type { Syntax } from "../syntax.js";
import { decorated, definedClass, definedFunction } from "./definitions.js";
import { element, expressionList, named, targets } from "./elements.js";
import {
  AS,
  ASYNC,
  AT,
  BEGINS,
  CLASS,
  COLON,
  COMMA,
  DEF,
  ELIF,
  ELSE,
  EOF,
  EXCEPT,
  FINALLY,
  FOR,
  IF,
  IN,
  NAME,
  NEWLINE,
  STAR,
  TRY,
  WHILE,
  WITH,
} from "./kinds.js";
import { isMatch, matched } from "./match.js";
import { expect, isLineEnd, kindAt, make, NOTHING, type Reader, startAt, take } from "./reader.js";
import { endLine, simpleStatements } from "./simple.js";
import { within } from "./with.js";

/** As many as Python allows. */
const MAX_BLOCKS = 100;

/** Statements of one block: lines that are indented by `indent` or more. */
export function statements(p: Reader, indent: number, into: Syntax[]): void {
  while (kindAt(p) !== EOF) {
    const own = p.ends[p.at - 1]!;
    if (own < indent) return;
    if (own > indent) p.broken = true;
    statement(p, own, into);
  }
}

function statement(p: Reader, indent: number, into: Syntax[]): void {
  switch (kindAt(p)) {
    case IF:
      into.push(conditional(p, indent));
      break;
    case FOR:
      into.push(loop(p, indent));
      break;
    case WHILE:
      into.push(whileLoop(p, indent));
      break;
    case WITH:
      into.push(within(p, indent));
      break;
    case TRY:
      into.push(attempt(p, indent));
      break;
    case DEF:
      into.push(definedFunction(p, indent));
      break;
    case CLASS:
      into.push(definedClass(p, indent));
      break;
    case AT:
      into.push(decorated(p, indent));
      break;
    case ASYNC:
      into.push(...asynchronous(p, indent));
      break;
    case ELSE:
    case ELIF:
    case EXCEPT:
    case FINALLY:
      into.push(strayClause(p, indent));
      break;
    case NAME:
      if (isMatch(p, indent)) into.push(matched(p, indent));
      else simpleStatements(p, into);
      break;
    default:
      simpleStatements(p, into);
  }
}

function asynchronous(p: Reader, indent: number): readonly Syntax[] {
  switch (p.kinds[p.at + 1]) {
    case DEF:
      return [definedFunction(p, indent)];
    case FOR:
      return [loop(p, indent)];
    case WITH:
      return [within(p, indent)];
    default: {
      const found: Syntax[] = [];
      simpleStatements(p, found);
      return found;
    }
  }
}

/** What follows the head of a statement: `: …` on the same line, or the lines that are indented more than it. */
export function block(p: Reader, indent: number): Syntax {
  const children: Syntax[] = [];
  if (kindAt(p) !== COLON) skipHead(p, children);
  take(p, COLON);
  const start = startAt(p);
  if (kindAt(p) !== NEWLINE) simpleStatements(p, children);
  else {
    const inner = p.ends[p.at]!;
    p.at++;
    if (inner <= indent) p.broken = true;
    else if (p.blocks >= MAX_BLOCKS) skipBlock(p, indent);
    else {
      p.blocks++;
      statements(p, inner, children);
      p.blocks--;
    }
  }
  const first = children[0];
  if (first === undefined) return make("block", start, start, NOTHING);
  return make("block", first.start, children.at(-1)!.end, children);
}

/** The rest of a head that does not end as it should. */
function skipHead(p: Reader, into: Syntax[]): void {
  p.broken = true;
  while (kindAt(p) !== COLON && !isLineEnd(kindAt(p))) {
    const before = p.at;
    if (BEGINS[kindAt(p)] === 1) into.push(element(p));
    if (p.at === before) p.at++;
  }
}

function skipBlock(p: Reader, indent: number): void {
  p.broken = true;
  while (kindAt(p) !== EOF && p.ends[p.at - 1]! > indent) {
    while (!isLineEnd(kindAt(p))) p.at++;
    endLine(p);
  }
}

/** Does this clause of the statement that is indented by `indent` follow? */
const isClause = (p: Reader, kind: number, indent: number): boolean =>
  kindAt(p) === kind && p.ends[p.at - 1] === indent;

const finish = (type: string, start: number, children: readonly Syntax[]): Syntax =>
  make(type, start, children.at(-1)!.end, children);

/** A keyword and its block. */
function clause(p: Reader, type: string, indent: number): Syntax {
  const start = startAt(p);
  p.at++;
  return finish(type, start, [p.block(p, indent)]);
}

/** A keyword, a condition and the block. */
function head(p: Reader, indent: number): Syntax[] {
  p.at++;
  const condition = element(p);
  return [condition, block(p, indent)];
}

function conditional(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children = head(p, indent);
  while (isClause(p, ELIF, indent)) {
    const at = startAt(p);
    children.push(finish("elif_clause", at, head(p, indent)));
  }
  if (isClause(p, ELSE, indent)) children.push(clause(p, "else_clause", indent));
  return finish("if_statement", start, children);
}

function whileLoop(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children = head(p, indent);
  if (isClause(p, ELSE, indent)) children.push(clause(p, "else_clause", indent));
  return finish("while_statement", start, children);
}

function loop(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  take(p, ASYNC);
  p.at++;
  const children = [targets(p)];
  expect(p, IN);
  children.push(expressionList(p), block(p, indent));
  if (isClause(p, ELSE, indent)) children.push(clause(p, "else_clause", indent));
  return finish("for_statement", start, children);
}

function attempt(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  p.at++;
  const children = [block(p, indent)];
  while (isClause(p, EXCEPT, indent)) children.push(handler(p, indent));
  if (isClause(p, ELSE, indent)) children.push(clause(p, "else_clause", indent));
  if (isClause(p, FINALLY, indent)) children.push(clause(p, "finally_clause", indent));
  return finish("try_statement", start, children);
}

/** `except E as e:`, `except* E:`, and Python 2's `except E, e:` */
function handler(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.at++;
  take(p, STAR);
  if (BEGINS[kindAt(p)] === 1) {
    const caught = element(p);
    children.push(kindAt(p) === AS ? named(p, caught) : caught);
    while (take(p, COMMA)) children.push(element(p));
  }
  children.push(block(p, indent));
  return finish("except_clause", start, children);
}

/** An `else` and the like that belongs to nothing. */
function strayClause(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.broken = true;
  p.at++;
  if (BEGINS[kindAt(p)] === 1) children.push(element(p));
  children.push(block(p, indent));
  return finish("ERROR", start, children);
}
