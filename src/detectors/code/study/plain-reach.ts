import type { CallGraph } from "./graph.js";
import { lastPart } from "./names.js";
import type { Reach } from "./reach.js";

/** Methods that the making of an object runs, or its use like a function. */
const OF_THE_OBJECT = /^__\w+__$|^forward$/;
/** What hands back a function that it was handed, and does not run it. */
const HANDS_BACK =
  /^(?:torch\.(?:compile|jit\.script|jit\.trace|vmap|no_grad)|jax\.(?:jit|vmap)|functools\.\w+)$/;
/** Asked of any dictionary or list: such a name says nothing of the project's objects. */
const OF_CONTAINERS = /^(?:update|pop|get|copy|clear|append|extend|insert|remove|index|count|sort)$/;

/**
 * Does a program come to one of the nodes by calls that are written down? A method that only the object's class brings
 * along counts where something on the way asks for its name.
 */
export function comesPlainlyTo(
  graph: CallGraph,
  reach: Reach,
  program: string,
  nodes: ReadonlySet<string>,
): boolean {
  const seen = new Set<string>();
  const asked = new Set<string>();
  /** Methods of objects by the name that nobody has asked for yet. */
  const waiting = new Map<string, string[]>();
  const open = [...reach.startsOf(program)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (nodes.has(node)) return true;
    for (const name of graph.asks(node)) {
      if (OF_CONTAINERS.test(name)) continue;
      asked.add(name);
      open.push(...(waiting.get(name) ?? []));
      waiting.delete(name);
    }
    const isClass = graph.definition(node)?.kind === "class";
    for (const { to, how, by } of graph.edges(node)) {
      if (how === "mention" && by !== null && HANDS_BACK.test(by.name)) continue;
      const name = lastPart(to);
      const method = how === "part" && isClass && graph.definition(to)?.kind !== "class";
      if (!method || OF_THE_OBJECT.test(name) || asked.has(name)) open.push(to);
      else waiting.set(name, [...(waiting.get(name) ?? []), to]);
    }
  }
  return false;
}
