import type { Finding, Recommendation, Report } from "../../core/report.js";
import type { DimensionId } from "../../core/vocabulary.js";
import { counted, points } from "../numbers.js";
import { DIMENSION_TITLES } from "../titles.js";

type Score = NonNullable<Report["score"]>;

/** "+2 (Environment capture 2 → 4)". */
export function gainInWords(step: Recommendation, findings: readonly Finding[], score: Score): string {
  const { gain } = step;
  if (gain <= 0) return "no points by itself";
  const moved = score.dimensions.find(({ id }) => id === dimensionOf(findings, score));
  if (moved === undefined || moved.earned + gain > moved.max)
    return `+${points(gain)} ${gain === 1 ? "point" : "points"}`;
  return `+${points(gain)}: ${DIMENSION_TITLES[moved.id]} from ${points(moved.earned)} to ${points(moved.earned + gain)}`;
}

/** The ladder that a step moves: that of its findings' rung, or the one that its rule holds down. */
function dimensionOf(findings: readonly Finding[], { dimensions }: Score): DimensionId | null {
  for (const { rung, rule } of findings) {
    const id = rung?.split(".")[0];
    const moved = dimensions.find((one) => one.id === id || one.cap?.rule === rule);
    if (moved !== undefined) return moved.id;
  }
  return null;
}

/** What a step does, to be followed by why. */
export const titleOf = ({ title }: Recommendation): string => title.replace(/\.$/, "");

/** The first recommendations of which none is another way up a rung that one before it climbs. */
export function firstSteps(report: Report, most: number): Recommendation[] {
  const rungs = new Set<string>();
  return report.recommendations
    .filter((step) => {
      const rung = findingsOf(step, report)[0]?.rung;
      if (rung === undefined) return true;
      if (rungs.has(rung)) return false;
      rungs.add(rung);
      return true;
    })
    .slice(0, most);
}

/** Whether one of the steps before it moves the same ladder as far or farther: then it is the smaller way. */
export function smallerThan(
  step: Recommendation,
  before: readonly Recommendation[],
  report: Report,
): boolean {
  const { score } = report;
  if (score === null || step.gain <= 0) return false;
  const ladder = (one: Recommendation) => dimensionOf(findingsOf(one, report), score);
  const own = ladder(step);
  return own !== null && before.some((other) => other.gain >= step.gain && ladder(other) === own);
}

/** The findings that a step would settle, in its order. */
export function findingsOf({ findings }: Recommendation, report: Report): Finding[] {
  const byPrint = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  return findings.flatMap((print) => byPrint.get(print) ?? []);
}

/** "2 errors, 1 warning" as a sentence says it; what there is none of is left out. */
export function countedSeverities(findings: readonly Finding[]): string {
  const of = (severity: Finding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, infos] = [of("error"), of("warning"), of("info")];
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(infos > 0 ? [counted(infos, "remark")] : []),
  ];
  return parts.length === 0 ? "none" : parts.join(", ");
}
