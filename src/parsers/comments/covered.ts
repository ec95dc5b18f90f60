import type { Dialect } from "./dialects.js";
import type { Comment, Scan } from "./scan.js";

export type Lines = readonly [first: number, last: number];

/**
 * The lines that a comment speaks of. At the end of a statement's first or last line: the whole statement; in between:
 * its own line. Alone on its line: the next line of code with the statement that it begins, other comments and
 * decorators in between; inside of a statement only that line. null: no code follows.
 */
export function coveredBy(
  comment: Comment,
  { statements, next }: Scan,
  lines: readonly string[],
  dialect: Dialect,
): Lines | null {
  const { line } = comment;
  const own = statements[line]!;
  if (!comment.alone) {
    const last = lastOf(statements, own);
    return line === own || line === last ? [own, last] : [line, line];
  }
  let following = next[line]!;
  if (following === 0) return null;
  if (own !== 0) return [line, following];
  let last = lastOf(statements, following);
  while (dialect.decorators === true && lines[following - 1]!.trimStart().startsWith("@")) {
    following = next[last]!;
    if (following === 0) break;
    last = lastOf(statements, following);
  }
  return [line, last];
}

/** The last line of the statement that begins on this one. */
function lastOf(statements: Int32Array, start: number): number {
  let last = start;
  while (statements[last + 1] === start) last += 1;
  return last;
}
