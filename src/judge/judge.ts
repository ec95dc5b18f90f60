import type { Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { AreaResult, Finding, Gap, Recommendation, RuleResult, Score } from "../core/report.js";
import type { RuleSet } from "../core/rule.js";
import { runKey } from "../core/run.js";
import type { Outcome } from "../core/vocabulary.js";
import { areas } from "./areas.js";
import { findings } from "./findings.js";
import { Fingerprints, type Surroundings } from "./fingerprint.js";
import { gapsOf } from "./gaps.js";
import type { Verdicts } from "./ladder.js";
import { recommendations } from "./recommendations.js";
import { score } from "./score.js";
import { settle } from "./settle.js";

export interface Judgement {
  readonly score: Score;
  readonly areas: readonly AreaResult[];
  readonly findings: readonly Finding[];
  readonly recommendations: readonly Recommendation[];
  readonly rules: readonly RuleResult[];
  readonly gaps: readonly Gap[];
}

/** A model and what the rules answered about it. */
export interface Judged {
  readonly model: RepoModel;
  readonly verdicts: Verdicts;
}

/**
 * What a project's policy makes of the findings: other severities, accepted ones, notes of its own.
 * @param fingerprint  names a finding that it adds
 */
export type Forgive = (
  findings: readonly Finding[],
  outcomes: ReadonlyMap<string, Outcome>,
  fingerprint: (rule: string, location: Location) => string,
) => readonly Finding[];

/**
 * Score, areas and advice of what a clone holds. `local`: the same with the records and files of this machine, for a
 * second figure and for findings of its own; null where it is left out or adds nothing.
 */
export function judge(
  ruleSet: RuleSet,
  clone: Judged,
  local: Judged | null,
  surroundings: Surroundings,
  forgive: Forgive = (found) => found,
): Judgement {
  const cloned = score(ruleSet, clone.verdicts);
  const prints = new Fingerprints(surroundings);
  const shown = findings(ruleSet, clone.verdicts, clone.model, cloned, prints);
  // After those of the clone, whose names they must not change.
  const beside = local === null ? [] : localFindings(ruleSet, local, clone.model, prints);
  const outcomes = new Map(
    ruleSet.rules.map((rule) => [rule.id, settle(clone.verdicts.get(rule.id) ?? []).outcome]),
  );
  const found = [...shown, ...beside];
  const forgiven = forgive(found, outcomes, (rule, location) => prints.next(rule, location));
  const asked = new Set(found.map((finding) => finding.fingerprint));
  // What only the findings of others show is said by the policy, after the rule was asked.
  const told = new Set(forgiven.filter(({ fingerprint }) => !asked.has(fingerprint)).map(({ rule }) => rule));
  const cloneFindings = forgiven.filter((finding) => finding.scope === "clone");
  const judgedAreas = areas(ruleSet, clone.verdicts, cloneFindings, clone.model.stakes);
  return {
    score: { ...cloned, withLocalRecords: localTotal(ruleSet, clone.model, local) },
    areas: judgedAreas,
    findings: forgiven,
    recommendations: recommendations(ruleSet, cloneFindings, judgedAreas, cloned.dimensions),
    rules: ruleSet.rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      severity: rule.severity,
      ...(rule.rung === undefined ? {} : { rung: rule.rung }),
      areas: (rule.areas ?? []).map(({ area }) => area),
      docs: `docs/rules/${rule.id}.md`,
      what: rule.docs.what,
      why: rule.docs.why,
      ...(rule.docs.limit === undefined ? {} : { limit: rule.docs.limit }),
      fix: rule.docs.fix,
      since: rule.since ?? 1,
      outcome: told.has(rule.id) ? "fail" : (outcomes.get(rule.id) ?? "na"),
    })),
    gaps: gapsOf(ruleSet, clone.verdicts),
  };
}

/** The figure with local records, where there are any. */
function localTotal(ruleSet: RuleSet, clone: RepoModel, local: Judged | null): number | null {
  return local === null || addedRuns(local.model, clone).size === 0
    ? null
    : score(ruleSet, local.verdicts).total;
}

/** Runs that a clone does not know, not even from the snapshot. */
function addedRuns(local: RepoModel, clone: RepoModel): ReadonlySet<string> {
  const cloned = new Set([...clone.runs, ...clone.logs].map(runKey));
  return new Set([...local.runs, ...local.logs].map(runKey).filter((key) => !cloned.has(key)));
}

/** Findings that speak of something which only this machine holds. */
function localFindings(ruleSet: RuleSet, local: Judged, clone: RepoModel, prints: Fingerprints): Finding[] {
  const total = score(ruleSet, local.verdicts);
  const added = addedRuns(local.model, clone);
  const isLocal = ({ path, run }: Location): boolean =>
    run === undefined ? !clone.has(path) : added.has(run);
  return findings(ruleSet, local.verdicts, local.model, total, prints, isLocal);
}

/** Every place that a verdict may be shown at, so that its line can be read beforehand. */
export function placesOf({ model, verdicts }: Judged): Location[] {
  return [...verdicts.values()]
    .flat()
    .filter((verdict) => verdict.outcome === "fail" || verdict.outcome === "partial")
    .map((verdict) => verdict.at ?? verdict.evidence[0] ?? model.anchor);
}
