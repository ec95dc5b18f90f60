import * as bindings from "./facts/bindings.js";
import * as branches from "./facts/branches.js";
import * as calls from "./facts/calls.js";
import * as definitions from "./facts/definitions.js";
import * as imports from "./facts/imports.js";
import * as texts from "./facts/texts.js";
import { type Context, type Handler, OUTERMOST, type Walk } from "./facts/walk.js";
import { parseSyntax } from "./parser/parse.js";
import type { Place, RawFacts } from "./raw.js";
import type { Syntax } from "./syntax.js";
import { nameText } from "./values.js";

/** What is done at a node of each type; at any other the walk goes on to what lies below. */
const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ["module", branches.block],
  ["block", branches.block],
  ["if_statement", branches.branches],
  ["while_statement", branches.branches],
  ["conditional_expression", branches.conditional],
  ["boolean_operator", branches.shortCircuit],
  ["try_statement", branches.attempt],
  ["function_definition", definitions.definedFunction],
  ["class_definition", definitions.definedClass],
  ["return_statement", definitions.returned],
  ["decorated_definition", definitions.decorated],
  ["call", calls.call],
  ["print_statement", calls.print],
  ["assignment", bindings.assignment],
  ["named_expression", bindings.assignment],
  ["augmented_assignment", bindings.augmented],
  ["for_statement", bindings.forLoop],
  ["with_item", bindings.withItem],
  ["as_pattern", bindings.asPattern],
  ["global_statement", bindings.globalNames],
  ["import_statement", imports.imported],
  ["import_from_statement", imports.importedFrom],
  ["expression_statement", texts.statement],
  ["assert_statement", texts.assertion],
  ["string", texts.text],
  ["concatenated_string", texts.text],
]);

/**
 * Facts of one source by itself: a function of the text. Never throws on any text.
 * `start` is the place of its first character, where it is one cell of several.
 */
export function extractFacts(text: string, start: Place = 0): RawFacts {
  const { root, source, broken } = parseSyntax(text);
  const nodes: Syntax[] = [root];
  const contexts: Context[] = [{ ...OUTERMOST, globals: new Set() }];
  const starts = rowStarts(source.text, start);
  const open: Walk["open"] = (node, context) => {
    if (node.children.length === 0 && !HANDLERS.has(node.type)) return;
    nodes.push(node);
    contexts.push(context);
  };
  const all: Walk["all"] = (below, context) => {
    for (let i = below.length - 1; i >= 0; i--) open(below[i]!, context);
  };
  const walk: Walk = {
    source,
    facts: {
      imports: [],
      calls: [],
      assignments: [],
      functions: [],
      classes: [],
      strings: [],
      opaque: [],
      returns: [],
      asserts: 0,
      guard: null,
      cells: [],
      broken,
      lines: starts.length - (source.text === "" || source.text.endsWith("\n") ? 1 : 0),
      rows: { starts, cells: [] },
    },
    assignedTo: new Map(),
    bare: new Set(),
    open,
    all,
    place: (node, side = "start") =>
      start + (side === "start" ? node.start : Math.max(node.start, node.end - 1)),
    text: (node) => source.text.slice(node.start, node.end),
    name: (node) => nameText(node, source),
  };
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const context = contexts.pop()!;
    const handler = HANDLERS.get(node.type);
    if (handler !== undefined) handler(node, context, walk);
    else all(node.children, context);
  }
  return walk.facts;
}

function rowStarts(text: string, first: Place): number[] {
  const starts = [first];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(first + at + 1);
  return starts;
}
