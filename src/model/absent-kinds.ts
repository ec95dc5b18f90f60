import { INVENTORY_KINDS, type InventoryKind } from "../core/inventory-kinds.js";
import type { InventorySection } from "../core/vocabulary.js";

/** Kinds that a section looks for and that are not among what it found, in the order of the table. */
export function absentKinds(section: InventorySection, found: ReadonlySet<string>): string[] {
  const kinds: readonly InventoryKind[] = INVENTORY_KINDS[section];
  return kinds.filter(({ kind, quiet }) => quiet !== true && !found.has(kind)).map(({ kind }) => kind);
}
