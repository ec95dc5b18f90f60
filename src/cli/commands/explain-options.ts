import type { SharedOptions } from "./shared-options.js";

export const EXPLAIN_FORMATS = ["text", "json", "markdown"] as const;

export interface ExplainCommandOptions extends SharedOptions {
  readonly format: (typeof EXPLAIN_FORMATS)[number];
  /** A saved report to take findings from, instead of an audit. */
  readonly from?: string;
  readonly config?: string;
  readonly cache: boolean;
}
