import type { DimensionId } from "../../core/vocabulary.js";
import type { SharedOptions } from "./shared-options.js";

export interface BaselineCommandOptions extends Omit<SharedOptions, "rev" | "local"> {
  readonly baseline?: string;
  readonly config?: string;
  /** Why what came since is accepted. */
  readonly acceptNew?: string;
  /** Rule ids that `acceptNew` is limited to. */
  readonly rule: readonly string[];
  readonly acceptLower: readonly DimensionId[];
  readonly check: boolean;
  readonly cache: boolean;
}
