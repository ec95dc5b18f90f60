import type { Syntax } from "../syntax.js";
import { element } from "./elements.js";
import {
  ASSIGN,
  BACKTICK,
  BEGINS,
  COMMA,
  FALSE,
  LAMBDA,
  LBRACE,
  NAME,
  NONE,
  NUMBER,
  RIGHT_SHIFT,
  STRING,
  TEMPLATE,
  TRUE,
} from "./kinds.js";
import { annotation } from "./parameters.js";
import { endBefore, isWord, kindAt, make, type Reader, skipBrackets, startAt, take } from "./reader.js";

/** Statements that begin with a word which is a name elsewhere: null where it is one here. */
export function softStatement(p: Reader): Syntax | null {
  const next = p.kinds[p.at + 1]!;
  switch (p.text.charCodeAt(startAt(p))) {
    case 112:
      return (OPERANDS.has(next) || next === RIGHT_SHIFT) && isWord(p, p.at, "print") ? print(p) : null;
    case 101:
      return OPERANDS.has(next) && isWord(p, p.at, "exec") ? executed(p) : null;
    case 116:
      return next === NAME && isWord(p, p.at, "type") ? typeAlias(p) : null;
    default:
      return null;
  }
}

/** What follows no name in an expression. */
const OPERANDS: ReadonlySet<number> = new Set([
  NAME,
  NUMBER,
  STRING,
  TEMPLATE,
  LBRACE,
  LAMBDA,
  BACKTICK,
  TRUE,
  FALSE,
  NONE,
]);

/** Python 2's `print a, b` and `print >>file, a` */
function print(p: Reader): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.at++;
  if (kindAt(p) === RIGHT_SHIFT) {
    const at = startAt(p);
    p.at++;
    const file = element(p);
    children.push(make("chevron", at, file.end, [file]));
    if (!take(p, COMMA)) return make("print_statement", start, endBefore(p), children);
  }
  do {
    if (BEGINS[kindAt(p)] !== 1) break;
    children.push(element(p));
  } while (take(p, COMMA));
  return make("print_statement", start, endBefore(p), children);
}

/** Python 2's `exec code in names` */
function executed(p: Reader): Syntax {
  const start = startAt(p);
  p.at++;
  const children = [element(p)];
  while (take(p, COMMA)) children.push(element(p));
  return make("exec_statement", start, endBefore(p), children);
}

/** `type Name[T] = …` */
function typeAlias(p: Reader): Syntax | null {
  const start = startAt(p);
  const from = p.at;
  p.at += 2;
  skipBrackets(p);
  if (!take(p, ASSIGN)) {
    p.at = from;
    return null;
  }
  const type = annotation(p);
  return make("type_alias_statement", start, type.end, [type]);
}
