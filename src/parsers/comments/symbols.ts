import { DIALECTS } from "./dialects.js";
import { commentKind } from "./kinds.js";
import { indentOf, type Scan, scan } from "./scan.js";

/** A text whose lines can be asked for by their number, from 1. */
export interface TextWithSymbols {
  readonly whole: string;
  /** Without the comment that ends it, where that can be told; null: there is no such line. */
  line(number: number): string | null;
  /** Python: the functions and classes around a line, `Trainer.fit`; empty elsewhere. */
  symbol(number: number): string;
}

const DEFINITION = /^\s*(?:async\s+)?(?:def|class)\s+([\p{L}\p{N}_]{1,200})/u;

/** @param name  of the file, which tells how its comments are written */
export function textWithSymbols(text: string, name: string): TextWithSymbols {
  const lines = text.split("\n");
  const kind = commentKind(name.slice(name.lastIndexOf("/") + 1));
  const python = kind === "python";
  let scanned: Scan | null = null;
  let comments: ReadonlyMap<number, number> | null = null;
  // Most texts are asked for a line or two, and some for none.
  const scanning = (): Scan => {
    scanned ??= scan(text, DIALECTS.python);
    return scanned;
  };
  return {
    whole: text,
    line(number) {
      const line = lines[number - 1];
      if (line === undefined) return null;
      if (!python) return line;
      comments ??= new Map(scanning().comments.map((comment) => [comment.line, comment.column]));
      return line.slice(0, comments.get(number) ?? line.length);
    },
    symbol: (number) => (python && number <= lines.length ? symbolsAround(lines, scanning(), number) : ""),
  };
}

function symbolsAround(lines: readonly string[], { statements, code }: Scan, number: number): string {
  const start = statements[number] || number;
  let limit = indentOf(lines[start - 1]!);
  const names: string[] = [];
  for (let at = start - 1; at > 0 && limit > 0; at -= 1) {
    // What goes on with a statement, and comments, are indented as somebody likes.
    if (code[at] === 0 || statements[at] !== at) continue;
    const indent = indentOf(lines[at - 1]!);
    if (indent >= limit) continue;
    limit = indent;
    const name = DEFINITION.exec(lines[at - 1]!)?.[1];
    if (name !== undefined) names.unshift(name);
  }
  return names.join(".");
}
