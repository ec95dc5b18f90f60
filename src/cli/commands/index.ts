import { defineAudit } from "./define-audit.js";
import type { DefineCommand } from "./define-command.js";
import { defineRuns } from "./define-runs.js";

export const COMMANDS: readonly DefineCommand[] = [defineAudit, defineRuns];
