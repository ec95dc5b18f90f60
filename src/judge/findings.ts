import { compareLocations, type Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Finding, Score } from "../core/report.js";
import type { Rule, RuleSet, Verdict } from "../core/rule.js";
import type { Severity } from "../core/vocabulary.js";
import type { Fingerprints } from "./fingerprint.js";
import { exampleFor, severityOf } from "./in-words.js";
import type { Verdicts } from "./ladder.js";
import { gainOf } from "./score.js";

/** Enough to find the rest by; a store of a thousand runs must not make a finding of a thousand lines. */
const MOST_RELATED = 50;

/**
 * Findings of one model, by severity, then rule order, then place. Unknown answers are gaps, not findings.
 * @param counts  whether a finding at this place is wanted; others leave no trace
 */
export function findings(
  ruleSet: RuleSet,
  verdicts: Verdicts,
  model: RepoModel,
  score: Score,
  prints: Fingerprints,
  counts: (location: Location) => boolean = () => true,
): Finding[] {
  const idiom = idiomOf(model);
  return ruleSet.rules
    .flatMap((rule) =>
      (verdicts.get(rule.id) ?? [])
        .filter((verdict) => shows(rule, verdict, score))
        .map((verdict) => ({ rule, verdict, location: placeOf(verdict, model) }))
        .filter(({ location }) => counts(location))
        .sort((a, b) => compareLocations(a.location, b.location)),
    )
    .map(
      ({ rule, verdict, location }): Finding => ({
        rule: rule.id,
        ...(rule.rung === undefined ? {} : { rung: rule.rung }),
        areas: (rule.areas ?? []).map(({ area }) => area),
        severity: severityOf(rule, verdict),
        confidence: verdict.confidence ?? "high",
        outcome: verdict.outcome,
        message: verdict.message,
        location,
        related: verdict.evidence
          .filter((one) => compareLocations(one, location) !== 0)
          .slice(0, MOST_RELATED),
        scope: model.scope,
        fingerprint: prints.next(rule.id, location),
        status: "open",
        fix: {
          text: rule.docs.fix,
          ...exampleFor(rule, [...trackerOf(location), ...idiom]),
          gain: gainOf(rule, ruleSet, verdicts, score.dimensions),
          effort: rule.docs.effort,
        },
      }),
    )
    .sort(bySeverity);
}

/** What is said of a run speaks the language of the tracker that recorded it. */
const trackerOf = ({ run }: Location): readonly string[] =>
  run === undefined ? [] : [run.slice(0, run.indexOf(":"))];

/**
 * Examples speak the language of the trackers in use, else of the one that would fit. DVC's comes last, and only where
 * it runs stages: elsewhere it holds data.
 */
function idiomOf(model: RepoModel): readonly string[] {
  const active = model.trackers.filter(({ state }) => state === "active").map(({ id }) => id);
  const stages = model.evidence("pipeline.definition").some(({ tool }) => tool === "dvc");
  return [
    ...active.filter((id) => id !== "dvc"),
    ...active.filter((id) => id === "dvc" && stages),
    ...(model.proposal === null ? [] : [model.proposal.tracker]),
  ];
}

const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

const bySeverity = (a: Finding, b: Finding): number =>
  SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity];

const placeOf = (verdict: Verdict, model: RepoModel): Location =>
  verdict.at ?? verdict.evidence[0] ?? model.anchor;

function shows(rule: Rule, verdict: Verdict, score: Score): boolean {
  if (verdict.silent === true || (verdict.outcome !== "fail" && verdict.outcome !== "partial")) return false;
  if (rule.oneWay !== true || rule.rung === undefined) return true;
  const [dimension, height] = rule.rung.split(".");
  const rungs = score.dimensions.find((one) => one.id === dimension)?.rungs ?? [];
  return !rungs.some((rung) => rung.rung >= Number(height) && rung.share >= 1);
}
