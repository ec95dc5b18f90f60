import type { ArtifactFile, RunTrace } from "../../core/run.js";
import type { RunStatus } from "../../core/vocabulary.js";
import { parseTime } from "./times.js";

/** A run as any of Sacred's local observers keeps it, before its places are looked up. */
export interface Entry {
  /** `_id` as text. */
  readonly id: string;
  /** `name`, `base_dir`, `mainfile`, `sources`, `dependencies`, `repositories` as recorded. */
  readonly experiment: unknown;
  readonly host: unknown;
  /** `command`, `options`, `named_configs`, `comment` as recorded. */
  readonly meta: unknown;
  readonly status: string | null;
  readonly startTime: string | null;
  readonly stopTime: string | null;
  readonly heartbeat: string | null;
  readonly failed: boolean;
  /** Free of tags, as are the next three; undefined: not kept. */
  readonly config: unknown;
  readonly info: unknown;
  readonly metrics: unknown;
  readonly result: unknown;
  readonly sources: readonly KeptSource[];
  readonly resources: readonly Resource[];
  readonly artifacts: readonly (ArtifactFile & { readonly here: boolean })[];
  /** The file of the record. */
  readonly record: string;
  readonly store: string;
  readonly directory: string | null;
  readonly texts: readonly string[];
  readonly incomplete: string | null;
  /** What `incomplete` is about. */
  readonly hidden: RunTrace["hidden"];
}

/** A source file that the experiment was made of. */
export interface KeptSource {
  /** As recorded, relative to the base directory. */
  readonly file: string;
  /** The file that holds the copy; null: there is none, or it is not the file that was recorded. */
  readonly path: string | null;
  /** What the copy says. */
  readonly text: string | null;
}

export interface Resource {
  /** As recorded, absolute. */
  readonly file: string;
  /** 32 hexadecimal digits, or null. */
  readonly md5: string | null;
}

/** `status` of sacred/run.py; interrupts of one's own may bring others. */
const STATUSES: Readonly<Record<string, RunStatus>> = {
  QUEUED: "scheduled",
  RUNNING: "running",
  COMPLETED: "finished",
  INTERRUPTED: "killed",
  TIMEOUT: "failed",
  FAILED: "failed",
};

export const statusOf = (status: string | null): RunStatus =>
  status !== null && Object.hasOwn(STATUSES, status) ? STATUSES[status]! : "unknown";

/** The later of two recorded moments, ISO 8601 UTC. */
export function latest(...texts: readonly (string | null)[]): string | null {
  const times = texts.map(parseTime).filter((time) => time !== null);
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}
