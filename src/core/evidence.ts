import type { InventoryKindName } from "./inventory-kinds.js";
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
  "tracker.call": {
    tracker: TrackerId;
    role: CallRole;
    call: string;
    on: On;
    why?: string;
    /** Paths of the programs that come to it. Empty: nothing that runs leads to it; absent: not known. */
    programs?: readonly string[];
    /** It stands behind a guard that one process of several passes. */
    mainProcessOnly?: true;
    /** Names of the parameters or metrics that it is handed, as far as the text shows them, sorted. */
    names?: readonly string[];
    /** What it is handed whole: `vars(args)`, `cfg`, `config`. */
    whole?: string;
  };
  /** A mode that code or configuration fixes: nothing is sent, or nothing is recorded. */
  "tracker.mode": { tracker: TrackerId; mode: "offline" | "disabled"; detail: string; on: On };
  /** Where a tracker's records go: a server that others reach, or this machine only. */
  "tracker.destination": { tracker: TrackerId; shared: boolean; detail: string };

  // ── code ────────────────────────────────────────────────────────────────────────────────────
  /**
   * A program that somebody runs. `named`: what names it (README, Makefile, `__main__` …), at the place that does;
   * `why`: what shows its purpose (`calls loss.backward (train.py:40)`, `is called evaluate.py`).
   */
  "code.entry": { program: string; purpose: EntryPurpose; named: string; why?: string };
  /** A call that fits a model: `loss.backward`, `model.fit`, `trainer.train`. */
  "code.training": { call: string };
  "code.evaluation": { call: string };
  "code.ml-import": { module: string };
  /** A hyperparameter that the code declares. `by`: argparse, click, dataclass, hydra, yaml, constant … */
  "code.parameter": { name: string; by: ParameterSource; value?: string };
  /**
   * Which of a program's declared parameters reach a record of a default run. `into`: the tracker, or the file that
   * the program writes; `logged` and `missing` are sorted. Absent where it cannot be told.
   */
  "code.parameter-logging": {
    program: string;
    into: TrackerId | "file";
    logged: readonly string[];
    missing: readonly string[];
  };
  /** A means of configuring a run; `aspect`: what of configuration it shows. */
  "code.config": { by: ParameterSource; detail: string; aspect?: ConfigurationAspect };
  /** Seeding of one random source; `value` as text where it is known, `null` where it is None or unset. */
  "code.seed": {
    sources: RandomSource[];
    call: string;
    value: string | null;
    /** Where the value comes from: `--seed 42 (README.md:12)`. Absent: it stands in the call. */
    from?: string;
    on: On;
    why?: string;
    test: boolean;
    /** Where it seeds one object only (`random_state=0`): what that object is for. Absent: the source as a whole. */
    own?: "training" | "split" | "data";
    /** The seed is the library's own, which holds where nothing else is given; `why` says so. */
    byDefault?: true;
    /** The value is drawn from this source: a seed where that one is seeded. */
    drawnFrom?: RandomSource;
    /** It replaces a seed that was set before it by what differs each time; in what way. */
    conflict?: string;
    /** It sets a fixed seed where one was set already: such a run repeats. In what way. */
    again?: string;
    /** Paths of the programs that run it. Empty: nothing that runs leads to it; absent: not known. */
    programs?: readonly string[];
  };
  /** Use of a random source; `training` is false where only data generation or a split draws from it. */
  "code.random": {
    source: RandomSource;
    call: string;
    purpose: "training" | "split" | "data";
    test: boolean;
    /** It draws before its source is seeded in a run of these programs. */
    early?: boolean;
    /** Why no seeding of its source reaches it. */
    apart?: string;
    /** As in `code.seed`. */
    programs?: readonly string[];
  };
  /** Use of a random source that draws nothing, or nothing that lasts, and why. */
  "code.undrawn": { source: RandomSource; call: string; why: string; programs: readonly string[] };
  /**
   * A switch for results that are equal to the bit. `effect`: what it really does in a default run; `why` says so
   * where that is not what it reads like.
   */
  "code.determinism": {
    switch: string;
    value: string;
    effect?: "asked-for" | "given-up" | "none";
    why?: string;
    /** As in `code.seed`. */
    programs?: readonly string[];
  };
  "code.metric-print": { call: string };
  "code.checkpoint": { call: string; on: On };
  /** Code that writes a result, log or configuration file. */
  "code.result-file": { call: string; file: "metrics" | "log" | "config" | "figure" | "predictions" };
  /** The commit is read and put into a record by the code itself. */
  "code.commit-logging": { call: string };
  /** A habit of careful training. `detail`: by what, with what value, or what it holds. */
  "code.hygiene": { practice: Practice; call: string; detail?: string };
  /** A habit that harms results or costs more than it has to; `why` carries what shows it. */
  "code.risk": { risk: CodeRisk; call: string; why: string; programs?: readonly string[] };
  /** Where a risk was asked about and is not: what is divided is sorted before, a hub is asked for a revision. */
  "code.sound": { risk: CodeRisk; call: string; programs?: readonly string[] };
  /** A metric that code computes or logs. `tracker` null: printed, returned or written to a file. */
  "code.metric": {
    name: string;
    call: string;
    tracker: TrackerId | null;
    every: "step" | "epoch" | "once" | "unknown";
    programs?: readonly string[];
  };
  /** Something of a training that a record could keep; `kept`: whether code hands it to a record. */
  "code.capture": { what: Capture; name: string; call: string; kept: boolean | null };
  /** The kind of problem that the code solves, with what shows it. */
  "code.task": { task: Task; why: string; programs?: readonly string[] };
  "code.search": {
    tool: string;
    call: string;
    seeded: boolean | null;
    stored: boolean | null;
    method?: SearchMethod;
    /** Names of the searched parameters, as far as the text shows them, sorted. */
    space?: readonly string[];
    prunes?: boolean;
    objectives?: number;
    resumes?: boolean;
    /** Where its trials are kept, where the text shows it. */
    storage?: string;
    /** What else keeps its results: `study.trials_dataframe (search.py:40)`. */
    keptBy?: string;
    /** As in `code.seed`. */
    programs?: readonly string[];
  };
  /** The state that a notebook was left in. */
  "notebook.state": {
    /** Code cells that hold anything. */
    cells: number;
    executed: number;
    /** Counts as they would be after "Restart & Run All", in rising order with or without gaps, or not. */
    order: "whole" | "rising" | "shuffled" | "not-run";
    /** Cells whose output is an error. */
    failed: number;
    /** Names that cells read and no cell, import or builtin defines: state of cells that are gone. */
    undefined: readonly string[];
    /** Names that a cell reads where it stands, and that only a cell below it binds. Absent: none. */
    early?: readonly string[];
    /** The first cell that reads one of those `undefined`, and the first that ran before the one above it. */
    at?: { readonly undefined?: number; readonly order?: number };
    /** Outputs that show results: figures, tables, numbers. */
    results: number;
  };

  // ── data ────────────────────────────────────────────────────────────────────────────────────
  /** Content that a tool versions. `digest` null: the pointer holds none. `code`: code or weights, which a lock or a pointer ties as well. */
  "data.versioned": { tool: string; name: string; digest: string | null; code: boolean };
  "data.remote": { tool: string; name: string; shared: boolean };
  /** The remote that is used where none is named. `name` null: there is none; `known`: it is configured here. */
  "data.default-remote": { tool: string; name: string | null; known: boolean };
  /** Content at hand that is not what its pointer or lock (`tied`) says. `files`: how many of a folder; null: not told. */
  "data.differs": { name: string; tied: string; files: number | null };
  /** Content that git tracks although a data tool keeps it. `files`: how many of them git tracks. */
  "data.twice": { name: string; files: number; stage: string | null };
  /** A public set by name. `revision`: the pin, where one is given. */
  "data.named": { name: string; via: string; revision: string | null };
  "data.link": { url: string; via: "code" | "docs"; checksum: boolean };
  /** A path that code reads or documents name, which git does not hold. */
  "data.path": { name: string };
  /** A data file in the tree. `bytes` is null where git's object is not in this clone. */
  "data.file": { name: string; bytes: number | null; scope: "tracked" | "untracked" | "ignored" };
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
    /** Why its tool cannot read it, where that is known. */
    why?: string;
    platformOnly: boolean;
  };
  "env.package": { name: string; spec: string; pinned: boolean };
  /** A package that a program imports or a notebook installs, and that no package list or container recipe names. */
  "env.undeclared": { by: "import" | "notebook"; distribution: string };
  "env.python": { version: string; exact: boolean };
  /** A container recipe's base image; `installs`: share of what it installs that is pinned, 1 with a lock. */
  "env.container": { image: string; tag: string | null; digest: boolean; installs: number | null };
  "env.runtime": { what: "cuda" | "gpu" | "driver" | "os" | "scheduler"; detail: string };
  /** Packages named in prose. */
  "env.prose": { detail: string };

  // ── pipelines, registry, serving, collaboration ────────────────────────────────────────────
  /** `names`: of its steps; `edges`: "a → b" where b takes what a makes; both as far as the text shows them. */
  "pipeline.definition": {
    tool: string;
    steps: number;
    names?: readonly string[];
    edges?: readonly string[];
  };
  "pipeline.command": { tool: string; command: string };
  /** A recorded stage that is not what the pipeline, its parameters or files say now. */
  "pipeline.stale": { stage: string; why: string };
  /** A stage that its lock does not know; `lock` null: no lock is there. */
  "pipeline.unlocked": { stage: string; lock: string | null };
  /** What a stage reads or runs and does not declare, so that a change of it goes unnoticed. */
  "pipeline.undeclared": {
    stage: string;
    name: string;
    what: "data" | "program" | "parameters";
    /** What reads it, at the evidence's place; null: the command names it. */
    call: string | null;
  };
  /** `deployLine`: of the command that deploys, where it is one of the workflow's own. */
  "ci.workflow": {
    provider: string;
    tests: boolean;
    trains: boolean;
    deploys: boolean;
    deployLine?: number;
    release: boolean;
  };
  /**
   * `artifact`: the path that the entry declares (DVC). `record`: what the registry's own record holds of it; absent:
   * none can be seen.
   */
  "registry.entry": {
    tool: string;
    name: string;
    detail: string;
    artifact?: string;
    record?: RegistryRecord;
  };
  /** A model's own description (`MLmodel`). `name`: its folder; `run`: the id of the run that it says logged it. */
  "model.described": { name: string; run: string | null };
  /** Something that answers with a model. `form`: on request (default), over files in bulk, or on a device. */
  "serving.surface": { tool: string; detail: string; form?: "real-time" | "batch" | "edge" };
  /** `by`: a DVC pointer or lock names them, git does not hold them. `bytes`: null where that cannot be seen. */
  "weights.file": { name: string; bytes: number | null; by?: "dvc" };
  "weights.offer": { detail: string; url?: string };

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

  // ── what the project says about findings ────────────────────────────────────────────────────
  /** `# exptrack: ignore[rule] reason`, one for each rule that it names. */
  suppression: {
    /** As it is written; empty where none can be told. */
    rule: string;
    reach: "line" | "cell" | "file";
    reason: string | null;
    /** Reach "line": first and last line that it speaks of; null: no code follows it. */
    covers?: readonly [first: number, last: number] | null;
    /** Why it cannot be heeded. */
    malformed?: string;
  };

  // ── things that an inventory lists; a rule asks for them by section and kind ─────────────────
  "inventory.item": {
    section: InventorySection;
    item: InventoryKindName;
    name: string;
    state: string;
    value?: string;
  };
  /** One of the five items of the ML code completeness checklist. */
  completeness: {
    item: "dependencies" | "training" | "evaluation" | "pretrained" | "results";
    detail: string;
  };
}

/** Fields of a registered model's record. null or false: the record is there and says nothing. */
export interface RegistryRecord {
  readonly version: string | null;
  /** Key of the run behind it: `mlflow:0a1b…`. */
  readonly run: string | null;
  /** Where the owner is told: `tag team`. Never whose name it is. */
  readonly owner: string | null;
  /** Of the version, else of the model. */
  readonly described: boolean;
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
/** What a repository's configuration can do. */
export type ConfigurationAspect =
  | "format"
  | "override"
  | "environment"
  | "composition"
  | "interpolation"
  | "mandatory"
  | "typed"
  | "validated"
  | "secret-apart"
  | "secret-inside";
export type CodeRisk =
  | "leakage-before-split"
  /** A path that only the machine of its author has. */
  | "machine-path"
  /** A GPU is asked for by name, and nothing else is offered. */
  | "cuda-only"
  | "test-set-for-selection"
  | "unsorted-listing"
  | "mutable-source"
  | "unpinned-model"
  | "gradient-accumulation"
  | "cache-emptied-in-loop"
  | "data-in-image"
  | "logging-in-inner-loop"
  | "unguarded-server"
  | "store-mismatch"
  | "worker-randomness"
  | "output-outside-project"
  | "moved-working-folder"
  | "mandatory-not-given"
  | "unrecorded-environment"
  | "checkpoint-not-resumed"
  | "every-process-logs"
  | "run-left-open"
  | "metric-without-step"
  | "optimizer-not-saved";
export type Capture =
  | "optimizer"
  | "schedule"
  | "architecture"
  | "augmentation"
  | "preprocessing"
  | "system-metrics"
  | "custom-metric"
  | "plot"
  | "confusion-matrix"
  | "prediction-samples"
  | "error-analysis"
  | "console-output"
  | "checkpoint"
  | "comparison";
/** Of careful training. */
export type Practice =
  | "validation metric"
  | "learning rate logged"
  | "checkpoint content"
  | "best-model selection"
  | "early stopping"
  | "gradient clipping"
  | "mixed precision"
  | "cross-validation"
  | "learning-rate schedule"
  | "ablation"
  | "fairness check"
  | "confidence interval"
  | "significance test"
  | "several seeds";
export type Task =
  | "classification"
  | "regression"
  | "ranking"
  | "translation"
  | "generation"
  | "segmentation"
  | "detection"
  | "clustering"
  | "forecasting"
  | "reinforcement-learning";
export type SearchMethod = "grid" | "random" | "bayesian" | "hyperband" | "evolutionary" | "population";
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
  | "gym"
  | "dgl"
  | "mxnet"
  | "paddle"
  | "polars";

/** Shorthand for detectors: `evidence("env.python", location, { version: "3.11", exact: false })`. */
export function evidence<K extends EvidenceKind>(
  kind: K,
  location: Location,
  fields: EvidenceKinds[K],
  confidence: Confidence = "high",
): EvidenceOf<K> {
  return { kind, location, confidence, ...fields } as EvidenceOf<K>;
}
