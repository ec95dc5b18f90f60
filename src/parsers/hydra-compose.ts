import {
  type ConfigMap,
  type ConfigPlace,
  type ConfigTree,
  emptyTree,
  mergeInto,
  select,
  treeOf,
} from "./config-tree.js";
import { composeDefaults, type DefaultsList, type HydraSource } from "./hydra-defaults.js";
import type { HydraOverride } from "./hydra-override.js";
import { isMapping } from "./plain-data.js";

/** What a Hydra program composes: the merged tree, every value with the place that gave it. */
export interface HydraComposition extends DefaultsList {
  readonly tree: ConfigMap;
}

/** An override with the place that names it. */
export interface PlacedOverride extends HydraOverride {
  readonly place: ConfigPlace;
}

/**
 * Composes as `hydra.compose` of hydra-core 1.3.2 does (`_internal/config_loader_impl.py`): the parts of the defaults
 * list are merged in their order, then the overrides are applied. What Hydra refuses is left out and named in `errors`.
 */
export function composeHydra(
  source: HydraSource,
  primary: string,
  overrides: readonly PlacedOverride[],
): HydraComposition {
  const list = composeDefaults(source, primary, overrides);
  const tree = emptyTree();
  for (const { document, under } of list.parts) {
    // An empty file is an empty mapping.
    const value = document.value ?? {};
    if (!isMapping(value)) continue;
    const { defaults: _, ...own } = value;
    const place = (keys: readonly (string | number)[]): ConfigPlace => {
      const line = document.line(keys);
      return { path: document.path, ...(line === undefined ? {} : { line }) };
    };
    mergeInto(tree, under, treeOf(own, place, []));
  }
  const errors = [...list.errors];
  for (const override of overrides) {
    const { key, kind, value, place } = override;
    if (source.isGroup(key) && !isMapping(value)) continue;
    if (key.startsWith("hydra.") || key.startsWith("hydra/") || key === "hydra") continue;
    const path = key.split(".");
    const known = select(tree, path);
    const at = (): ConfigPlace => place;
    if (kind === "delete") {
      const parent = select(tree, path.slice(0, -1));
      if (known === null || parent === null || parent.is !== "map") errors.push(`~${key}: there is none`);
      else parent.entries.delete(path.at(-1)!);
    } else if (kind === "change" && known === null && !isOpen(tree, path)) {
      errors.push(`${key} is in no configuration: it needs a +`);
    } else mergeInto(tree, path, treeOf(value, at, []));
  }
  return { ...list, errors, tree };
}

/** An entry of a mapping that a value fills by itself: `a: {}` takes no new key either. */
const isOpen = (tree: ConfigTree, path: readonly string[]): boolean =>
  path.length > 1 && select(tree, path.slice(0, -1))?.is === "leaf";
