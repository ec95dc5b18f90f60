import { defineAudit } from "./audit-options.js";
import type { DefineCommand } from "./define-command.js";
import { defineRuns } from "./runs-options.js";

export const COMMANDS: readonly DefineCommand[] = [defineAudit, defineRuns];
