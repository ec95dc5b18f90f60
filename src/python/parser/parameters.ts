import type { Syntax } from "../syntax.js";
import { element } from "./elements.js";
import { ASSIGN, COLON, COMMA, DOUBLE_STAR, LPAR, SLASH, STAR } from "./kinds.js";
import { isEnd, kindAt, make, NOTHING, type Reader, startAt, take } from "./reader.js";

/** Parameters of a function (up to its closing bracket) or of a lambda (up to its colon, COLON). */
export function parameters(p: Reader, closing: number): Syntax[] {
  const found: Syntax[] = [];
  for (let kind = kindAt(p); kind !== closing && !isEnd(kind); kind = kindAt(p)) {
    const before = p.at;
    if (kind === SLASH) p.at++;
    else if ((kind === STAR || kind === DOUBLE_STAR) && p.kinds[p.at + 1] === COMMA) p.at++;
    else if (kind === STAR && p.kinds[p.at + 1] === closing) p.at++;
    else found.push(parameter(p, closing !== COLON));
    if (p.at === before) {
      p.broken = true;
      found.pop();
      p.at++;
    } else if (!take(p, COMMA) && kindAt(p) !== closing && !isEnd(kindAt(p))) p.broken = true;
  }
  return found;
}

function parameter(p: Reader, mayHaveType: boolean): Syntax {
  const start = startAt(p);
  const kind = kindAt(p);
  const splat = kind === STAR || kind === DOUBLE_STAR;
  if (splat) p.at++;
  const named = p.operand(p, 0);
  const name = splat
    ? make(kind === STAR ? "list_splat_pattern" : "dictionary_splat_pattern", start, named.end, NOTHING)
    : named;
  const type = mayHaveType && take(p, COLON) ? annotation(p) : null;
  const value = take(p, ASSIGN) ? element(p) : null;
  if (type === null && value === null) return name;
  const children = [name];
  if (type !== null) children.push(type);
  if (value !== null) children.push(value);
  const last = value ?? type!;
  if (value === null) return make("typed_parameter", start, last.end, children);
  return make(type === null ? "default_parameter" : "typed_default_parameter", start, last.end, children);
}

/** A type is read as text; of what is in it the calls count. */
export function annotation(p: Reader): Syntax {
  const first = p.at;
  const found = element(p);
  for (let i = first; i < p.at; i++) {
    if (p.kinds[i] === LPAR) return make("type", found.start, found.end, callsIn(found));
  }
  return make("type", found.start, found.end, NOTHING);
}

function callsIn(root: Syntax): readonly Syntax[] {
  const calls: Syntax[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "call") calls.push(node);
    else for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i]!);
  }
  return calls;
}
