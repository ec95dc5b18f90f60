import type { GateCommandOptions } from "../gate.js";
import type { PolicyOptions } from "../policy.js";
import type { ReportOutputOptions } from "../report-outputs.js";
import type { SharedOptions } from "./shared-options.js";

export interface AuditCommandOptions
  extends SharedOptions,
    Omit<PolicyOptions, "rev">,
    Omit<GateCommandOptions, "baseline" | "quiet">,
    Omit<ReportOutputOptions, "quiet"> {
  readonly report: boolean;
  readonly cache: boolean;
  readonly force: boolean;
  readonly failOnChange: boolean;
  /** AREA, DIMENSION, TRACKER or PATH: what is shown. */
  readonly only?: string;
}
