import type { Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Suppression } from "../core/policy.js";
import type { Finding } from "../core/report.js";
import type { Rule } from "../core/rule.js";
import type { Outcome } from "../core/vocabulary.js";
import type { Asked } from "./accepted.js";
import { didYouMean } from "./nearest.js";
import { pathMatcher } from "./path-patterns.js";

/** Rules whose findings, or some of them, only the policy can know. */
export const UNUSED = "unused-suppression";
export const UNKNOWN = "unknown-rule-in-suppression";
export const WITHOUT_REASON = "suppression-without-reason";
const ABOUT_SUPPRESSIONS: ReadonlySet<string> = new Set([UNUSED, UNKNOWN, WITHOUT_REASON]);

/** What findings about suppressions are told from. */
export interface Surveyed {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** What a clone holds. */
  readonly clone: Pick<RepoModel, "has" | "files" | "anchor">;
  /** Whether the project has switched a rule off. */
  isOff(rule: string): boolean;
  fingerprint(rule: string, location: Location): string;
}

/**
 * Findings about the suppressions themselves: of a rule that does not exist, or accepting nothing. A rule that could not
 * be decided may find something elsewhere, so that nothing is unused; the same holds for files that are not here.
 * @param used  the suppressions that accept a finding
 */
export function suppressionFindings(
  all: readonly Asked[],
  used: ReadonlySet<Suppression>,
  surveyed: Surveyed,
): Finding[] {
  const about = (rule: string, suppression: Suppression, message: string): Finding[] =>
    made(surveyed, rule, suppression.location, message);
  return all.flatMap(({ suppression }) => {
    const { rule, malformed, covers } = suppression;
    // Of those the rules themselves tell.
    if (malformed !== undefined || (suppression.reach === "line" && covers === null)) return [];
    if (!surveyed.rules.has(rule))
      return about(
        UNKNOWN,
        suppression,
        `there is no rule ${rule}${didYouMean(rule, surveyed.rules.keys())}`,
      );
    const withoutReason =
      suppression.reach === "paths" && suppression.reason === null
        ? about(WITHOUT_REASON, suppression, `nothing says why findings of ${rule} are accepted`)
        : [];
    return used.has(suppression) || !isDecided(suppression, surveyed)
      ? withoutReason
      : [
          ...withoutReason,
          ...about(UNUSED, suppression, `no finding of ${rule} is left that it could accept`),
        ];
  });
}

function isDecided({ rule, reach, paths }: Suppression, { outcomes, clone, isOff }: Surveyed): boolean {
  const outcome = outcomes.get(rule);
  if (ABOUT_SUPPRESSIONS.has(rule) || isOff(rule)) return false;
  if (outcome !== "pass" && outcome !== "partial" && outcome !== "fail") return false;
  if (reach !== "paths" || paths.length === 0) return true;
  const matches = pathMatcher(paths);
  return clone.files.some((file) => matches(file.path));
}

/** None where the rule is not part of the rule set. */
function made(
  { rules, clone, fingerprint }: Surveyed,
  id: string,
  written: Location,
  message: string,
): Finding[] {
  const rule = rules.get(id);
  if (rule === undefined) return [];
  // A configuration may lie outside of what is audited.
  const outside = written.path.startsWith("../") || written.path.startsWith("/");
  const location = outside ? clone.anchor : written;
  return [
    {
      rule: id,
      areas: (rule.areas ?? []).map(({ area }) => area),
      severity: rule.severity,
      confidence: "high",
      outcome: "fail",
      message: outside ? `${message} (${written.path})` : message,
      location,
      related: [],
      scope: outside || isShared(written.path, clone) ? "clone" : "local",
      fingerprint: fingerprint(id, location),
      status: "open",
      fix: { text: rule.docs.fix, gain: 0, effort: rule.docs.effort },
    },
  ];
}

/** exptrack's own files are no part of a model; a configuration counts as the clone's. */
const isShared = (path: string, clone: Surveyed["clone"]): boolean =>
  clone.has(path) || /(?:^|\/)\.?exptrack[^/]*\.ya?ml$/.test(path);
