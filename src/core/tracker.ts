import type { CallRole } from "./evidence.js";
import type { MetricValue, Problem, RunRecord } from "./run.js";
import type { TrackerId } from "./vocabulary.js";
import type { FileEntry, Workspace } from "./workspace.js";

/** How a tracker shows itself in a repository: data, one object in `src/trackers/<id>/signs.ts`. */
export interface TrackerSigns {
  readonly id: TrackerId;
  readonly title: string;
  readonly url: string;
  /** PyPI names, normalised (lower case, `-`). */
  readonly packages: readonly string[];
  /** Importable modules; a prefix counts up to a dot. */
  readonly modules: readonly string[];
  /**
   * Calls by resolved name, a trailing `*` matches the rest; `.name` matches a method of any receiver in a file
   * that imports one of `modules`.
   */
  readonly calls: Readonly<Record<string, CallRole>>;
  /** Files (globs on the path) that configure it; `text`: the file must also match this (linear-time) pattern. */
  readonly configFiles: readonly { readonly glob: string; readonly text?: RegExp }[];
  /** Words by which documents and CI speak of it. Whole words, case as written. */
  readonly mentions: readonly string[];
  /** Environment variables that belong to it. */
  readonly environment: readonly string[];
  /** Dotted `_target_` of configuration systems that switch it on: `lightning.pytorch.loggers.mlflow.MLFlowLogger`. */
  readonly targets: readonly string[];
  /** Ways to switch it off that its own client honours: argument of `init`, or environment variable. */
  readonly off: readonly {
    readonly call?: string;
    readonly argument?: string;
    readonly variable?: string;
    readonly values: readonly string[];
  }[];
  /** Does the client itself record the commit of a plain run? */
  readonly recordsCommit: boolean;
  /** Does the client itself record parameters, metrics (without a call that names them)? */
  readonly recordsParameters: boolean;
  /** It stores runs, so that "active" means that runs are tracked; a configuration system or pipeline does not. */
  readonly tracksRuns: boolean;
}

/** A store of records found in the tree. */
export interface RecordStore {
  /** Root of the store relative to the audited root: `mlruns`, `mlflow.db`, `outputs`, `wandb`. */
  readonly path: string;
  /** The entries that belong to it, as far as the walk has already shown them. */
  readonly files: readonly FileEntry[];
}

export type Read = { readonly run: RunRecord } | { readonly problem: Problem };

/** One point of a metric series. `at`: milliseconds since the epoch, null where not recorded. */
export interface MetricPoint {
  readonly key: string;
  readonly step: number | null;
  readonly value: MetricValue;
  readonly at: number | null;
}

export interface RecordReader {
  readonly tracker: TrackerId;
  /** Finds stores by names and the walk alone; a look into a file is at most its first bytes. */
  find(files: readonly FileEntry[], workspace: Workspace): Promise<readonly RecordStore[]>;
  /** Every run of the store once. A record that cannot be read is a problem, and the rest goes on. */
  read(store: RecordStore, workspace: Workspace): AsyncIterable<Read>;
  /** All points of one run's series, lazily. */
  series(run: RunRecord, workspace: Workspace): AsyncIterable<MetricPoint>;
}

export interface Tracker {
  readonly signs: TrackerSigns;
  /** Loaded when a store may be there, so that a repository without records pays nothing. */
  readonly records?: () => Promise<RecordReader>;
}

export const defineSigns = (signs: TrackerSigns): TrackerSigns => signs;
export const defineReader = (reader: RecordReader): RecordReader => reader;
