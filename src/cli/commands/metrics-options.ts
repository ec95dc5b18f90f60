import type { SharedOptions } from "./shared-options.js";

export const METRICS_FORMATS = ["csv", "jsonl", "parquet"] as const;

export interface MetricsCommandOptions extends SharedOptions {
  readonly format: (typeof METRICS_FORMATS)[number];
  /** A file, `-` for stdout. */
  readonly output?: string;
  readonly repo: string;
}
