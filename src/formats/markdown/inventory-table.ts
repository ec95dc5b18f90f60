import { INVENTORY_KINDS, type InventoryKind } from "../../core/inventory-kinds.js";
import type { Inventory, InventoryItem } from "../../core/report.js";
import { INVENTORY_SECTIONS, type InventorySection } from "../../core/vocabulary.js";
import { SECTION_TITLES } from "../titles.js";
import { code, prose, table } from "./escape.js";
import type { Places } from "./places.js";

/** Names that one row holds before the rest is counted: the JSON report holds them all. */
const MOST_NAMES = 4;
const LONGEST_NAME = 60;
const LONGEST_VALUE = 40;

/** Items by kind and state, a row each. */
export function inventoryTable(items: readonly InventoryItem[], at: Places): string {
  const groups = new Map<string, InventoryItem[]>();
  for (const item of items) {
    const key = `${item.kind}\n${item.state}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const rows = [...groups.values()].map((group) => row(group, at));
  return table({ head: ["Kind", "What", "State", "Where"], rows });
}

function row(group: readonly InventoryItem[], at: Places): string[] {
  const [first] = group;
  // What is told of one item would make a list of several unreadable.
  const names = [...new Set(group.map(group.length === 1 ? whole : bare))];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return [
    prose(inWords(first?.kind ?? "")),
    `${names.slice(0, MOST_NAMES).join(", ")}${more}`,
    prose(first?.state ?? ""),
    at.several(
      group.length === 1 ? group.flatMap(({ locations }) => locations) : group.flatMap(firstPlace),
      group.length === 1 ? 1 : 2,
    ),
  ];
}

const firstPlace = ({ locations }: InventoryItem) => locations.slice(0, 1);

const bare = ({ name }: InventoryItem): string => code(name, LONGEST_NAME);
const whole = (item: InventoryItem): string =>
  item.value === undefined || item.value === ""
    ? bare(item)
    : `${bare(item)} (${code(item.value, LONGEST_VALUE)})`;

/** What the sections look for and do not hold, a row each; empty text where there is nothing to say. */
export function notFound(inventory: Inventory): string {
  const rows = INVENTORY_SECTIONS.filter((section) => inventory[section].notFound.length > 0).map(
    (section) => [
      SECTION_TITLES[section],
      inventory[section].notFound.map((kind) => withSystems(section, kind)).join(", "),
    ],
  );
  return rows.length === 0
    ? ""
    : `### Looked for and not found\n\n${table({ head: ["Part", "Not found"], rows })}`;
}

/** The kind, and what of it is known by name. */
function withSystems(section: InventorySection, kind: string): string {
  const kinds: readonly InventoryKind[] = INVENTORY_KINDS[section];
  const systems = kinds.find((one) => one.kind === kind)?.systems ?? [];
  return `${prose(inWords(kind))}${systems.length === 0 ? "" : ` (${systems.join(", ")})`}`;
}

const inWords = (kind: string): string => kind.replaceAll("-", " ");
