import type { PolicyOptions } from "../policy.js";
import type { SharedOptions } from "./shared-options.js";

export const CHECK_FORMATS = ["text", "json", "github"] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

export interface CheckCommandOptions
  extends Pick<SharedOptions, "color" | "quiet" | "debug">,
    Omit<PolicyOptions, "rev"> {
  readonly format: CheckFormat;
  readonly fromRef?: string;
  readonly toRef?: string;
  readonly allFiles: boolean;
  readonly exitZero: boolean;
}
