import { type EvidenceOf, evidence } from "./evidence.js";
import type { InventoryKindOf } from "./inventory-kinds.js";
import type { Location } from "./location.js";
import type { Confidence, InventorySection } from "./vocabulary.js";

/**
 * Makes what one section of the inventory lists: `const serving = itemsOf("serving")`, then
 * `serving("rollout", location, "Istio", "shadow")`. A value that is absent or empty is left out.
 */
export const itemsOf =
  <S extends InventorySection>(section: S) =>
  (
    item: InventoryKindOf<S>,
    location: Location,
    name: string,
    state: string,
    value?: string | null,
    confidence?: Confidence,
  ): EvidenceOf<"inventory.item"> =>
    evidence(
      "inventory.item",
      location,
      { section, item, name, state, ...(value == null || value === "" ? {} : { value }) },
      confidence,
    );
