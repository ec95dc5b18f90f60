import type { Parsed, Syntax } from "../syntax.js";
import { block, statements } from "./compound.js";
import { expression, operand } from "./operators.js";
import { make, type Reader } from "./reader.js";
import { tokenize } from "./tokens.js";

/**
 * Parses one source into a plain tree, in time that grows with its length. Never throws on any text; `broken` where
 * it is no Python of any version, and the tree then holds the parts that are.
 */
export function parseSyntax(source: string): Parsed {
  const text = cleaned(source);
  const { kinds, starts, ends, last, comments, broken } = tokenize(text);
  const p: Reader = {
    kinds,
    starts,
    ends,
    last,
    comments,
    text,
    at: 1,
    depth: 0,
    blocks: 0,
    broken,
    pattern: false,
    expression,
    operand,
    block,
  };
  const children: Syntax[] = [];
  statements(p, 0, children);
  const root = make("module", children[0]?.start ?? 0, children.at(-1)?.end ?? 0, children);
  return { root, source: { text, comments }, broken: p.broken || source.includes("\0") };
}

/** Without a byte order mark and NUL characters; line ends are `\n`. */
function cleaned(source: string): string {
  let text = source.includes("\0") ? source.replaceAll("\0", " ") : source;
  if (text.startsWith("\uFEFF")) text = text.slice(1);
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
