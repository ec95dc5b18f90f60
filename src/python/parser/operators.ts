import type { Syntax } from "../syntax.js";
import {
  AWAIT,
  BEGINS,
  COLON,
  COMPARED,
  DOUBLE_STAR,
  ELSE,
  IF,
  IN,
  IS,
  KIND_COUNT,
  LAMBDA,
  MINUS,
  NEGATED,
  NOT,
  PLUS,
  POWER,
  PRECEDENCE,
  SIGNED,
  STAR,
  TILDE,
  WALRUS,
} from "./kinds.js";
import { parameters } from "./parameters.js";
import { primary } from "./primary.js";
import { expect, ifWorth, kindAt, MAX_DEPTH, make, type Reader, startAt, take, tooDeep } from "./reader.js";

/** Any expression but a list without brackets, a starred one and one that yields. */
export function expression(p: Reader): Syntax {
  const found = operand(p, 0);
  const kind = p.kinds[p.at]!;
  if (kind === IF && !p.pattern) return conditional(p, found);
  if (kind !== WALRUS) return found;
  if (p.depth >= MAX_DEPTH) return tooDeep(p);
  p.at++;
  p.depth++;
  const value = expression(p);
  p.depth--;
  return make("named_expression", found.start, value.end, [found, value]);
}

/** `a if b else c if d else e`: as long as it likes. */
function conditional(p: Reader, first: Syntax): Syntax {
  const parts: [body: Syntax, condition: Syntax][] = [];
  let last = first;
  while (take(p, IF)) {
    parts.push([last, operand(p, 0)]);
    if (!take(p, ELSE)) {
      p.broken = true;
      const [body, condition] = parts.pop()!;
      last = make("ERROR", body.start, condition.end, [body, condition]);
      break;
    }
    last = kindAt(p) === LAMBDA ? lambda(p) : operand(p, 0);
  }
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    last = make("conditional_expression", part[0].start, last.end, ifWorth([...part, last]));
  }
  return last;
}

function lambda(p: Reader): Syntax {
  if (p.depth >= MAX_DEPTH) return tooDeep(p);
  const start = startAt(p);
  p.at++;
  p.depth++;
  const children = parameters(p, COLON);
  expect(p, COLON);
  const body = expression(p);
  p.depth--;
  children.push(body);
  return make("lambda", start, body.end, ifWorth(children));
}

/** An operand and the operators after it that bind more tightly than `precedence`. */
export function operand(p: Reader, precedence: number): Syntax {
  if (p.depth >= MAX_DEPTH) return tooDeep(p);
  p.depth++;
  let left = SIGNS[p.kinds[p.at]!] === 1 ? signed(p) : primary(p);
  for (;;) {
    const kind = p.kinds[p.at]!;
    const binds = PRECEDENCE[kind]!;
    if (binds <= precedence || (kind === NOT && p.kinds[p.at + 1] !== IN)) break;
    if (binds === COMPARED) {
      left = comparison(p, left);
      continue;
    }
    p.at++;
    const right = operand(p, binds === POWER ? SIGNED : binds);
    const type = binds < COMPARED ? "boolean_operator" : "binary_operator";
    left = make(type, left.start, right.end, ifWorth([left, right]));
  }
  p.depth--;
  return left;
}

/** `a < b <= c` */
function comparison(p: Reader, left: Syntax): Syntax {
  const children = [left];
  let end = left.end;
  for (let kind = kindAt(p); PRECEDENCE[kind] === COMPARED; kind = kindAt(p)) {
    if (kind === NOT && p.kinds[p.at + 1] !== IN) break;
    p.at++;
    if (kind === IS) take(p, NOT);
    else if (kind === NOT) p.at++;
    const right = operand(p, COMPARED);
    end = right.end;
    children.push(right);
  }
  return make("comparison_operator", left.start, end, ifWorth(children));
}

/** 1 for what stands before an operand. */
const SIGNS = new Uint8Array(KIND_COUNT);
for (const kind of [NOT, MINUS, PLUS, TILDE, AWAIT, LAMBDA]) SIGNS[kind] = 1;

function signed(p: Reader): Syntax {
  const start = startAt(p);
  switch (kindAt(p)) {
    case NOT: {
      p.at++;
      const inner = operand(p, NEGATED);
      return make("not_operator", start, inner.end, ifWorth([inner]));
    }
    case MINUS:
    case PLUS:
    case TILDE: {
      p.at++;
      const inner = operand(p, SIGNED);
      return make("unary_operator", start, inner.end, [inner]);
    }
    case AWAIT: {
      const next = p.kinds[p.at + 1]!;
      if (
        BEGINS[next] !== 1 ||
        next === NOT ||
        next === MINUS ||
        next === PLUS ||
        next === STAR ||
        next === DOUBLE_STAR
      )
        return primary(p);
      p.at++;
      const inner = operand(p, POWER);
      return make("await", start, inner.end, [inner]);
    }
    // Read here where a lambda is no expression of its own: `a or lambda: b`.
    case LAMBDA:
      return lambda(p);
    default:
      return primary(p);
  }
}
