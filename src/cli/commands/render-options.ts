import type { ColourChoice } from "../colour.js";
import type { GateCommandOptions } from "../gate.js";
import type { ReportOutputOptions } from "../report-outputs.js";

export interface RenderCommandOptions
  extends Omit<ReportOutputOptions, "quiet">,
    Pick<GateCommandOptions, "threshold" | "failUnder" | "floor" | "exitZero"> {
  readonly color: ColourChoice;
}
