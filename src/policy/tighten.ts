import type { AcceptedFinding, Baseline } from "../core/policy.js";
import type { Finding, Report } from "../core/report.js";
import type { DimensionId } from "../core/vocabulary.js";
import { compareEntries } from "./baseline.js";
import { held } from "./held.js";

/** What is asked for beside tightening. */
export interface Loosening {
  /** Findings that came since are accepted as well. `rules` empty: of every rule. null: they are not. */
  readonly acceptNew: { readonly reason: string; readonly rules: readonly string[] } | null;
  /** Dimensions whose floor may come down to what they earn. */
  readonly acceptLower: ReadonlySet<DimensionId>;
}

export interface Tightened {
  readonly baseline: Baseline;
  readonly kept: readonly AcceptedFinding[];
  readonly added: readonly AcceptedFinding[];
  /** Of rules that came with a newer rule set. */
  readonly fromNewRules: readonly AcceptedFinding[];
  /** What they accepted is gone. */
  readonly removed: readonly AcceptedFinding[];
  /** Open findings that are not accepted. */
  readonly refused: readonly Finding[];
  readonly floors: readonly FloorChange[];
}

/** null before: there was none. */
export interface FloorChange {
  readonly dimension: DimensionId;
  readonly before: number | null;
  readonly earned: number;
  readonly after: number;
}

/**
 * The baseline that holds the state of a report. Without one before: every open error and warning, and what each
 * dimension earns as cloned. Afterwards it only loses what is gone and floors only rise, unless somebody asks for more.
 * What rules that came with a newer rule set find is taken in: it has failed nobody before.
 * @param report  of an audit with `before` as its baseline, and a score
 * @param isThere  whether a clone holds a file of this path
 */
export function tighten(
  before: Baseline | null,
  report: Report,
  { acceptNew, acceptLower }: Loosening,
  isThere: (path: string) => boolean,
): Tightened {
  const found = report.findings.filter(counts);
  const cloned = report.findings.filter((finding) => finding.scope === "clone");
  const known = held(before ?? { accepted: [] }, cloned, isThere);
  const open = found.filter((finding) => finding.status === "open");
  const since = new Map(report.rules.map((rule) => [rule.id, rule.since]));
  const fresh = (finding: Finding): boolean =>
    before !== null && (since.get(finding.rule) ?? 1) > before.ruleSet;
  const wanted = (finding: Finding): boolean =>
    acceptNew !== null && (acceptNew.rules.length === 0 || acceptNew.rules.includes(finding.rule));
  const byPrint = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  const undecided = undecidedIn(report);
  const stillThere = [...known.findings].map(([fingerprint, { reason }]) =>
    entryOf(byPrint.get(fingerprint)!, reason ?? null),
  );
  const kept = [...stillThere, ...known.left.filter(({ rule }) => undecided.has(rule))];
  const added = open.filter((finding) => before === null || wanted(finding));
  const fromNewRules = open.filter((finding) => !added.includes(finding) && fresh(finding));
  const taken = [...added, ...fromNewRules];
  const reason = acceptNew?.reason ?? null;
  const addedEntries = added.map((finding) => entryOf(finding, reason));
  const newEntries = fromNewRules.map((finding) => entryOf(finding, null));
  const floors = floorsOf(before, report, acceptLower);
  return {
    baseline: {
      schemaVersion: 1,
      ruleSet: Math.max(before?.ruleSet ?? 1, report.tool.ruleSet),
      floors: Object.fromEntries(floors.map(({ dimension, after }) => [dimension, after])),
      accepted: [...kept, ...addedEntries, ...newEntries].sort(compareEntries),
    },
    kept,
    added: addedEntries,
    fromNewRules: newEntries,
    removed: known.left.filter(({ rule }) => !undecided.has(rule)),
    refused: open.filter((finding) => !taken.includes(finding)),
    floors,
  };
}

/** What only this machine holds, and what nobody has to act on, is no part of a baseline. */
const counts = ({ scope, severity }: Finding): boolean => scope === "clone" && severity !== "info";

/** Rules whose findings may still be there: they could not be decided, or are off. */
const undecidedIn = (report: Report): ReadonlySet<string> =>
  new Set(
    report.rules
      .filter(({ outcome, configured }) => outcome === "unknown" || configured === "off")
      .map(({ id }) => id),
  );

const entryOf = ({ rule, location, fingerprint }: Finding, reason: string | null): AcceptedFinding => ({
  rule,
  path: location.path,
  fingerprint,
  ...(reason === null ? {} : { reason }),
});

const floorsOf = (
  before: Baseline | null,
  report: Report,
  acceptLower: ReadonlySet<DimensionId>,
): FloorChange[] =>
  (report.score?.dimensions ?? []).map(({ id, earned }) => {
    const floor = before?.floors[id] ?? null;
    const after = floor === null || earned >= floor || acceptLower.has(id) ? earned : floor;
    return { dimension: id, before: floor, earned, after };
  });
