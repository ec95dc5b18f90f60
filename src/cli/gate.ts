import { BASELINE_PATH } from "../core/outputs.js";
import type { Policy } from "../core/policy.js";
import type { Report } from "../core/report.js";
import type { DimensionId } from "../core/vocabulary.js";
import { printable } from "../formats/plain.js";
import { type GateOptions, type GateVerdict, gate } from "../policy/gate.js";
import { EXIT } from "./exit.js";

/** What the command line says about the gate; it goes before the configuration. */
export interface GateCommandOptions {
  readonly threshold?: number;
  readonly failUnder?: number;
  /** By dimension; the last of the same dimension counts. */
  readonly floor?: readonly (readonly [DimensionId, number])[];
  readonly failOnNew?: boolean;
  readonly exitZero?: boolean;
  /** `--baseline FILE` */
  readonly baseline?: string;
  /** Nothing is said where the gate passes. */
  readonly quiet?: boolean;
}

/** The exit code of a report's gate; the last line on stderr says why it is what it is. */
export function exitCodeOf(report: Report, policy: Policy, options: GateCommandOptions): number {
  const verdict = gate(report, gateOptions(policy, options));
  const code = codeOf(verdict, options);
  for (const line of linesOf(verdict, code, options)) process.stderr.write(`${printable(line)}\n`);
  return code;
}

export function gateOptions({ configuration, baseline }: Policy, options: GateCommandOptions): GateOptions {
  const threshold = options.threshold ?? options.failUnder ?? configuration.threshold;
  return {
    threshold,
    floors: { ...configuration.floors, ...Object.fromEntries(options.floor ?? []) },
    baseline,
    baselinePath: options.baseline ?? configuration.baseline ?? BASELINE_PATH,
    failOnNew: options.failOnNew === true,
    // What has no threshold of its own is held to that of the repository.
    projects: configuration.projects.map((one) => ({ ...one, threshold: one.threshold ?? threshold })),
    today: new Date().toISOString().slice(0, 10),
  };
}

function codeOf({ outcome }: GateVerdict, { exitZero }: GateCommandOptions): number {
  if (outcome === "could-not") return EXIT.couldNot;
  return outcome === "failed" && exitZero !== true ? EXIT.gateFailed : EXIT.passed;
}

function linesOf(
  { outcome, reasons, notes, summary }: GateVerdict,
  code: number,
  options: GateCommandOptions,
): string[] {
  const said = notes.map((note) => `exptrack: ${note}`);
  if (outcome === "no-gate" || (outcome === "passed" && options.quiet === true)) return said;
  const exit = outcome === "failed" && code === EXIT.passed ? "exit 0, as --exit-zero asks" : `exit ${code}`;
  const several = reasons.length > 1 || reasons.some(({ lines }) => lines.length > 0);
  return [
    ...said,
    ...(several ? reasons.flatMap(({ full, lines }) => [`exptrack: ${full}`, ...lines]) : []),
    `exptrack: ${summary} (${exit})`,
  ];
}
