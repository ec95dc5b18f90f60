import type { Finding, Report } from "../../core/report.js";
import { fencedChange } from "../fence.js";
import { points } from "../numbers.js";
import { code, prose, where } from "./escape.js";

export function prioritizedRecommendations(report: Report): string {
  if (report.recommendations.length === 0) return "Nothing is recommended.";
  const byPrint = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  return report.recommendations
    .map((one, index) => {
      const findings = one.findings.flatMap((print) => byPrint.get(print) ?? []);
      const gain = one.gain > 0 ? `+${points(one.gain)} points` : "no points, but fewer doubts";
      return [
        `${index + 1}. **${one.priority}** ${prose(one.title)} (${gain}, ${one.effort})`,
        ...findings.slice(0, 3).map(evidenceLine),
        ...(findings.length > 3 ? [`   - and ${findings.length - 3} more places`] : []),
        ...(one.example === null ? [] : ["", ...indented(fencedChange(one.before, one.example))]),
      ].join("\n");
    })
    .join("\n\n");
}

const evidenceLine = (finding: Finding): string =>
  `   - ${prose(finding.message)}: ${where([finding.location])} · ${code(finding.rule)}`;

/** Indented under its list item. */
const indented = (lines: readonly string[]): string[] =>
  lines.map((line) => (line === "" ? "" : `   ${line}`));
