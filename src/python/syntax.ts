import type { Node } from "web-tree-sitter";
import type { Grammar } from "./grammar.js";
import { type LightSource, lighten } from "./lighten.js";

/** A node of the syntax tree: named nodes only, no comments, leaves where nothing below could matter. */
export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Syntax[];
}

export interface Parsed {
  readonly root: Syntax;
  readonly source: LightSource;
  readonly broken: boolean;
}

/** Below these lies nothing that a fact is made of, or their text is easier to read than their children. */
const LEAVES: ReadonlySet<string> = new Set([
  "identifier",
  "integer",
  "float",
  "true",
  "false",
  "none",
  "ellipsis",
  "pass_statement",
  "break_statement",
  "continue_statement",
  "global_statement",
  "nonlocal_statement",
  "import_statement",
  "import_from_statement",
  "future_import_statement",
  "dotted_name",
]);
/** Read as text alone: of interest where a call, a string or a binding is among what they join. */
const OPERATORS: ReadonlySet<string> = new Set([
  "binary_operator",
  "comparison_operator",
  "boolean_operator",
  "not_operator",
]);
const WORTH_OPENING = /[("']|:=/;
/** Longer ones are opened: chains that are read again at each link would take time that grows with their square. */
const SHORT = 200;
const SKIPPED: ReadonlySet<string> = new Set(["comment", "line_continuation"]);
const DOTTED = /^[\w.]+$/;
const FORMATTED = /^[rRbBuU]*[fFtT]/;

/** Real sources take 0.0075 of the parser's reports of progress per character: a guard that is no clock. */
const STEPS_PER_CHARACTER = 0.1;
const STEPS_FREE = 20_000;

/**
 * Parses one source into a plain tree. Never throws on any text; `broken` where the grammar did not fit, and the
 * tree then holds the parts that did.
 */
export function parseSyntax(grammar: Grammar, text: string): Parsed {
  const clean = text.includes("\0") ? text.replaceAll("\0", " ") : text;
  const source = lighten(clean.startsWith("\uFEFF") ? clean.slice(1) : clean);
  const limit = STEPS_FREE + STEPS_PER_CHARACTER * source.text.length;
  let steps = 0;
  const tree = grammar.parser.parse(source.text, null, {
    progressCallback: () => ++steps > limit,
  });
  if (tree === null) {
    grammar.parser.reset();
    return { root: { type: "module", start: 0, end: 0, children: [] }, source, broken: true };
  }
  try {
    const { rootNode } = tree;
    return {
      root: build(rootNode, grammar, source.text),
      source,
      broken: rootNode.hasError || clean !== text,
    };
  } finally {
    tree.delete();
  }
}

interface Growing extends Syntax {
  readonly children: Growing[];
}

/** Shared by all leaves, which are most nodes, and never added to. */
const NOTHING: Growing[] = [];

/** Level by level with a list of its own instead of recursion: depth costs no stack. */
function build(rootNode: Node, grammar: Grammar, text: string): Syntax {
  const root: Growing = { type: "module", start: 0, end: rootNode.endIndex, children: [] };
  const nodes = [rootNode];
  const grown = [root];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const into = grown.pop()!;
    for (const child of node.namedChildren) {
      const type = grammar.types[child.typeId] ?? "ERROR";
      if (SKIPPED.has(type)) continue;
      const { startIndex: start, endIndex: end } = child;
      const inside = hasInside(type, start, end, text);
      const made: Growing = { type, start, end, children: inside ? [] : NOTHING };
      into.children.push(made);
      if (!inside) continue;
      nodes.push(child);
      grown.push(made);
    }
  }
  return root;
}

function hasInside(type: string, start: number, end: number, text: string): boolean {
  if (LEAVES.has(type)) return false;
  if (type === "attribute") return !DOTTED.test(text.slice(start, end));
  if (type === "type") return text.slice(start, end).includes("(");
  if (type === "string") return FORMATTED.test(text.slice(start, start + 4));
  if (OPERATORS.has(type)) return end - start > SHORT || WORTH_OPENING.test(text.slice(start, end));
  return true;
}
