import type { DimensionScore, Report, RungResult } from "../../core/report.js";
import { points } from "../numbers.js";
import { DIMENSION_TITLES } from "../titles.js";
import { code, prose, table, told } from "./escape.js";
import { findingList } from "./findings.js";
import { homeOf } from "./homes.js";
import { gainOnRung, nextRung } from "./next-rung.js";
import type { Places } from "./places.js";
import { clonedFindings } from "./report-scope.js";

/** The six ladders with what answered each rung, and the findings that no other part lists. */
export function scorecard(report: Report, at: Places): string {
  const { score } = report;
  if (score === null) return "Nothing to score.";
  const totals = table({
    head: ["Dimension", "Earned", "Undecided", "Of", "Next rung"],
    rows: [
      ...score.dimensions.map((dimension) => [
        DIMENSION_TITLES[dimension.id],
        points(dimension.earned),
        points(dimension.undecided),
        "5",
        upwards(report, dimension),
      ]),
      ["**Total**", `**${points(score.total)}**`, points(score.undecided), "30", ""],
    ],
  });
  const others = findingList(
    clonedFindings(report).filter((finding) => homeOf(finding) === "other"),
    at,
  );
  return [
    totals,
    "A rung carries those beneath it; what cannot be observed earns nothing and stands under undecided.",
    ...score.dimensions.map((dimension) => ladder(report, dimension, at)),
    others === "" ? "" : `### Other findings\n\n${others}`,
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function upwards(report: Report, dimension: DimensionScore): string {
  const next = nextRung(dimension.rungs);
  if (next === null) return "";
  const gain = gainOnRung(report.findings, dimension, next.rung);
  return `${prose(next.text)}${gain > 0 ? ` (+${points(gain)})` : ""}`;
}

function ladder(report: Report, dimension: DimensionScore, at: Places): string {
  const { id, earned, rungs, cap } = dimension;
  const said = new Set(rungs.map(({ why }) => why));
  const findings = clonedFindings(report).filter(
    (finding) => homeOf(finding) === id && !said.has(finding.message),
  );
  return [
    `### ${DIMENSION_TITLES[id]}: ${points(earned)} / 5`,
    table({
      head: ["Rung", "Asks for", "Earned", "Because", "Evidence"],
      rows: alike(rungs).map((same) => row(same, at)),
    }),
    cap === null ? "" : `Held at ${cap.max} by ${code(cap.rule)}: ${told(cap.why)}.`,
    findingList(findings, at),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** Neighbouring rungs that one sentence answers. */
function alike(rungs: readonly RungResult[]): RungResult[][] {
  const groups: RungResult[][] = [];
  for (const rung of rungs) {
    const last = groups.at(-1)?.at(-1);
    const same = last?.why === rung.why && earnedOn(last) === earnedOn(rung);
    if (same) groups.at(-1)?.push(rung);
    else groups.push([rung]);
  }
  return groups;
}

function row(same: readonly RungResult[], at: Places): string[] {
  const [first] = same;
  if (first === undefined) return [];
  const open = same.filter(({ outcome, rule }) => outcome !== "pass" && rule !== "");
  return [
    same.length === 1 ? String(first.rung) : `${first.rung}–${same.at(-1)?.rung}`,
    same.map(({ text }) => prose(text)).join("; "),
    earnedOn(first),
    [told(first.why), ...open.map(({ rule }) => code(rule))].join(" · "),
    at.several(
      same.flatMap(({ evidence }) => evidence),
      2,
    ),
  ];
}

const earnedOn = ({ outcome, share }: RungResult): string =>
  outcome === "na" ? "n/a" : outcome === "unknown" ? "?" : `${points(share * 100)} %`;
