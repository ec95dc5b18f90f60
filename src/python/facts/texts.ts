import { stringOf } from "../values.js";
import type { Handler } from "./walk.js";

const MAX_LENGTH = 2000;
const MIN_LENGTH = 3;

/** A string literal; what an interpolation calls is visited. */
export const text: Handler = (node, context, walk) => {
  const value = stringOf(node, walk.source);
  if (value === null) walk.all(node.children, context);
  else if (value.length >= MIN_LENGTH) {
    walk.facts.strings.push({ value: value.slice(0, MAX_LENGTH), at: walk.place(node) });
  }
};

/** A string that stands alone is a comment to its reader; a call that does is work. */
export const statement: Handler = (node, context, walk) => {
  const [only] = node.children;
  const alone = node.children.length === 1 ? only : undefined;
  const called = alone?.type === "await" ? alone.children[0] : alone;
  if (called?.type === "call" && context.scope === null) walk.bare.add(called);
  const comment = alone?.type === "string" || alone?.type === "concatenated_string";
  walk.all(comment ? alone.children : node.children, context);
};

export const assertion: Handler = (node, context, walk) => {
  walk.facts.asserts++;
  walk.all(node.children, context);
};
