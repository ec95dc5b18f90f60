import type { SharedOptions } from "./shared-options.js";

export const AUDIT_FORMATS = ["text", "json", "markdown"] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

export interface AuditCommandOptions extends SharedOptions {
  readonly format: AuditFormat;
  /** FORMAT=PATH, `-` for stdout. */
  readonly output: readonly string[];
  readonly report: boolean;
  readonly cache: boolean;
  readonly force: boolean;
  readonly threshold?: number;
  readonly failUnder?: number;
}
