import type { Syntax } from "../syntax.js";
import { atom } from "./atoms.js";
import { comprehended, element, isComprehension, starred } from "./elements.js";
import {
  AND,
  ASSIGN,
  ASYNC,
  AWAIT,
  COLON,
  COMMA,
  DOT,
  DOUBLE_STAR,
  FIELD_END,
  LPAR,
  LSQB,
  NAME,
  RPAR,
  RSQB,
} from "./kinds.js";
import {
  endBefore,
  expect,
  ifWorth,
  isEnd,
  kindAt,
  leaf,
  make,
  NOTHING,
  type Reader,
  startAt,
  take,
} from "./reader.js";

/** An atom and what is asked of it: `a.b[c](d)`. */
export function primary(p: Reader): Syntax {
  let found = p.kinds[p.at] === NAME ? dotted(p) : atom(p);
  for (;;) {
    const kind = p.kinds[p.at];
    if (kind === LPAR) found = called(p, found);
    else if (kind === DOT) found = attribute(p, found);
    else if (kind === LSQB) found = subscript(p, found);
    else return found;
  }
}

/** `a.b.c` without white space in it is one leaf. */
function dotted(p: Reader): Syntax {
  const { kinds, starts, ends } = p;
  const first = p.at;
  const start = starts[first]!;
  let end = ends[first]!;
  let at = first + 1;
  while (kinds[at] === DOT && kinds[at + 1] === NAME && starts[at + 1] === end + 1) {
    end = ends[at + 1]!;
    at += 2;
  }
  p.at = at;
  return make(at === first + 1 ? "identifier" : "attribute", start, end, NOTHING);
}

const isName = (kind: number): boolean => kind === NAME || kind === ASYNC || kind === AWAIT;

function attribute(p: Reader, object: Syntax): Syntax {
  p.at++;
  const kind = kindAt(p);
  if (!isName(kind)) p.broken = true;
  if (kind !== NAME && kind < AND) return object;
  const name = leaf(p, "identifier");
  return make("attribute", object.start, name.end, [object, name]);
}

function called(p: Reader, callee: Syntax): Syntax {
  const list = argumentList(p);
  return make(p.pattern ? "class_pattern" : "call", callee.start, list.end, [callee, list]);
}

/** From the opening bracket to the closing one; a comprehension alone stands for the list. */
export function argumentList(p: Reader): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.at++;
  while (p.kinds[p.at]! > FIELD_END) {
    const before = p.at;
    const found = argument(p);
    if (p.at === before) {
      p.broken = true;
      p.at++;
      continue;
    }
    if (isComprehension(p)) {
      const inner = comprehended(p, found);
      const alone = children.length === 0 && kindAt(p) === RPAR;
      if (alone) {
        p.at++;
        return make("generator_expression", start, endBefore(p), inner);
      }
      children.push(make("generator_expression", found.start, endBefore(p), inner));
    } else children.push(found);
    if (!take(p, COMMA) && !isEnd(kindAt(p))) p.broken = true;
  }
  expect(p, RPAR);
  return make("argument_list", start, endBefore(p), children.length === 0 ? NOTHING : children);
}

function argument(p: Reader): Syntax {
  const kind = p.kinds[p.at]!;
  if (kind === DOUBLE_STAR) return starred(p, "dictionary_splat");
  if (!isName(kind) || p.kinds[p.at + 1] !== ASSIGN) return element(p);
  const name = leaf(p, "identifier");
  p.at++;
  const value = element(p);
  return make("keyword_argument", name.start, value.end, [name, value]);
}

function subscript(p: Reader, object: Syntax): Syntax {
  const children = [object];
  p.at++;
  while (!isEnd(kindAt(p))) {
    const before = p.at;
    const found = key(p);
    if (p.at === before) {
      p.broken = true;
      p.at++;
      continue;
    }
    children.push(found);
    if (!take(p, COMMA) && !isEnd(kindAt(p))) p.broken = true;
  }
  expect(p, RSQB);
  return make("subscript", object.start, endBefore(p), children);
}

/** An index, or `from:to:step`. */
function key(p: Reader): Syntax {
  const start = startAt(p);
  if (kindAt(p) !== COLON) {
    const first = element(p);
    return kindAt(p) === COLON ? slice(p, start, [first]) : first;
  }
  return slice(p, start, []);
}

function slice(p: Reader, start: number, parts: Syntax[]): Syntax {
  while (take(p, COLON)) {
    const kind = kindAt(p);
    if (kind !== COLON && kind !== COMMA && !isEnd(kind)) parts.push(element(p));
  }
  return make("slice", start, endBefore(p), ifWorth(parts));
}
