import type { Capture, Evidence, EvidenceKind, EvidenceOf } from "../core/evidence.js";
import type { InventoryKindOf } from "../core/inventory-kinds.js";
import type { InventorySection } from "../core/vocabulary.js";

/** One line of an inventory section, without its places. */
export type Entry = Listed & { readonly name: string; readonly state: string; readonly value?: string };

/** A kind, and the section that lists it. */
type Listed = {
  readonly [S in InventorySection]: { readonly section: S; readonly kind: InventoryKindOf<S> };
}[InventorySection];

type Describe = { readonly [K in EvidenceKind]?: (one: EvidenceOf<K>) => Entry | null };

const NOTEBOOK_ORDER: Readonly<Record<EvidenceOf<"notebook.state">["order"], string>> = {
  whole: "run from top to bottom",
  rising: "run in order, with gaps",
  shuffled: "run out of order",
  "not-run": "no execution counts",
};
const EVERY: Readonly<Record<EvidenceOf<"code.metric">["every"], string>> = {
  step: "by step",
  epoch: "by epoch",
  once: "once",
  unknown: "how often is not known",
};
const shownBy = ({ location }: Evidence): string =>
  /\.(?:pyi?|ipynb)$/.test(location.path) ? "in code" : "in the repository";
const shortList = (names: readonly string[]): string =>
  names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");

/** How evidence is listed: one line per kind that an inventory shows. */
export const DESCRIBE: Describe = {
  // Weights stand among the artifacts.
  "data.versioned": (e) =>
    e.code ? null : { section: "data", kind: "versioned", name: e.name, state: e.tool, ...opt(e.digest) },
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
    ...(e.bytes === null ? {} : { value: `${e.bytes} bytes` }),
  }),
  "data.split": (e) => ({ section: "data", kind: "split", name: e.call, state: e.how, ...opt(e.seed) }),
  "data.validation": (e) => ({ section: "data", kind: "validation", name: e.tool, state: shownBy(e) }),
  "data.schema": (e) => ({ section: "data", kind: "schema", name: e.tool, state: shownBy(e) }),
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
  "code.config": (e) => ({
    section: "parameters",
    kind: "configuration",
    name: e.detail,
    state: e.by,
    // That a file or an option is there says it all.
    ...opt(e.aspect === "format" || e.aspect === "override" ? undefined : e.aspect),
  }),
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
    state:
      e.seeded !== null
        ? e.seeded
          ? "seeded"
          : "unseeded"
        : e.method === "grid"
          ? "needs no seed"
          : "sampler seed not observable",
    value: [
      e.tool,
      e.method,
      e.space === undefined ? undefined : `over ${e.space.join(", ")}`,
      e.prunes === true ? "prunes" : undefined,
      (e.objectives ?? 1) > 1 ? `${e.objectives} objectives` : undefined,
      e.stored === true ? "trials kept" : e.stored === false ? "trials not kept" : undefined,
      e.resumes === true ? "resumable" : undefined,
    ]
      .filter((part) => part !== undefined)
      .join(", "),
  }),
  "code.parameter-logging": (e) => ({
    section: "parameters",
    kind: "logged",
    name: e.program,
    state: e.missing.length === 0 ? "every declared one seen" : `missing: ${shortList(e.missing)}`,
    value: `${e.logged.length} into ${e.into === "file" ? "a file" : e.into}`,
  }),
  "code.metric": (e) => ({
    section: "metrics",
    kind: e.tracker === null ? "shown metric" : "logged metric",
    name: e.name,
    state: EVERY[e.every],
    value: e.tracker ?? e.call,
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
    state: e.by === "dvc" ? "kept by DVC" : "in the repository",
    ...(e.bytes === null ? {} : { value: `${e.bytes} bytes` }),
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
    value: e.why === undefined ? e.named : `${e.named}; ${e.why}`,
  }),
  "code.hygiene": (e) => ({
    section: "training",
    kind: e.practice,
    name: e.call,
    state: "in code",
    ...opt(e.detail),
  }),
  "code.risk": (e) => ({ section: "training", kind: "risk", name: e.call, state: e.risk, value: e.why }),
  "code.task": (e) => ({ section: "training", kind: "task", name: e.task, state: "in code", value: e.why }),
  "code.capture": (e) => ({
    ...CAPTURED[e.what],
    name: e.name,
    state: e.kept === null ? "not observable whether kept" : e.kept ? "kept" : "not kept",
  }),
  "notebook.state": (e) => ({
    section: "training",
    kind: "notebook",
    name: e.location.path,
    state: NOTEBOOK_ORDER[e.order],
    value: [
      `${e.executed} of ${e.cells} cells run`,
      ...(e.results > 0 ? [`${e.results} with results`] : []),
      ...(e.failed > 0 ? [`${e.failed} failed`] : []),
      ...(e.undefined.length > 0 ? [`never defined: ${shortList(e.undefined)}`] : []),
      ...(e.early !== undefined ? [`defined too late: ${shortList(e.early)}`] : []),
    ].join("; "),
  }),
  "code.determinism": (e) => ({
    section: "training",
    kind: "determinism",
    name: e.switch,
    state:
      e.effect === "none"
        ? `${e.value}, without effect`
        : e.effect === "given-up"
          ? `${e.value}, given up`
          : e.value,
    ...opt(e.why ?? null),
  }),
  "pipeline.definition": (e) => ({
    section: "pipelines",
    kind: "pipeline",
    name: e.tool,
    state: e.steps === 1 ? "1 step" : `${e.steps} steps`,
    ...opt(stepsOf(e)),
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
  "registry.entry": (e) => ({
    section: "registry",
    kind: "registered model",
    name: e.name,
    state: e.detail,
    value: e.tool,
  }),
  "serving.surface": (e) => ({
    section: "serving",
    kind: e.form ?? "real-time",
    name: e.detail,
    state: e.tool,
  }),
  "tracker.mode": (e) => ({
    section: "collaboration",
    kind: "tracking mode",
    name: e.detail,
    state:
      e.on === "yes" ? e.mode : e.on === "no" ? `${e.mode}, not by default` : `${e.mode} where it is set`,
    value: e.tracker,
  }),
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
  // `itemsOf` takes care that the section has the kind.
  "inventory.item": (e) =>
    ({ section: e.section, kind: e.item, name: e.name, state: e.state, ...opt(e.value) }) as Entry,
};

/** "prepare, train; prepare → train" */
function stepsOf({ names = [], edges = [] }: EvidenceOf<"pipeline.definition">): string | null {
  const parts = [names, edges].filter((one) => one.length > 0).map(shortList);
  return parts.length === 0 ? null : parts.join("; ");
}

const CAPTURED: Readonly<Record<Capture, Listed>> = {
  optimizer: { section: "training", kind: "optimizer" },
  schedule: { section: "training", kind: "schedule" },
  architecture: { section: "training", kind: "architecture" },
  augmentation: { section: "training", kind: "augmentation" },
  preprocessing: { section: "training", kind: "preprocessing" },
  checkpoint: { section: "training", kind: "checkpoint" },
  "custom-metric": { section: "metrics", kind: "custom-metric" },
  "confusion-matrix": { section: "metrics", kind: "confusion-matrix" },
  "error-analysis": { section: "metrics", kind: "error-analysis" },
  "system-metrics": { section: "metrics", kind: "system-metrics" },
  plot: { section: "artifacts", kind: "plot" },
  "prediction-samples": { section: "artifacts", kind: "prediction-samples" },
  "console-output": { section: "artifacts", kind: "console-output" },
  comparison: { section: "collaboration", kind: "comparison" },
};

const opt = (value: string | null | undefined): { value?: string } =>
  value === null || value === undefined ? {} : { value };
