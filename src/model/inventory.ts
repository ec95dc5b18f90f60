import type { Evidence, EvidenceKind } from "../core/evidence.js";
import { compareLocations, compareText, type Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Inventory, InventoryItem, InventoryPart } from "../core/report.js";
import { INVENTORY_SECTIONS, type InventorySection } from "../core/vocabulary.js";
import { absentKinds } from "./absent-kinds.js";
import { completeness } from "./completeness.js";
import { expectedMetricItems } from "./expected-metric-items.js";
import { DESCRIBE, type Entry } from "./inventory-entries.js";
import { recordedInputs } from "./recorded-inputs.js";
import { exposedPersons, runNotes } from "./run-notes.js";
import { taxonomy } from "./taxonomy.js";

/** Places named per item; more would only lengthen the report. */
const MOST_PLACES = 20;

/** The inventory of a model: equal items of one section merged, sorted by kind and name. */
export function inventory(model: RepoModel): Inventory {
  const parts = new Map<InventorySection, Map<string, InventoryItem>>();
  for (const [kind, describe] of Object.entries(DESCRIBE) as [
    EvidenceKind,
    (one: Evidence) => Entry | null,
  ][])
    for (const one of model.evidence(kind)) {
      const entry = describe(one as Evidence);
      if (entry !== null) add(parts, entry, one.location);
    }
  const sections = Object.fromEntries(
    INVENTORY_SECTIONS.map((section) => [
      section,
      part(section, [
        ...(parts.get(section)?.values() ?? []),
        ...(section === "data" ? recordedInputs(model) : []),
        ...(section === "metrics" ? expectedMetricItems(model) : []),
        ...(section === "collaboration" ? runNotes(model) : []),
        ...(section === "governance" ? exposedPersons(model) : []),
      ]),
    ]),
  ) as Record<InventorySection, InventoryPart>;
  return {
    trackers: model.trackers.map(({ id, state, why, signs }) => ({
      id,
      state,
      why,
      signs: Object.fromEntries(
        Object.entries(signs).map(([sign, places]) => [sign, [...places]]),
      ) as Inventory["trackers"][number]["signs"],
    })),
    seeds: {
      state: model.seeds.state,
      sources: model.seeds.sources.map((source) => ({ ...source, locations: [...source.locations] })),
    },
    completeness: completeness(model),
    ...sections,
    taxonomy: taxonomy(model),
  };
}

function add(
  parts: Map<InventorySection, Map<string, InventoryItem>>,
  entry: Entry,
  location: Location,
): void {
  const items = parts.get(entry.section) ?? new Map<string, InventoryItem>();
  parts.set(entry.section, items);
  const key = [entry.kind, entry.name, entry.state, entry.value ?? ""].join("\0");
  const known = items.get(key);
  if (known === undefined) {
    const { section: _, ...item } = entry;
    items.set(key, { ...item, locations: [location] });
  } else if (known.locations.length < MOST_PLACES) known.locations.push(location);
}

function part(section: InventorySection, items: InventoryItem[]): InventoryPart {
  for (const item of items) item.locations.sort(compareLocations);
  items.sort(
    (a, b) =>
      compareText(a.kind, b.kind) ||
      compareText(a.name, b.name) ||
      compareText(a.state, b.state) ||
      compareText(a.value ?? "", b.value ?? ""),
  );
  const kinds = new Set(items.map((item) => item.kind));
  return { items, notFound: absentKinds(section, kinds) };
}
