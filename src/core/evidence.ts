import type { Location } from "./location.js";
import type { Confidence, InventorySection, TrackerId } from "./vocabulary.js";

/**
 * Evidence: what a detector has seen, one flat serialisable fact with the place that shows it.
 * A new detector adds evidence of known kinds; a new kind is one entry of `EvidenceKinds`.
 *
 * `on` says whether a default run does it: "yes", "no" (off by default, `why` tells what switches it),
 * or "unknown".
 */
export interface EvidenceKinds {
  // ── trackers ────────────────────────────────────────────────────────────────────────────────
  "tracker.sign": { tracker: TrackerId; sign: TrackerSign; detail: string };
  "tracker.call": { tracker: TrackerId; role: CallRole; call: string; on: On; why?: string };
  /** Where a tracker's records go: a server that others reach, or this machine only. */
  "tracker.destination": { tracker: TrackerId; shared: boolean; detail: string };

  // ── code ────────────────────────────────────────────────────────────────────────────────────
  /** A program that somebody runs. `named`: what names it (README, Makefile, `__main__` …). */
  "code.entry": { program: string; purpose: EntryPurpose; named: string };
  /** A call that fits a model: `loss.backward`, `model.fit`, `trainer.train`. */
  "code.training": { call: string };
  "code.evaluation": { call: string };
  "code.ml-import": { module: string };
  /** A hyperparameter that the code declares. `by`: argparse, click, dataclass, hydra, yaml, constant … */
  "code.parameter": { name: string; by: ParameterSource; value?: string };
  /** A means of configuring a run. */
  "code.config": { by: ParameterSource; detail: string };
  /** Seeding of one random source; `value` as text where it is known, `null` where it is None or unset. */
  "code.seed": {
    sources: RandomSource[];
    call: string;
    value: string | null;
    on: On;
    why?: string;
    test: boolean;
    /** Where it seeds one object only (`random_state=0`): what that object is for. Absent: the source as a whole. */
    own?: "training" | "split" | "data";
    /** Paths of the programs that run it. Empty: nothing that runs leads to it; absent: not known. */
    programs?: readonly string[];
  };
  /** Use of a random source; `training` is false where only data generation or a split draws from it. */
  "code.random": {
    source: RandomSource;
    call: string;
    purpose: "training" | "split" | "data";
    test: boolean;
    /** It draws before its source is seeded in the same stretch of code. */
    early?: boolean;
    /** As in `code.seed`. */
    programs?: readonly string[];
  };
  "code.determinism": { switch: string; value: string };
  "code.metric-print": { call: string };
  "code.checkpoint": { call: string; on: On };
  /** Code that writes a result, log or configuration file. */
  "code.result-file": { call: string; file: "metrics" | "log" | "config" | "figure" | "predictions" };
  /** The commit is read and put into a record by the code itself. */
  "code.commit-logging": { call: string };
  "code.hygiene": { practice: string; call: string };
  "code.search": { tool: string; call: string; seeded: boolean | null; stored: boolean | null };

  // ── data ────────────────────────────────────────────────────────────────────────────────────
  /** Content that a tool versions. `digest` null: the pointer holds none. */
  "data.versioned": { tool: string; name: string; digest: string | null; code: boolean };
  "data.remote": { tool: string; name: string; shared: boolean };
  /** A public set by name. `revision`: the pin, where one is given. */
  "data.named": { name: string; via: string; revision: string | null };
  "data.link": { url: string; via: "code" | "docs"; checksum: boolean };
  /** A path that code reads or documents name, which git does not hold. */
  "data.path": { name: string };
  /** A data file in the tree. */
  "data.file": { name: string; bytes: number; scope: "tracked" | "untracked" | "ignored" };
  "data.split": {
    how: "seeded" | "unseeded" | "deterministic" | "file" | "official";
    call: string;
    seed?: string;
  };
  "data.validation": { tool: string };
  "data.schema": { tool: string };

  // ── environment ─────────────────────────────────────────────────────────────────────────────
  /** A list of packages. `transitive`: a lock or a full freeze; `hashes`: every entry carries one. */
  "env.manifest": {
    format: string;
    total: number;
    pinned: number;
    transitive: boolean;
    hashes: boolean;
    readable: boolean;
    platformOnly: boolean;
  };
  "env.package": { name: string; spec: string; pinned: boolean };
  "env.python": { version: string; exact: boolean };
  /** A container recipe's base image; `installs`: share of what it installs that is pinned, 1 with a lock. */
  "env.container": { image: string; tag: string | null; digest: boolean; installs: number | null };
  "env.runtime": { what: "cuda" | "gpu" | "driver" | "os" | "scheduler"; detail: string };
  /** Packages named in prose. */
  "env.prose": { detail: string };

  // ── pipelines, registry, serving, collaboration ────────────────────────────────────────────
  "pipeline.definition": { tool: string; steps: number };
  "pipeline.command": { tool: string; command: string };
  "ci.workflow": { provider: string; tests: boolean; trains: boolean; deploys: boolean; release: boolean };
  "registry.entry": { tool: string; name: string; detail: string };
  "serving.surface": { tool: string; detail: string };
  "weights.file": { name: string; bytes: number };
  "weights.offer": { detail: string };

  // ── documents ───────────────────────────────────────────────────────────────────────────────
  "docs.readme": { words: number; purpose: boolean; structure: boolean; headings: string[] };
  "docs.install": { detail: string };
  /** A command that runs something of the repository. `program`: the file it runs, where that exists. */
  "docs.command": { command: string; program: string | null; purpose: EntryPurpose };
  "docs.data": { detail: string };
  "docs.results": { form: "table" | "figure"; detail: string };
  "docs.conclusion": { detail: string };
  "docs.site": { detail: string };
  "docs.seeds": { detail: string };

  // ── things that an inventory lists and no rule weighs ──────────────────────────────────────
  "inventory.item": { section: InventorySection; item: string; name: string; state: string; value?: string };
  /** One of the five items of the ML code completeness checklist. */
  completeness: {
    item: "dependencies" | "training" | "evaluation" | "pretrained" | "results";
    detail: string;
  };
}

export type EvidenceKind = keyof EvidenceKinds;
export type EvidenceOf<K extends EvidenceKind> = {
  readonly kind: K;
  readonly location: Location;
  readonly confidence: Confidence;
} & Readonly<EvidenceKinds[K]>;
export type Evidence = { [K in EvidenceKind]: EvidenceOf<K> }[EvidenceKind];

export type On = "yes" | "no" | "unknown";
export const TRACKER_SIGNS = ["dependency", "import", "call", "config", "records", "mention"] as const;
export type TrackerSign = (typeof TRACKER_SIGNS)[number];
export const CALL_ROLES = [
  "init",
  "params",
  "metrics",
  "artifact",
  "model",
  "finish",
  "autolog",
  "registry",
  "dataset",
  "other",
] as const;
export type CallRole = (typeof CALL_ROLES)[number];
export type EntryPurpose = "training" | "evaluation" | "data" | "serving" | "sweep" | "unknown";
export type ParameterSource =
  | "argparse"
  | "click"
  | "typer"
  | "fire"
  | "absl"
  | "tyro"
  | "dataclass"
  | "pydantic"
  | "hydra"
  | "omegaconf"
  | "yaml"
  | "toml"
  | "json"
  | "python-config"
  | "mlproject"
  | "dvc-params"
  | "gin"
  | "lightning-cli"
  | "huggingface"
  | "sacred"
  | "environment"
  | "constant";
export type RandomSource =
  | "python"
  | "numpy"
  | "numpy-generator"
  | "torch"
  | "tensorflow"
  | "jax"
  | "sklearn"
  | "keras"
  | "lightning"
  | "transformers"
  | "xgboost"
  | "lightgbm"
  | "catboost"
  | "optuna"
  | "gym";

/** Shorthand for detectors: `evidence("env.python", location, { version: "3.11", exact: false })`. */
export function evidence<K extends EvidenceKind>(
  kind: K,
  location: Location,
  fields: EvidenceKinds[K],
  confidence: Confidence = "high",
): EvidenceOf<K> {
  return { kind, location, confidence, ...fields } as EvidenceOf<K>;
}
