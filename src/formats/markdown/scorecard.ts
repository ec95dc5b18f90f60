import type { Report } from "../../core/report.js";
import { points } from "../numbers.js";
import { DIMENSION_TITLES } from "../titles.js";
import { code, prose, table, where } from "./escape.js";
import { findingList } from "./findings.js";
import { clonedFindings } from "./report-scope.js";

/** The six ladders with the rule behind each rung, and the findings that cost points. */
export function scorecard(report: Report): string {
  const { score } = report;
  if (score === null) return "Nothing to score.";
  const totals = table({
    head: ["Dimension", "Earned", "Undecided", "Of"],
    rows: [
      ...score.dimensions.map((dimension) => [
        DIMENSION_TITLES[dimension.id],
        points(dimension.earned),
        points(dimension.undecided),
        "5",
      ]),
      ["**Total**", `**${points(score.total)}**`, points(score.undecided), "30"],
    ],
  });
  const ladders = score.dimensions.map((dimension) => {
    const cap =
      dimension.cap === null
        ? ""
        : `\n\nHeld at ${dimension.cap.max} by ${code(dimension.cap.rule)}: ${prose(dimension.cap.why)}.`;
    const findings = findingList(
      clonedFindings(report).filter((finding) => finding.rung?.startsWith(`${dimension.id}.`)),
    );
    return [
      `### ${DIMENSION_TITLES[dimension.id]}: ${points(dimension.earned)} / 5`,
      `${table({
        head: ["Rung", "", "Share", "Why", "Evidence"],
        rows: dimension.rungs.map((rung) => [
          String(rung.rung),
          prose(rung.text),
          rung.outcome === "na" ? "n/a" : rung.outcome === "unknown" ? "?" : percent(rung.share),
          prose(rung.why),
          where(rung.evidence, 2),
        ]),
      })}${cap}`,
      findings,
    ]
      .filter((text) => text !== "")
      .join("\n\n");
  });
  return [
    totals,
    "A rung carries those beneath it; what cannot be observed earns nothing and stands under undecided.",
    ...ladders,
  ].join("\n\n");
}

const percent = (share: number): string => `${points(share * 100)} %`;
