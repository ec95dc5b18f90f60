import type { EvidenceKind, EvidenceOf } from "../core/evidence.js";
import type { InventorySection } from "../core/vocabulary.js";

/** One line of an inventory section, without its places. */
export interface Entry {
  readonly section: InventorySection;
  readonly kind: string;
  readonly name: string;
  readonly state: string;
  readonly value?: string;
}

type Describe = { readonly [K in EvidenceKind]?: (one: EvidenceOf<K>) => Entry | null };

/** How evidence is listed: one line per kind that an inventory shows. */
export const DESCRIBE: Describe = {
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
