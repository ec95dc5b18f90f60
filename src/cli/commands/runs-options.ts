import type { SharedOptions } from "./shared-options.js";

export const RUNS_FORMATS = ["table", "json"] as const;

export interface RunsCommandOptions extends SharedOptions {
  readonly format: (typeof RUNS_FORMATS)[number];
}
