import type { z } from "zod";
import type * as schema from "./schema/run.js";
import type { TrackerId } from "./vocabulary.js";

export type MetricValue = z.output<typeof schema.MetricValue>;
export type MetricSummary = Readonly<z.output<typeof schema.MetricSummary>>;
export type RunInput = Readonly<z.output<typeof schema.RunInput>>;
export type RunEnvironment = Readonly<z.output<typeof schema.RunEnvironment>>;
export type Answer = Readonly<z.output<typeof schema.Answer>>;
export type Recoverability = Readonly<z.output<typeof schema.Recoverability>>;
export type Run = Readonly<z.output<typeof schema.Run>>;
export type Problem = Readonly<z.output<typeof schema.Problem>>;
export type RunLedger = Readonly<z.output<typeof schema.RunLedger>>;

/**
 * What a reader knows of a run beyond the public shape: it decides links, abandonment and
 * recoverability, and is not printed.
 */
export interface RunTrace {
  /** Root of the store the record lies in, relative to the audited root ("." for the root). */
  readonly store: string;
  /** The run's own directory, or null where the record has none (a row of a database). */
  readonly directory: string | null;
  /** Directories (relative to the root) and run keys (`tracker:id`) that the record names as the same execution. */
  readonly sameAs: readonly string[];
  /** Last moment that the record itself proves, ISO 8601 UTC. */
  readonly lastRecordedAt: string | null;
  /** URL of the repository that the recorded commit belongs to, as recorded: it may carry credentials. */
  readonly remote: string | null;
  /** Stored difference to the commit, where the record keeps one. */
  readonly patch: string | null;
  /** What a look at the patch or the copies speaks against the recorded commit. */
  readonly codeDoubt: string | null;
  /** Copies of source files kept with the run. `whole`: all of the program, not only its entry script. */
  readonly sources: { readonly paths: readonly string[]; readonly whole: boolean } | null;
  /** Artifacts that the record lists and that are not where it says (nor beside the store). */
  readonly missingArtifacts: readonly string[];
  /** What is known of listed artifacts: the file at hand, and the digest that the record itself states. */
  readonly artifactFiles: readonly ArtifactFile[];
  /** Files of the code that the record ties by content hash (DVC): repository path and `md5:…` or `md5-dos2unix:…`. */
  readonly codeHashes: readonly { readonly path: string; readonly digest: string }[];
  /** Of those, and of inputs that git tracks, the ones that no version of the file has; known once git was asked. */
  readonly unmatchedHashes: readonly { readonly path: string; readonly digest: string }[];
  /** The command that the pipeline's definition has for this stage now, where the recorded one is another. */
  readonly definedCommand: string | null;
  /** How far the packages that were kept go. */
  readonly packages: "freeze" | "partial" | null;
  /** Whether what a record of this kind could hold is cut off, ignored by git or on a server. */
  readonly incomplete: string | null;
  /** "results": only what the run put out is hidden; what it was given is all there. */
  readonly hidden: "all" | "results";
  /** True where the tracker gave name and group by default, so that they say nothing of purpose. */
  readonly defaultName: boolean;
  /** Where the record keeps why a failed run failed: a file, or a key of the record. null: it does not say. */
  readonly failureIn: string | null;
  /** Fields of the record whose text is an absolute path of one machine: `artifact_uri`. Never the path itself. */
  readonly absolutePaths: readonly string[];
  /** Models that the run logged, with what their own record says. */
  readonly models: readonly RecordedModel[];
  /** What the raw record says of a person, beyond the fields of the run. */
  readonly personal: readonly Exposure[];
  /** Text files of the record in which anything may stand: logs, patches, configuration. */
  readonly texts: readonly string[];
}

export interface ArtifactFile {
  /** As `artifacts` names it. */
  readonly name: string;
  /** Relative to the audited root; null: not here. */
  readonly path: string | null;
  /** `md5:…` or `sha256:…` of its bytes. */
  readonly digest: string | null;
  /** What the record calls it, where it says: `model`, `dataset` (W&B artifacts). */
  readonly kind?: string;
}

export interface RecordedModel {
  /** File of the record that describes the model: `…/MLmodel`. */
  readonly path: string;
  readonly signature: boolean;
  /** A list of packages lies beside it. */
  readonly environment: boolean;
}

/** A secret or a datum of a person that a record gives away: what kind and where, never the value. */
export interface Exposure {
  readonly kind: "secret" | "personal";
  /** What it is, in words: `GitHub token`, `e-mail address`, `user name`, `home folder`. */
  readonly what: string;
  /** The file of the record. */
  readonly path: string;
  /** Field, parameter or tag; null: somewhere in the text of the file. */
  readonly key: string | null;
}

/** A trace that says nothing: readers fill in what their record tells. */
export const BLANK_TRACE: Omit<RunTrace, "store"> = Object.freeze({
  directory: null,
  sameAs: [],
  lastRecordedAt: null,
  remote: null,
  patch: null,
  codeDoubt: null,
  sources: null,
  missingArtifacts: [],
  artifactFiles: [],
  codeHashes: [],
  unmatchedHashes: [],
  definedCommand: null,
  packages: null,
  incomplete: null,
  hidden: "all",
  defaultName: true,
  failureIn: null,
  absolutePaths: [],
  models: [],
  personal: [],
  texts: [],
});

/** What a record reader yields: the run as recorded, before git and its neighbours have been asked. */
export type RunRecord = Omit<Run, "links" | "scope" | "abandoned" | "recoverability"> & {
  readonly trace: RunTrace;
};

/** A run of which nothing but its identity is known: readers spread it and fill in what their record tells. */
export function blankRun(tracker: TrackerId, id: string, at: { path: string; store: string }): RunRecord {
  return {
    tracker,
    id,
    name: null,
    group: null,
    parent: null,
    status: "unknown",
    startedAt: null,
    endedAt: null,
    commit: null,
    dirty: null,
    command: null,
    params: {},
    metrics: {},
    tags: {},
    description: null,
    inputs: [],
    environment: { python: null, packages: null, hardware: null },
    artifacts: [],
    program: null,
    systemMetrics: null,
    confidence: "high",
    location: { path: at.path, run: `${tracker}:${id}` },
    trace: { ...BLANK_TRACE, store: at.store },
  };
}

/** `tracker:id`, the name by which a run is spoken of everywhere. */
export function runKey(run: Pick<Run, "tracker" | "id">): string {
  return `${run.tracker}:${run.id}`;
}

/** Where the code of a run can be had from, the best that the record offers. */
export type CodeSource = "commit" | "sources" | "hashes" | "inferred" | null;

/** Why a recorded commit does not give the code back, where it cannot. */
export type CodeLoss = "absent-commit" | "absent-program" | null;

export interface OtherPackages {
  /** The list at the commit. */
  readonly path: string;
  /** `numpy 1.26.4, not 1.24.0`, by name; empty: those of both lists agree. */
  readonly differences: readonly string[];
}

/** A run with all that was found out about it; the public shape leaves the last five out. */
export type JudgedRun = Run & {
  readonly trace: RunTrace;
  /** "inferred": only from the commit that holds the record, which ties nothing by itself. */
  readonly codeFrom: CodeSource;
  readonly codeLoss: CodeLoss;
  /** Where the packages that the run kept are others than a list at its recorded commit fixes; null: no two lists. */
  readonly otherPackages: OtherPackages | null;
  /** Secrets and data of persons that its record gives away. */
  readonly exposures: readonly Exposure[];
};

/** The public shape of a judged run. */
export function publicRun(judged: JudgedRun): Run {
  const {
    trace: _trace,
    codeFrom: _from,
    codeLoss: _loss,
    otherPackages: _packages,
    exposures: _exposures,
    ...run
  } = judged;
  return run;
}
