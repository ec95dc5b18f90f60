import type { RawArgument, RawCall, Writable } from "../raw.js";
import type { Syntax } from "../syntax.js";
import { nameOf, readValue } from "../values.js";
import type { Context, Handler, Walk } from "./walk.js";

export const call: Handler = (node, context, walk) => {
  const [callee] = node.children;
  if (callee === undefined) return;
  const name = nameOf(callee, walk.source);
  const last = callee.type === "attribute" ? callee.children.at(-1) : undefined;
  const written = last === undefined ? name : walk.name(last);
  const method = written.slice(written.lastIndexOf(".") + 1);
  addCall(node, name, method, argumentsOf(node, walk), context, walk);
  walk.all(node.children, context);
};

/** Python 2's statement is told like the call that it became. */
export const print: Handler = (node, context, walk) => {
  const args = node.children
    .filter((child) => child.type !== "chevron")
    .map((child) => ({ name: null, value: readValue(child, walk.source) }));
  if (context.scope === null) walk.bare.add(node);
  addCall(node, "print", "print", args, context, walk);
  walk.all(node.children, context);
};

function addCall(
  node: Syntax,
  name: string,
  method: string,
  args: readonly RawArgument[],
  context: Context,
  walk: Walk,
): void {
  const { scope, conditions, loops, caught } = context;
  const found: Writable<RawCall> = {
    name,
    method,
    args,
    at: walk.place(node),
    to: walk.place(node, "end"),
    scope,
    conditions,
    assignedTo: walk.assignedTo.get(node) ?? null,
    bare: walk.bare.has(node),
  };
  if (loops.length > 0) found.loops = loops;
  if (caught) found.caught = true;
  walk.facts.calls.push(found);
}

export function argumentsOf(node: Syntax, { source, text }: Walk): RawArgument[] {
  const list = node.children[1];
  if (list === undefined) return [];
  if (list.type !== "argument_list") return [{ name: null, value: readValue(list, source) }];
  return list.children.map((argument) => {
    const [first, second] = argument.children;
    if (argument.type === "keyword_argument" && first !== undefined && second !== undefined) {
      return { name: text(first), value: readValue(second, source) };
    }
    if (first !== undefined && (argument.type === "list_splat" || argument.type === "dictionary_splat")) {
      return { name: argument.type === "list_splat" ? "*" : "**", value: readValue(first, source) };
    }
    return { name: null, value: readValue(argument, source) };
  });
}
