import type { Report } from "../core/report.js";
import { type GateOptions, gate } from "../policy/gate.js";
import { EXIT } from "./exit.js";

/** The exit code of a report's gate; the last line on stderr says why it is what it is. */
export function exitCodeOf(report: Report, options: GateOptions): number {
  const verdict = gate(report, options);
  if (verdict.outcome === "passed") return EXIT.passed;
  const code = verdict.outcome === "failed" ? EXIT.gateFailed : EXIT.couldNot;
  process.stderr.write(`exptrack: ${verdict.reason} (exit ${code})\n`);
  return code;
}
