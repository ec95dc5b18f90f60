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

/** Sections of the inventory in one table, those that hold nothing left out; empty text where none holds anything. */
export function inventoryTable(
  inventory: Inventory,
  sections: readonly InventorySection[],
  at: Places,
): string {
  const held = sections.flatMap((section) => {
    const items = inventory[section].items.filter(({ kind }) => !TOLD_APART.has(kind));
    return items.length === 0 ? [] : [{ title: `**${SECTION_TITLES[section]}**`, rows: rowsOf(items, at) }];
  });
  const rows = held.flatMap(({ title, rows }) => (held.length === 1 ? rows : [[title, "", "", ""], ...rows]));
  if (held.length === 1 && rows.length < WORTH_A_TABLE) return `Seen: ${rows.map(inWords).join("; ")}.`;
  return rows.length === 0 ? "" : table({ head: ["Kind", "What", "State", "Where"], rows });
}

const WORTH_A_TABLE = 3;

function inWords([kind = "", what = "", state = "", where = ""]: readonly string[]): string {
  const more = [state, where].filter((text) => text !== "").join(", ");
  return `${kind} ${what}${more === "" ? "" : ` (${more})`}`;
}

export const PROPOSED = "proposed tracker";
export const EXPECTED = "expected metric";
/** Kinds that a sentence of their own tells. */
const TOLD_APART: ReadonlySet<string> = new Set([PROPOSED, EXPECTED]);

/** Items by kind and state, a row each. */
function rowsOf(items: readonly InventoryItem[], at: Places): string[][] {
  const groups = new Map<string, InventoryItem[]>();
  for (const item of items) {
    const key = `${item.kind}\n${item.state}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].map((group) => row(group, at));
}

function row(group: readonly InventoryItem[], at: Places): string[] {
  const [first] = group;
  // What is told of one item would make a list of several unreadable.
  const names = [...new Set(group.map(group.length === 1 ? whole : bare))];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return [
    prose(spaced(first?.kind ?? "")),
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

/** What the sections look for and do not hold, folded, a line each; empty text where there is nothing to say. */
export function notFound(inventory: Inventory): string {
  const lines = INVENTORY_SECTIONS.filter((section) => inventory[section].notFound.length > 0).map(
    (section) =>
      `- ${SECTION_TITLES[section]}: ${inventory[section].notFound.map((kind) => withSystems(section, kind)).join(", ")}`,
  );
  return lines.length === 0
    ? ""
    : `<details><summary>Looked for and not found</summary>\n\n${lines.join("\n")}\n\n</details>`;
}

/** The kind, and what of it is known by name. */
function withSystems(section: InventorySection, kind: string): string {
  const kinds: readonly InventoryKind[] = INVENTORY_KINDS[section];
  const systems = kinds.find((one) => one.kind === kind)?.systems ?? [];
  return `${prose(spaced(kind))}${systems.length === 0 ? "" : ` (${systems.join(", ")})`}`;
}

const spaced = (kind: string): string => kind.replaceAll("-", " ");
