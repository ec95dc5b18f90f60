import type { Syntax } from "../syntax.js";
import { nameOf, readValue, textOf } from "../values.js";
import { type Context, type Handler, looping, openEach, scopeOf, type Walk } from "./walk.js";

/** `a = value`, `a: int = value`, `a: int`, `a = b = value`, `(a := value)`. */
export const assignment: Handler = (node, context, walk) => {
  const targets: Syntax[] = [];
  const type = node.children.find((child) => child.type === "type");
  const annotation = type === undefined ? null : textOf(type, walk.source);
  let last = node;
  for (let at: Syntax | undefined = node; at?.type === node.type; ) {
    last = at;
    if (at.children[0] !== undefined) targets.push(at.children[0]);
    at = at.children.slice(1).findLast((child) => child.type !== "type");
  }
  const rest = last.children.slice(1);
  const value = rest.findLast((child) => child.type !== "type") ?? null;
  walk.all(rest, context);
  for (const target of targets) assign(target, value, annotation, context, walk);
};

function assign(
  written: Syntax,
  value: Syntax | null,
  annotation: string | null,
  context: Context,
  walk: Walk,
): void {
  const target = bare(written);
  if (isPattern(target)) {
    const values = value !== null && isSequence(value) ? value.children : [];
    const paired = values.length === target.children.length && !target.children.some(isSplat);
    target.children.forEach((part, i) => {
      if (paired && !isPattern(part)) assign(part, values[i]!, null, context, walk);
      else bindOpaque(part, context, walk);
    });
  } else {
    const name = nameOf(target, walk.source);
    if (value?.type === "call") walk.assignedTo.set(value, name);
    walk.facts.assignments.push({
      target: name,
      scope: scopeOf(name, context),
      value: value === null ? null : readValue(value, walk.source),
      annotation,
      conditions: context.conditions,
      at: walk.place(target),
      within: false,
    });
  }
  walk.all(target.children, context);
}

/** `a += 1` */
export const augmented: Handler = (node, context, walk) => {
  const [target] = node.children;
  if (target !== undefined) {
    const name = nameOf(target, walk.source);
    walk.facts.assignments.push({
      target: name,
      scope: scopeOf(name, context),
      value: { is: "expression", text: textOf(node, walk.source) },
      annotation: null,
      conditions: context.conditions,
      at: walk.place(node),
      within: false,
    });
  }
  walk.all(node.children, context);
};

export const forLoop: Handler = (node, context, walk) => {
  const [target, over, ...rest] = node.children;
  if (target === undefined || over === undefined) {
    walk.all(node.children, context);
    return;
  }
  bindOpaque(target, context, walk);
  const inside = looping(context, `${textOf(target, walk.source)} in ${textOf(over, walk.source)}`);
  openEach(
    walk,
    node.children.map(
      (child) => [child, rest.includes(child) && child.type !== "else_clause" ? inside : context] as const,
    ),
  );
};

/** `except E as e`, and patterns of `match`; `with` has a handler of its own. */
export const asPattern: Handler = (node, context, walk) => {
  if (node.children[1] !== undefined) bindOpaque(node.children[1], context, walk);
  walk.all(node.children, context);
};

export const withItem: Handler = (node, context, walk) => {
  const [value, target] = node.children;
  if (value === undefined || target === undefined) {
    walk.all(node.children, context);
    return;
  }
  walk.open(value, context);
  walk.all(target.children, context);
  if (isPattern(target)) {
    bindOpaque(target, context, walk);
    return;
  }
  const name = nameOf(target, walk.source);
  walk.facts.assignments.push({
    target: name,
    scope: scopeOf(name, context),
    value: readValue(value, walk.source),
    annotation: null,
    conditions: context.conditions,
    at: walk.place(target),
    within: true,
  });
};

/** Names bound to something that the text does not tell. */
function bindOpaque(node: Syntax, context: Context, walk: Walk): void {
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.type === "identifier" || at.type === "attribute") {
      const name = nameOf(at, walk.source);
      walk.facts.opaque.push({ name, scope: scopeOf(name, context), at: walk.place(at) });
    } else if (isPattern(at) || isSplat(at) || at.type === "parenthesized_expression") {
      for (const child of at.children) open.push(child);
    }
  }
}

export const globalNames: Handler = (node, context, walk) => {
  for (const name of walk.text(node).match(/\w+/g)?.slice(1) ?? []) context.globals.add(name);
};

const PATTERNS: ReadonlySet<string> = new Set(["pattern_list", "tuple", "list", "expression_list"]);
const isPattern = (node: Syntax): boolean => PATTERNS.has(node.type);

const isSequence = (node: Syntax): boolean =>
  node.type === "expression_list" || node.type === "tuple" || node.type === "list";

/** Without the brackets around it. */
function bare(target: Syntax): Syntax {
  let at = target;
  while (at.type === "parenthesized_expression" && at.children.length === 1) at = at.children[0]!;
  return at;
}

const isSplat = (node: Syntax): boolean => node.type === "list_splat";
