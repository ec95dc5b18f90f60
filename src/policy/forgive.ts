import { compareLocations, type Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Policy, Suppression } from "../core/policy.js";
import type { Finding, PolicyResult } from "../core/report.js";
import type { Rule } from "../core/rule.js";
import type { Outcome } from "../core/vocabulary.js";
import { type Asked, asked } from "./accepted.js";
import { type Held, held } from "./held.js";
import { withSeverities } from "./rule-settings.js";
import { suppressionFindings } from "./suppression-findings.js";

/** What a project's policy made of the findings of an audit. */
export interface Forgiven {
  readonly findings: readonly Finding[];
  readonly policy: PolicyResult;
}

/** What an audit knows beside its findings. */
export interface Hearing {
  readonly policy: Policy;
  /** Suppressions in the files of the repository. */
  readonly written: readonly Suppression[];
  readonly rules: readonly Rule[];
  /** What each rule came to: of a rule that could not be decided no suppression is unused. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** What a clone holds. */
  readonly clone: Pick<RepoModel, "has" | "files" | "anchor">;
  /** Names a finding that is added. */
  fingerprint(rule: string, location: Location): string;
}

/**
 * Adds what is to be said about suppressions themselves, gives all findings their configured severities, and marks those
 * that a suppression or the baseline accepts. What is accepted stays in the list, with its reason. Only findings of the
 * clone are held against a baseline.
 */
export function forgive(findings: readonly Finding[], hearing: Hearing): Forgiven {
  const { policy, clone } = hearing;
  const all = [...hearing.written, ...policy.configuration.ignore]
    .sort((a, b) => compareLocations(a.location, b.location))
    .map(asked);
  const rules = new Map(hearing.rules.map((rule) => [rule.id, rule]));
  const used = usedBy(all, findings);
  const own = suppressionFindings(all, used, { ...hearing, rules, isOff: (id) => isOff(policy, id) });
  const together = withSeverities([...findings, ...own], policy.configuration.rules);
  const cloned = together.filter((finding) => finding.scope === "clone");
  const kept = policy.baseline === null ? null : held(policy.baseline, cloned, clone.has);
  return {
    findings: together.map((finding) => judged(finding, policy.ignores ? all : [], kept)),
    policy: {
      configuration: policy.configuration.path,
      excluded: [...policy.configuration.exclude],
      ignores: policy.ignores,
      suppressions: all
        .filter(({ suppression }) => suppression.malformed === undefined)
        .map((one) => ({
          rule: one.suppression.rule,
          reason: one.suppression.reason,
          expires: one.suppression.expires,
          location: one.suppression.location,
          findings: together.filter(one.accepts).map((finding) => finding.fingerprint),
        })),
      baseline: kept === null ? null : baselineResult(hearing, kept),
    },
  };
}

/** A suppression goes before the baseline: it says why. */
function judged(finding: Finding, heeded: readonly Asked[], kept: Held | null): Finding {
  const suppressed = heeded.find((one) => one.accepts(finding));
  if (suppressed !== undefined)
    return { ...finding, status: "suppressed", ...because(suppressed.suppression.reason) };
  const entry = kept?.findings.get(finding.fingerprint);
  return entry === undefined
    ? finding
    : { ...finding, status: "baselined", ...because(entry.reason ?? null) };
}

const isOff = ({ configuration }: Policy, rule: string): boolean =>
  configuration.rules.get(rule)?.severity === "off";

const because = (reason: string | null): { reason?: string } => (reason === null ? {} : { reason });

const usedBy = (all: readonly Asked[], findings: readonly Finding[]): ReadonlySet<Suppression> =>
  new Set(all.filter((one) => findings.some(one.accepts)).map(({ suppression }) => suppression));

/** What a rule that could not be decided, or is off, had found before is not gone. */
function baselineResult({ policy, outcomes }: Hearing, { findings, left }: Held): PolicyResult["baseline"] {
  const { baseline } = policy;
  if (baseline === null) return null;
  const isOpen = (rule: string): boolean => outcomes.get(rule) === "unknown" || isOff(policy, rule);
  return {
    ruleSet: baseline.ruleSet,
    accepted: baseline.accepted.length,
    findings: [...findings.keys()].sort(),
    stale: left
      .filter((entry) => !isOpen(entry.rule))
      .map(({ rule, path, fingerprint }) => ({ rule, path, fingerprint })),
  };
}
