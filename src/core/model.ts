import type { Evidence, EvidenceKind, EvidenceOf, RandomSource, TrackerSign } from "./evidence.js";
import type { Location } from "./location.js";
import type { SeedState, SeedVerdict, Stakes, TrackerState } from "./report.js";
import type { JudgedRun } from "./run.js";
import type { SnapshotFacts } from "./snapshot.js";
import type { TrackerId } from "./vocabulary.js";

/**
 * Everything known of a repository, plain, indexed and frozen: the only thing rules see. A model is of one scope:
 * as cloned, or with the records and files of this machine.
 */
export interface RepoModel {
  readonly scope: "clone" | "local";
  /** Where a finding points that concerns the whole repository. */
  readonly anchor: Location;
  readonly history: History;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  has(path: string): boolean;
  evidence<K extends EvidenceKind>(kind: K): readonly EvidenceOf<K>[];
  readonly trackers: readonly TrackerFacts[];
  tracker(id: TrackerId): TrackerFacts | undefined;
  /** Runs of this scope, deleted ones left out. */
  readonly runs: readonly JudgedRun[];
  /** Logs told by their columns alone: results that are kept, not runs that a tracker recorded. */
  readonly logs: readonly JudgedRun[];
  /** Linked runs together: each inner list is one execution. */
  readonly experiments: readonly (readonly JudgedRun[])[];
  /** null: there is no ledger snapshot. */
  readonly snapshot: SnapshotFacts | null;
  /** Runs that their tracker marks as deleted: counted as a state, and judged by nothing. */
  readonly deleted: readonly JudgedRun[];
  readonly seeds: SeedFacts;
  readonly stakes: Stakes;
  /** Training code, entry points or records: there is something to track. */
  readonly trains: boolean;
  /** The tracker that would fit this code; null: one is in use, or there is nothing to track. */
  readonly proposal: TrackerProposal | null;
}

export interface TrackerProposal {
  readonly tracker: TrackerId;
  /** What here makes it the least change. */
  readonly why: string;
  /** Where the change would begin. */
  readonly location: Location;
}

/** Runs of one scope, deleted ones included, and run keys without those, each list one execution. */
export interface LedgerView {
  readonly runs: readonly JudgedRun[];
  readonly executions: readonly (readonly string[])[];
}

export interface History {
  readonly git: boolean;
  /** Why there is none. */
  readonly why: string | null;
  readonly head: string | null;
  readonly shallow: boolean;
  readonly hasRemote: boolean;
  /** Commits that touch code, counted up to `COUNTED_COMMITS`; null: cannot be seen. */
  readonly codeCommits: number | null;
  readonly tags: readonly string[] | null;
}

export interface TrackerFacts {
  readonly id: TrackerId;
  readonly title: string;
  readonly state: TrackerState;
  /** What decided the state, in words that name the switch: `logger: null in configs/train.yaml`. */
  readonly why: string;
  readonly signs: Readonly<Record<TrackerSign, readonly Location[]>>;
  readonly recordsCommit: boolean;
  readonly recordsParameters: boolean;
  readonly tracksRuns: boolean;
  readonly runs: number;
}

export interface SeedFacts {
  readonly state: SeedState;
  readonly sources: readonly {
    readonly source: RandomSource;
    readonly verdict: SeedVerdict;
    readonly value: string | null;
    readonly why: string;
    readonly locations: readonly Location[];
  }[];
}

export type { Evidence };
