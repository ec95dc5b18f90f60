import type { Syntax } from "../syntax.js";
import { element, expressionList } from "./elements.js";
import { BEGINS, COLON, COMMA, EOF, IF, NEWLINE, NOT, PLUS } from "./kinds.js";
import { isLineEnd, isWord, kindAt, make, type Reader, startAt, take } from "./reader.js";

/** Does `match …:` begin here? The word is a name where no `case` follows. */
export function isMatch(p: Reader, indent: number): boolean {
  const next = p.kinds[p.at + 1]!;
  if (BEGINS[next] !== 1 || next === NOT || next === PLUS || !isWord(p, p.at, "match")) return false;
  let end = p.at + 2;
  while (!isLineEnd(p.kinds[end]!)) end++;
  return (
    p.kinds[end] === NEWLINE &&
    p.ends[end]! > indent &&
    p.kinds[end - 1] === COLON &&
    isWord(p, end + 1, "case")
  );
}

export function matched(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  p.at++;
  const children = [expressionList(p)];
  // Up to the colon, the line break and the first `case`.
  while (kindAt(p) !== NEWLINE) p.at++;
  const inner = p.ends[p.at++]!;
  while (kindAt(p) !== EOF && p.ends[p.at - 1] === inner && isWord(p, p.at, "case")) {
    children.push(caseClause(p, inner));
  }
  if (p.ends[p.at - 1]! > indent) p.broken = true;
  return make("match_statement", start, children.at(-1)!.end, children);
}

/** Patterns look like expressions, and call nothing. */
function caseClause(p: Reader, indent: number): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  p.at++;
  p.pattern = true;
  do {
    if (BEGINS[kindAt(p)] === 1) children.push(element(p));
  } while (take(p, COMMA));
  p.pattern = false;
  if (take(p, IF)) children.push(element(p));
  const body = p.block(p, indent);
  children.push(body);
  return make("case_clause", start, body.end, children);
}
