import { coveredBy, type Lines } from "./covered.js";
import { DIALECTS, type DialectName } from "./dialects.js";
import { markdownComments } from "./markdown-comments.js";
import { scan } from "./scan.js";

/** One comment, and the lines that it speaks of; null: no code follows it. */
export interface SpeakingComment {
  /** Without the mark that begins it. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly covers: Lines | null;
}

/** Comments of a text, in their order; what a string, a heredoc or a fenced example holds is none. */
export function readComments(text: string, kind: DialectName | "markdown"): SpeakingComment[] {
  if (kind === "markdown") return markdownComments(text);
  const dialect = DIALECTS[kind];
  const found = scan(text, dialect);
  const lines = text.split("\n");
  return found.comments.map((comment) => ({
    text: comment.text,
    line: comment.line,
    get covers() {
      return coveredBy(comment, found, lines, dialect);
    },
  }));
}
