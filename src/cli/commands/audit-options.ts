import type { PolicyOptions } from "../policy.js";
import type { ReportFormat } from "../report-formats.js";
import type { SharedOptions } from "./shared-options.js";

export interface AuditCommandOptions extends SharedOptions, Omit<PolicyOptions, "rev"> {
  readonly format: ReportFormat;
  /** FORMAT=PATH, `-` for stdout. */
  readonly output: readonly string[];
  readonly report: boolean;
  readonly cache: boolean;
  readonly force: boolean;
  readonly threshold?: number;
  readonly failUnder?: number;
}
