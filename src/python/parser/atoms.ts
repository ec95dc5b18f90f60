import type { Syntax } from "../syntax.js";
import { comprehended, element, elements, isComprehension, starred } from "./elements.js";
import {
  ASSIGN,
  ASYNC,
  AWAIT,
  BACKTICK,
  COLON,
  COMMA,
  DOUBLE_STAR,
  ELLIPSIS,
  FALSE,
  FIELD,
  FIELD_END,
  LBRACE,
  LPAR,
  LSQB,
  NAME,
  NONE,
  NUMBER,
  RBRACE,
  RPAR,
  RSQB,
  STRING,
  TEMPLATE,
  TRUE,
} from "./kinds.js";
import {
  endBefore,
  expect,
  isEnd,
  kindAt,
  leaf,
  MAX_DEPTH,
  make,
  NOTHING,
  type Reader,
  startAt,
  take,
  tooDeep,
} from "./reader.js";

/** A name, a literal, or what stands in brackets. Where nothing of the kind begins nothing is read. */
export function atom(p: Reader): Syntax {
  switch (kindAt(p)) {
    case NAME:
    case ASYNC:
    case AWAIT:
      return leaf(p, "identifier");
    case NUMBER:
      return leaf(p, "number");
    case STRING:
    case TEMPLATE:
      return strings(p);
    case LPAR:
      return parenthesized(p);
    case LSQB:
      return list(p);
    case LBRACE:
      return braced(p);
    case TRUE:
      return leaf(p, "true");
    case FALSE:
      return leaf(p, "false");
    case NONE:
      return leaf(p, "none");
    case ELLIPSIS:
      return leaf(p, "ellipsis");
    case BACKTICK:
      return represented(p);
    default: {
      const at = startAt(p);
      p.broken = true;
      return make("ERROR", at, at, NOTHING);
    }
  }
}

function parenthesized(p: Reader): Syntax {
  const start = startAt(p);
  p.at++;
  if (take(p, RPAR)) return make("tuple", start, endBefore(p), NOTHING);
  const first = element(p);
  if (isComprehension(p)) {
    return finish(p, "generator_expression", start, RPAR, comprehended(p, first));
  }
  const children = [first];
  const type = take(p, COMMA) ? "tuple" : "parenthesized_expression";
  if (type !== "tuple" && !isEnd(kindAt(p))) p.broken = true;
  elements(p, children);
  return finish(p, type, start, RPAR, children);
}

/** A list in brackets that may go on behind a comprehension in error, up to its closing bracket. */
function finish(
  p: Reader,
  type: string,
  start: number,
  closing: number,
  children: readonly Syntax[],
): Syntax {
  if (isEnd(kindAt(p))) {
    expect(p, closing);
    return make(type, start, endBefore(p), children);
  }
  p.broken = true;
  const all = [...children];
  elements(p, all);
  expect(p, closing);
  return make(type, start, endBefore(p), all);
}

function list(p: Reader): Syntax {
  const start = startAt(p);
  p.at++;
  if (take(p, RSQB)) return make("list", start, endBefore(p), NOTHING);
  const children: Syntax[] = [];
  const first = element(p);
  if (isComprehension(p)) return finish(p, "list_comprehension", start, RSQB, comprehended(p, first));
  children.push(first);
  if (!take(p, COMMA) && !isEnd(kindAt(p))) p.broken = true;
  elements(p, children);
  return finish(p, "list", start, RSQB, children);
}

function braced(p: Reader): Syntax {
  const start = startAt(p);
  p.at++;
  const children: Syntax[] = [];
  let type = "dictionary";
  while (!isEnd(kindAt(p))) {
    const before = p.at;
    const found = entry(p);
    if (p.at === before) {
      p.broken = true;
      p.at++;
      continue;
    }
    const paired = found.type === "pair";
    if (children.length === 0 && isComprehension(p)) {
      type = paired ? "dictionary_comprehension" : "set_comprehension";
      return finish(p, type, start, RBRACE, comprehended(p, found));
    }
    if (children.length === 0 && !paired && found.type !== "dictionary_splat") type = "set";
    children.push(found);
    if (!take(p, COMMA) && !isEnd(kindAt(p))) p.broken = true;
  }
  return finish(p, type, start, RBRACE, children);
}

function entry(p: Reader): Syntax {
  if (kindAt(p) === DOUBLE_STAR) return starred(p, "dictionary_splat");
  const key = element(p);
  if (!take(p, COLON)) return key;
  const value = element(p);
  return make("pair", key.start, value.end, [key, value]);
}

/** Python 2's `` `x` `` */
function represented(p: Reader): Syntax {
  const start = startAt(p);
  p.at++;
  const children = [element(p)];
  while (take(p, COMMA)) children.push(element(p));
  expect(p, BACKTICK);
  return make("representation", start, endBefore(p), children);
}

/** String literals that stand side by side are one. */
function strings(p: Reader): Syntax {
  const first = string(p);
  if (kindAt(p) !== STRING && kindAt(p) !== TEMPLATE) return first;
  const children = [first];
  while (kindAt(p) === STRING || kindAt(p) === TEMPLATE) children.push(string(p));
  return make("concatenated_string", first.start, endBefore(p), children);
}

function string(p: Reader): Syntax {
  if (kindAt(p) === STRING) return leaf(p, "string");
  const start = startAt(p);
  p.at++;
  if (kindAt(p) !== FIELD) return make("string", start, p.ends[p.at++]!, NOTHING);
  const children: Syntax[] = [];
  while (kindAt(p) === FIELD) children.push(field(p));
  return make("string", start, p.ends[p.at++]!, children);
}

/** `{value=!r:{width}}` of an f-string. */
function field(p: Reader): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.at++;
  if (p.depth >= MAX_DEPTH) children.push(tooDeep(p));
  p.depth++;
  for (let kind = kindAt(p); !isEnd(kind); kind = kindAt(p)) {
    const before = p.at;
    if (kind === FIELD) children.push(field(p));
    else if (kind === ASSIGN || kind === COMMA) p.at++;
    else children.push(element(p));
    if (p.at === before) {
      p.broken = true;
      p.at++;
    }
  }
  p.depth--;
  expect(p, FIELD_END);
  return make("interpolation", start, endBefore(p), children);
}
