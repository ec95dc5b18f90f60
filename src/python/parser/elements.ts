import type { Syntax } from "../syntax.js";
import { AS, ASYNC, BEGINS, COMMA, COMPARED, FOR, FROM, IF, IN, LAMBDA, STAR, YIELD } from "./kinds.js";
import {
  endBefore,
  expect,
  ifWorth,
  isEnd,
  kindAt,
  MAX_DEPTH,
  make,
  NOTHING,
  type Reader,
  startAt,
  take,
  tooDeep,
} from "./reader.js";

/** One part of a list: an expression, a starred one, or one that yields; in a pattern also `… as name`. */
export function element(p: Reader): Syntax {
  const kind = p.kinds[p.at];
  if (kind === STAR) return starred(p, "list_splat");
  if (kind === YIELD) return yielded(p);
  const found = p.expression(p);
  return p.pattern && kindAt(p) === AS ? named(p, found) : found;
}

/** `*a` or `**a` */
export function starred(p: Reader, type: "list_splat" | "dictionary_splat"): Syntax {
  const start = startAt(p);
  p.at++;
  const inner = p.expression(p);
  return make(type, start, inner.end, [inner]);
}

/** `value as target` */
export function named(p: Reader, value: Syntax): Syntax {
  p.at++;
  const target = p.operand(p, COMPARED);
  return make("as_pattern", value.start, target.end, [value, target]);
}

function yielded(p: Reader): Syntax {
  if (p.depth >= MAX_DEPTH) return tooDeep(p);
  const start = startAt(p);
  p.at++;
  p.depth++;
  take(p, FROM);
  const children = BEGINS[kindAt(p)] === 1 ? [expressionList(p)] : NOTHING;
  p.depth--;
  return make("yield", start, endBefore(p), children);
}

/** Expressions with commas between them, outside of brackets; one without a comma is itself. */
export function expressionList(p: Reader): Syntax {
  const first = element(p);
  if (kindAt(p) !== COMMA) return first;
  const children = [first];
  while (take(p, COMMA) && BEGINS[kindAt(p)] === 1) children.push(element(p));
  return make("expression_list", first.start, endBefore(p), children);
}

/** What `for` gives values to: up to `in`. */
export function targets(p: Reader): Syntax {
  const first = target(p);
  if (kindAt(p) !== COMMA) return first;
  const children = [first];
  while (take(p, COMMA) && BEGINS[kindAt(p)] === 1) children.push(target(p));
  return make("pattern_list", first.start, endBefore(p), children);
}

function target(p: Reader): Syntax {
  const start = startAt(p);
  if (!take(p, STAR)) return p.operand(p, COMPARED);
  const inner = p.operand(p, COMPARED);
  return make("list_splat", start, inner.end, [inner]);
}

/** Parts up to a closing bracket, which is left where it is. */
export function elements(p: Reader, into: Syntax[]): void {
  while (!isEnd(kindAt(p))) {
    const before = p.at;
    const found = element(p);
    if (p.at === before) {
      p.broken = true;
      p.at++;
      continue;
    }
    into.push(found);
    if (!take(p, COMMA) && !isEnd(kindAt(p))) p.broken = true;
  }
}

export function isComprehension(p: Reader): boolean {
  const kind = p.kinds[p.at];
  return kind === FOR || (kind === ASYNC && p.kinds[p.at + 1] === FOR);
}

/** `for … in …` and `if …` behind the first part of a comprehension; all its children. */
export function comprehended(p: Reader, first: Syntax): readonly Syntax[] {
  const children = [first];
  for (;;) {
    const start = startAt(p);
    if (isComprehension(p)) {
      take(p, ASYNC);
      p.at++;
      const left = targets(p);
      expect(p, IN);
      const right = kindAt(p) === LAMBDA ? p.expression(p) : p.operand(p, 0);
      children.push(make("for_in_clause", start, right.end, ifWorth([left, right])));
    } else if (take(p, IF)) {
      const condition = kindAt(p) === LAMBDA ? p.expression(p) : p.operand(p, 0);
      children.push(make("if_clause", start, condition.end, ifWorth([condition])));
    } else return ifWorth(children);
  }
}
