import type { Argument, Call } from "../../../core/code.js";
import { type ConfigMap, type ConfigTree, interpolated, leavesOf } from "../../../parsers/config-tree.js";
import { type HydraMain, plainValue } from "./configuration.js";

const known = new WeakMap<readonly HydraMain[], readonly Call[]>();

/**
 * What the compositions of Hydra mains build, as calls: `_target_` is the name, the keys beside it are the arguments
 * as they are after overrides and interpolation, the place is that of `_target_`.
 */
export function configuredCalls(mains: readonly HydraMain[]): readonly Call[] {
  let found = known.get(mains);
  if (found === undefined) {
    const seen = new Set<string>();
    found = mains.flatMap(({ composition }) =>
      composition === null
        ? []
        : [...callsIn(composition.tree)].filter((call) => {
            const key = JSON.stringify([call.name, call.location, call.args]);
            return !seen.has(key) && seen.add(key);
          }),
    );
    known.set(mains, found);
  }
  return found;
}

function* callsIn(tree: ConfigMap): Generator<Call> {
  for (const { path, leaf } of leavesOf(tree)) {
    if (path.at(-1) !== "_target_" || typeof leaf.value !== "string") continue;
    const owner = path.slice(0, -1);
    const { path: file, line } = leaf.place();
    yield {
      name: leaf.value,
      method: leaf.value.slice(leaf.value.lastIndexOf(".") + 1),
      args: argumentsOf(tree, owner),
      location: { path: file, ...(line === undefined ? {} : { line }) },
      scope: null,
      conditions: [],
      assignedTo: null,
    };
  }
}

function argumentsOf(tree: ConfigTree, owner: readonly string[]): Argument[] {
  const value = interpolated(tree, owner)?.value;
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((name) =>
    name.startsWith("_") ? [] : [{ name, value: plainValue(interpolated(tree, [...owner, name])?.value) }],
  );
}
