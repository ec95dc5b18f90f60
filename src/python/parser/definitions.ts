import type { Syntax } from "../syntax.js";
import { element } from "./elements.js";
import { ARROW, ASYNC, AT, CLASS, DEF, LPAR, NAME, RPAR } from "./kinds.js";
import { annotation, parameters } from "./parameters.js";
import { argumentList } from "./primary.js";
import {
  endBefore,
  expect,
  isLineEnd,
  kindAt,
  leaf,
  make,
  type Reader,
  skipBrackets,
  startAt,
  take,
} from "./reader.js";
import { endLine, misfit } from "./simple.js";

export function definedFunction(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  take(p, ASYNC);
  expect(p, DEF);
  const children = named(p);
  skipBrackets(p);
  const at = startAt(p);
  if (kindAt(p) === LPAR) {
    p.at++;
    const found = parameters(p, RPAR);
    expect(p, RPAR);
    children.push(make("parameters", at, endBefore(p), found));
  } else p.broken = true;
  if (take(p, ARROW)) children.push(annotation(p));
  const body = p.block(p, indent);
  children.push(body);
  return make("function_definition", start, body.end, children);
}

export function definedClass(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  p.at++;
  const children = named(p);
  skipBrackets(p);
  if (kindAt(p) === LPAR) children.push(argumentList(p));
  const body = p.block(p, indent);
  children.push(body);
  return make("class_definition", start, body.end, children);
}

/** The name of a definition; keywords of today were names once. */
function named(p: Reader): Syntax[] {
  const kind = kindAt(p);
  if (kind !== NAME) p.broken = true;
  return kind === LPAR || isLineEnd(kind) ? [] : [leaf(p, "identifier")];
}

/** Decorators and what they decorate; in error decorators alone. */
export function decorated(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  while (kindAt(p) === AT) {
    const at = startAt(p);
    p.at++;
    const expression = element(p);
    children.push(make("decorator", at, expression.end, [expression]));
    if (!isLineEnd(kindAt(p))) children.push(misfit(p));
    endLine(p);
  }
  const kind = kindAt(p);
  if (kind === CLASS) children.push(definedClass(p, indent));
  else if (kind === DEF || (kind === ASYNC && p.kinds[p.at + 1] === DEF)) {
    children.push(definedFunction(p, indent));
  } else p.broken = true;
  return make("decorated_definition", start, children.at(-1)!.end, children);
}
