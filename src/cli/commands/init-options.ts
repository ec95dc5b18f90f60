import type { InitChoices } from "../../init/facts.js";
import type { SharedOptions } from "./shared-options.js";

export interface InitCommandOptions
  extends InitChoices,
    Pick<SharedOptions, "color" | "quiet" | "progress" | "debug"> {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly cache: boolean;
}
