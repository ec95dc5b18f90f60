import type { Evidence, EvidenceKind, EvidenceOf } from "../core/evidence.js";
import { compareLocations, compareText, type Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Inventory, InventoryItem, InventoryPart } from "../core/report.js";
import { INVENTORY_SECTIONS, type InventorySection } from "../core/vocabulary.js";
import { completeness } from "./completeness.js";
import { taxonomy } from "./taxonomy.js";

interface Entry {
  readonly section: InventorySection;
  readonly kind: string;
  readonly name: string;
  readonly state: string;
  readonly value?: string;
}

type Describe = { readonly [K in EvidenceKind]?: (one: EvidenceOf<K>) => Entry | null };

/** How evidence is listed: one line per kind that an inventory shows. */
const DESCRIBE: Describe = {
  "data.versioned": (e) => ({
    section: "data",
    kind: "versioned",
    name: e.name,
    state: e.tool,
    ...opt(e.digest),
  }),
  "data.remote": (e) => ({
    section: "data",
    kind: "remote",
    name: e.name,
    state: e.shared ? `${e.tool}, shared` : `${e.tool}, this machine only`,
  }),
  "data.named": (e) => ({
    section: "data",
    kind: "named set",
    name: e.name,
    state: e.revision === null ? "no revision" : "pinned",
    value: e.revision ?? e.via,
  }),
  "data.link": (e) => ({
    section: "data",
    kind: "link",
    name: e.url,
    state: e.checksum ? "with checksum" : "no checksum",
  }),
  "data.file": (e) => ({
    section: "data",
    kind: "file",
    name: e.name,
    state: e.scope,
    value: `${e.bytes} bytes`,
  }),
  "data.split": (e) => ({ section: "data", kind: "split", name: e.call, state: e.how, ...opt(e.seed) }),
  "data.validation": (e) => ({ section: "data", kind: "validation", name: e.tool, state: "in code" }),
  "data.schema": (e) => ({ section: "data", kind: "schema", name: e.tool, state: "in code" }),
  "env.manifest": (e) => ({
    section: "environment",
    kind: e.transitive ? "lock" : "manifest",
    name: e.location.path,
    state: e.readable ? `${e.pinned} of ${e.total} pinned` : "not readable by its own tool",
    value: e.format,
  }),
  "env.python": (e) => ({
    section: "environment",
    kind: "python",
    name: e.version,
    state: e.exact ? "exact" : "range",
  }),
  "env.container": (e) => ({
    section: "environment",
    kind: "container",
    name: e.image,
    state: e.digest ? "digest" : (e.tag ?? "no tag"),
  }),
  "env.runtime": (e) => ({ section: "environment", kind: e.what, name: e.detail, state: "noted" }),
  "code.config": (e) => ({ section: "parameters", kind: "configuration", name: e.detail, state: e.by }),
  "code.parameter": (e) => ({
    section: "parameters",
    kind: "declared",
    name: e.name,
    state: e.by,
    ...opt(e.value),
  }),
  "code.search": (e) => ({
    section: "search",
    kind: "search",
    name: e.call,
    state: e.seeded === null ? "sampler seed not observable" : e.seeded ? "seeded" : "unseeded",
    value: e.tool,
  }),
  "code.metric-print": (e) => ({
    section: "metrics",
    kind: "printed",
    name: e.call,
    state: "not kept by itself",
  }),
  "code.result-file": (e) => ({
    section: e.file === "metrics" ? "metrics" : "artifacts",
    kind: "file",
    name: e.call,
    state: "written",
    value: e.file,
  }),
  "code.checkpoint": (e) => ({
    section: "artifacts",
    kind: "checkpoint",
    name: e.call,
    state: e.on === "yes" ? "by default" : e.on === "no" ? "off by default" : "conditional",
  }),
  "weights.file": (e) => ({
    section: "artifacts",
    kind: "weights",
    name: e.name,
    state: "in the repository",
    value: `${e.bytes} bytes`,
  }),
  "weights.offer": (e) => ({
    section: "artifacts",
    kind: "weights offered",
    name: e.detail,
    state: "linked",
  }),
  "code.entry": (e) => ({
    section: "training",
    kind: "entry point",
    name: e.program,
    state: e.purpose,
    value: e.named,
  }),
  "code.hygiene": (e) => ({ section: "training", kind: e.practice, name: e.call, state: "in code" }),
  "code.determinism": (e) => ({ section: "training", kind: "determinism", name: e.switch, state: e.value }),
  "pipeline.definition": (e) => ({
    section: "pipelines",
    kind: "pipeline",
    name: e.tool,
    state: e.steps === 1 ? "1 step" : `${e.steps} steps`,
  }),
  "pipeline.command": (e) => ({ section: "pipelines", kind: "command", name: e.command, state: e.tool }),
  "ci.workflow": (e) => ({
    section: "pipelines",
    kind: "ci",
    name: e.location.path,
    state:
      [e.tests && "tests", e.trains && "trains", e.deploys && "deploys", e.release && "releases"]
        .filter(Boolean)
        .join(", ") || "other",
    value: e.provider,
  }),
  "registry.entry": (e) => ({ section: "registry", kind: e.tool, name: e.name, state: e.detail }),
  "serving.surface": (e) => ({ section: "serving", kind: e.tool, name: e.detail, state: "in code" }),
  "tracker.destination": (e) => ({
    section: "collaboration",
    kind: "tracking destination",
    name: e.detail,
    state: e.shared ? "shared" : "this machine only",
    value: e.tracker,
  }),
  "docs.readme": (e) => ({
    section: "collaboration",
    kind: "readme",
    name: e.location.path,
    state: `${e.words} words`,
  }),
  "docs.site": (e) => ({
    section: "collaboration",
    kind: "documentation site",
    name: e.detail,
    state: "in the repository",
  }),
  "docs.conclusion": (e) => ({
    section: "collaboration",
    kind: "conclusion",
    name: e.detail,
    state: "written",
  }),
  "inventory.item": (e) => ({
    section: e.section,
    kind: e.item,
    name: e.name,
    state: e.state,
    ...opt(e.value),
  }),
};

const opt = (value: string | null | undefined): { value?: string } =>
  value === null || value === undefined ? {} : { value };

/** What each section looks for; what is absent is named, so that an empty part says what it looked for. */
const LOOKED_FOR: Readonly<Record<InventorySection, readonly string[]>> = {
  taxonomy: [],
  data: ["versioned", "remote", "named set", "split", "validation", "schema"],
  environment: ["manifest", "lock", "python", "container", "cuda"],
  parameters: ["configuration", "declared"],
  search: ["search"],
  metrics: ["printed", "file"],
  artifacts: ["checkpoint", "weights"],
  training: ["entry point", "determinism", "early stopping", "cross validation"],
  pipelines: ["pipeline", "command", "ci"],
  registry: [],
  serving: [],
  collaboration: ["readme", "conclusion", "documentation site"],
  governance: ["licence", "citation", "model card", "datasheet", "code owners"],
};

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
    INVENTORY_SECTIONS.map((section) => [section, part(section, [...(parts.get(section)?.values() ?? [])])]),
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
  return { items, notFound: LOOKED_FOR[section].filter((kind) => !kinds.has(kind)) };
}
