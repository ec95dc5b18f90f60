import { defineAudit } from "./define-audit.js";
import type { DefineCommand } from "./define-command.js";
import { defineMetrics } from "./define-metrics.js";
import { defineRuns } from "./define-runs.js";
import { defineShow } from "./define-show.js";

export const COMMANDS: readonly DefineCommand[] = [defineAudit, defineRuns, defineShow, defineMetrics];
