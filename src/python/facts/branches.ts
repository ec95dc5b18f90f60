import type { Syntax } from "../syntax.js";
import {
  type Context,
  conditionOf,
  type Handler,
  looping,
  openEach,
  under,
  unless,
  type Walk,
} from "./walk.js";

const MAIN = /["']__main__["'] *== *__name__|__name__ *== *["']__main__["']/;
const MAIN_ONLY = /^\(? *(?:["']__main__["'] *== *__name__|__name__ *== *["']__main__["']) *\)?$/;
const FOREVER = /^(?:True|1)$/;
const IMPORT_FAILURE = /\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b/;

/** After `if x: return` the rest of the block runs only where `x` does not hold. */
export const block: Handler = (node, context, walk) => {
  if (context.scope === null || !node.children.some(leaves)) {
    walk.all(node.children, context);
    return;
  }
  let current = context;
  openEach(
    walk,
    node.children.map((child) => {
      const visit = [child, current] as const;
      if (leaves(child)) current = unless(current, conditionOf(child.children[0]!, walk));
      return visit;
    }),
  );
};

/** `if …: return` without another branch. */
function leaves(node: Syntax): boolean {
  if (node.type !== "if_statement" || node.children.length !== 2) return false;
  return node.children[1]!.children.at(-1)?.type === "return_statement";
}

/** `if`, `elif`, `else`, and `while`. */
export const branches: Handler = (node, context, walk) => {
  const loop = node.type === "while_statement";
  const visits: [Syntax, Context][] = [];
  let before = context;
  const branch = ([condition, ...bodies]: readonly Syntax[]) => {
    if (condition === undefined) return;
    const text = conditionOf(condition, walk);
    visits.push([condition, before]);
    let inside: Context = { ...under(before, text), optional: true };
    if (MAIN.test(text)) {
      if (context.scope === null)
        walk.facts.guard ??= { from: walk.place(node), to: walk.place(bodies.at(-1) ?? condition, "end") };
      if (MAIN_ONLY.test(text)) inside = before;
    } else if (loop && FOREVER.test(text)) inside = before;
    if (loop) inside = looping(inside, `while ${text}`);
    for (const body of bodies) visits.push([body, inside]);
    before = { ...unless(before, text), optional: true };
  };
  const isBranch = (child: Syntax) => child.type === "elif_clause" || child.type === "else_clause";
  branch(node.children.filter((child) => !isBranch(child)));
  for (const child of node.children) {
    if (child.type === "elif_clause") branch(child.children);
    else if (child.type === "else_clause") visits.push([child, loop ? context : before]);
  }
  openEach(walk, visits);
};

/** `a() if condition else b()` */
export const conditional: Handler = (node, context, walk) => {
  const [body, condition, otherwise] = node.children;
  if (body === undefined || condition === undefined || otherwise === undefined) {
    walk.all(node.children, context);
    return;
  }
  const text = conditionOf(condition, walk);
  openEach(walk, [
    [body, under(context, text)],
    [condition, context],
    [otherwise, unless(context, text)],
  ]);
};

/** The right side of `and` runs only where the left holds, that of `or` only where it does not. */
export const shortCircuit: Handler = (node, context, walk) => {
  const [left, right] = node.children;
  if (left === undefined || right === undefined) {
    walk.all(node.children, context);
    return;
  }
  const text = conditionOf(left, walk);
  const and = /\band\b/.test(walk.source.text.slice(left.end, right.start));
  openEach(walk, [
    [left, context],
    [right, and ? under(context, text) : unless(context, text)],
  ]);
};

const catchesAll =
  (walk: Walk) =>
  (child: Syntax): boolean =>
    child.type === "except_clause" &&
    (child.children[0]?.type === "block" ||
      /\b(?:Exception|BaseException)\b/.test(walk.text(child.children[0] ?? child)));

/** Imports under a handler of their failure are optional, and so are those of the handler. */
export const attempt: Handler = (node, context, walk) => {
  const caught = node.children.some((child) => {
    if (child.type !== "except_clause") return false;
    const [first] = child.children;
    return first === undefined || first.type === "block" || IMPORT_FAILURE.test(walk.text(first));
  });
  const outside = caught ? { ...context, optional: true } : context;
  const inside = caught && node.children.some(catchesAll(walk)) ? { ...outside, caught: true } : outside;
  // What a handler does is no part of each round of the loop around it.
  const handler = { ...outside, loops: [] };
  openEach(
    walk,
    node.children.map((child) => [
      child,
      child.type === "block" ? inside : child.type === "except_clause" ? handler : outside,
    ]),
  );
};
