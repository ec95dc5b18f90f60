import type { Baseline, ProjectSetting } from "../core/policy.js";
import type { Finding, Report } from "../core/report.js";
import type { DimensionId } from "../core/vocabulary.js";
import { isExpired } from "./expiry.js";
import { gateNotes } from "./gate-notes.js";
import { findingLines, type Reason, sentence } from "./gate-words.js";
import { newerRules } from "./newer-rules.js";

export interface GateOptions {
  /** Least score, 0 to 30; null: no gate. */
  readonly threshold: number | null;
  /** Least points of single dimensions, 0 to 5, from the command line and the configuration. */
  readonly floors: Readonly<Partial<Record<DimensionId, number>>>;
  /** The one that the report was made with. */
  readonly baseline: Baseline | null;
  /** As messages call its file. */
  readonly baselinePath: string;
  /** Errors that the baseline does not hold fail. */
  readonly failOnNew: boolean;
  /** Projects below the root, gated by their own score. */
  readonly projects: readonly ProjectSetting[];
  /** The day that expiry is judged by, ISO 8601. */
  readonly today: string;
}

export interface GateVerdict {
  readonly outcome: "no-gate" | "passed" | "failed" | "could-not";
  /** Each thing that failed, as lines; none where the gate passed. */
  readonly reasons: readonly Reason[];
  /** What is to be said whatever the outcome. */
  readonly notes: readonly string[];
  /** In one sentence why it is so, and what would pass. Empty without a gate. */
  readonly summary: string;
}

/**
 * Holds a report against what is asked for: the score and the dimensions as cloned, in whole hundredths, never as they
 * are displayed; and the findings of a clone. What only this machine holds changes nothing.
 */
export function gate(report: Report, options: GateOptions): GateVerdict {
  const asked = isAsked(options);
  const notes = gateNotes(report, options);
  if (!asked) return { outcome: "no-gate", reasons: [], notes, summary: "" };
  if (options.failOnNew && options.baseline === null)
    return couldNot(
      notes,
      `--fail-on-new needs a baseline: run exptrack baseline and commit ${options.baselinePath}, or name one with --baseline`,
    );
  if (report.score === null)
    return couldNot(
      notes,
      `no machine learning was found, so there is no score to hold against ${wanted(options)}`,
    );
  const unscored = options.projects.find(
    ({ root, threshold }) => threshold !== null && scoreOf(report, root) === null,
  );
  if (unscored !== undefined)
    return couldNot(
      notes,
      `no machine learning was found in the project ${unscored.root}, so it has no score to gate`,
    );
  const reasons = [
    ...scoreReasons(report, options),
    ...floorReasons(report, options),
    ...projectReasons(report, options),
    ...findingReasons(report, options),
  ];
  return reasons.length === 0
    ? { outcome: "passed", reasons, notes, summary: `the gate passed: ${held(report, options)}` }
    : { outcome: "failed", reasons, notes, summary: sentence(reasons) };
}

const isAsked = ({ threshold, floors, baseline, failOnNew, projects }: GateOptions): boolean =>
  threshold !== null ||
  failOnNew ||
  baseline !== null ||
  Object.keys(floors).length > 0 ||
  projects.some((project) => project.threshold !== null);

const couldNot = (notes: readonly string[], summary: string): GateVerdict => ({
  outcome: "could-not",
  reasons: [],
  notes,
  summary,
});

const hundredths = (points: number): number => Math.round(points * 100);
/** Points missing, or null where it is enough. */
const lacking = (earned: number, least: number): number | null =>
  hundredths(earned) >= hundredths(least) ? null : (hundredths(least) - hundredths(earned)) / 100;

function scoreReasons({ score, recommendations }: Report, { threshold }: GateOptions): Reason[] {
  const missing = threshold === null ? null : lacking(score!.total, threshold);
  if (missing === null) return [];
  const best = recommendations.reduce((most, one) => Math.max(most, one.gain), 0);
  const step = recommendations.find((one) => one.gain === best && best > 0);
  const way = step === undefined ? "" : `; the largest step: ${step.title.replace(/\.$/, "")} (+${best})`;
  const short = `score ${score!.total} is below the threshold ${threshold}; ${missing} more would pass`;
  return [{ short, full: `${short}${way}`, lines: [] }];
}

/** Of the same dimension the higher floor counts. */
function floorReasons({ score, tool }: Report, options: GateOptions): Reason[] {
  const { baseline, floors, baselinePath } = options;
  const kept = baseline?.ruleSet === tool.ruleSet ? baseline.floors : {};
  return score!.dimensions.flatMap(({ id, earned }): Reason[] => {
    const [set, accepted] = [floors[id] ?? -1, kept[id] ?? -1];
    const floor = Math.max(set, accepted);
    const missing = lacking(earned, floor);
    if (missing === null) return [];
    const from = accepted > set ? ` of ${baselinePath}` : "";
    const short = `${id} ${earned} is below its floor ${floor}${from}; ${missing} more would pass`;
    return [{ short, full: short, lines: [] }];
  });
}

function projectReasons(report: Report, { projects }: GateOptions): Reason[] {
  return projects.flatMap(({ root, threshold }): Reason[] => {
    const score = scoreOf(report, root);
    const missing = threshold === null || score === null ? null : lacking(score, threshold);
    if (missing === null) return [];
    const short = `project ${root}: score ${score} is below its threshold ${threshold}; ${missing} more would pass`;
    return [{ short, full: short, lines: [] }];
  });
}

const scoreOf = ({ repository }: Report, root: string): number | null =>
  repository.projects.find((project) => project.root === root)?.score ?? null;

function findingReasons(report: Report, options: GateOptions): Reason[] {
  if (!options.failOnNew || options.baseline === null) return [];
  const isNewer = newerRules(report, options.baseline);
  const found = openErrors(report, options.today).filter((finding) => !isNewer.has(finding.rule));
  if (found.length === 0) return [];
  const count = found.length === 1 ? "1 new error" : `${found.length} new errors`;
  const short = `${count} that ${options.baselinePath} does not hold`;
  return [
    {
      short: `${short}; fixing or accepting ${found.length === 1 ? "it" : "them"} would pass (exptrack baseline --accept-new "reason")`,
      full: `${short}:`,
      lines: findingLines(found),
    },
  ];
}

/** Errors of a clone that nothing accepts: a suppression counts up to its last day. */
export function openErrors(report: Report, today: string): Finding[] {
  const { suppressions, baseline } = report.policy;
  const holding = new Set(
    suppressions.filter(({ expires }) => !isExpired(expires, today)).flatMap(({ findings }) => findings),
  );
  const baselined = new Set(baseline?.findings);
  return report.findings.filter(
    ({ scope, severity, status, fingerprint }) =>
      scope === "clone" &&
      severity === "error" &&
      (status === "open" ||
        (status === "suppressed" && !holding.has(fingerprint) && !baselined.has(fingerprint))),
  );
}

function wanted({ threshold, floors, baseline }: GateOptions): string {
  if (threshold !== null) return `the threshold ${threshold}`;
  if (Object.keys(floors).length > 0) return "the floors";
  return baseline === null ? "the thresholds of its projects" : "the baseline";
}

/** What was asked for and holds. */
function held(
  { score }: Report,
  { threshold, floors, baseline, failOnNew, baselinePath }: GateOptions,
): string {
  return [
    threshold === null ? `score ${score!.total}` : `score ${score!.total} reaches the threshold ${threshold}`,
    ...(Object.keys(floors).length === 0 ? [] : ["every floor holds"]),
    ...(baseline === null ? [] : [`nothing fell below ${baselinePath}`]),
    ...(failOnNew ? ["no new error"] : []),
  ].join(", ");
}
