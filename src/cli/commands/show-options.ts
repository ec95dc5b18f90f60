import type { SharedOptions } from "./shared-options.js";

export const SHOW_FORMATS = ["text", "json"] as const;

export interface ShowCommandOptions extends SharedOptions {
  readonly format: (typeof SHOW_FORMATS)[number];
  readonly all: boolean;
}
