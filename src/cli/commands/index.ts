import { defineAudit } from "./define-audit.js";
import { defineBaseline } from "./define-baseline.js";
import { defineCheck } from "./define-check.js";
import type { DefineCommand } from "./define-command.js";
import { defineExplain } from "./define-explain.js";
import { defineInit } from "./define-init.js";
import { defineMetrics } from "./define-metrics.js";
import { defineRender } from "./define-render.js";
import { defineRuns } from "./define-runs.js";
import { defineShow } from "./define-show.js";

export const COMMANDS: readonly DefineCommand[] = [
  defineAudit,
  defineCheck,
  defineBaseline,
  defineExplain,
  defineRender,
  defineRuns,
  defineShow,
  defineMetrics,
  defineInit,
];
