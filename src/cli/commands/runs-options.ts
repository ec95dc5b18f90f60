import type { TrackerId } from "../../core/vocabulary.js";
import type { SharedOptions } from "./shared-options.js";

export const RUNS_FORMATS = ["table", "json", "jsonl", "csv", "parquet"] as const;

export interface RunsCommandOptions extends SharedOptions {
  readonly format: (typeof RUNS_FORMATS)[number];
  /** A file, `-` for stdout. */
  readonly output?: string;
  readonly where?: string;
  readonly sort?: string;
  readonly limit?: number;
  readonly columns?: string;
  readonly tracker: readonly TrackerId[];
  readonly snapshot: boolean;
}
