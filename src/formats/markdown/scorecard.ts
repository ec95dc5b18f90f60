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
  const total = `${points(score.total)} / ${score.max}${undecided(score.undecided)}`;
  const ladders = table({
    head: ["Rung", "Earned", "Because"],
    rows: [
      ...score.dimensions.flatMap((dimension) => ladder(report, dimension, at)),
      ["**Total**", `**${total}**`, ""],
    ],
  });
  const said = new Set(score.dimensions.flatMap(({ rungs }) => rungs.map(({ why }) => why)));
  const findings = clonedFindings(report).filter((finding) => {
    const home = homeOf(finding);
    return home === "other" || (home in DIMENSION_TITLES && !said.has(finding.message));
  });
  return [
    "A rung carries those beneath it. What cannot be observed earns nothing and is counted as undecided.",
    ladders,
    ...(findings.length === 0 ? [] : ["Found besides:", findingList(findings, at)]),
  ].join("\n\n");
}

const undecided = (amount: number): string => (amount > 0 ? ` (${points(amount)} undecided)` : "");

/** A row for the dimension, with what comes next and what holds it down, then its rungs. */
function ladder(report: Report, dimension: DimensionScore, at: Places): string[][] {
  const { id, earned, rungs, cap, max } = dimension;
  const held =
    cap === null || earned < cap.max ? [] : [`held at ${cap.max} by ${code(cap.rule)}: ${told(cap.why)}`];
  return [
    [
      `**${DIMENSION_TITLES[id]}**`,
      `**${points(earned)} / ${max}**${undecided(dimension.undecided)}`,
      [...upwards(report, dimension), ...held].join("; "),
    ],
    ...alike(rungs, nextRung(rungs)?.rung ?? 0).map((same) => row(same, at)),
  ];
}

function upwards(report: Report, dimension: DimensionScore): string[] {
  const next = nextRung(dimension.rungs);
  if (next === null) return [];
  const gain = gainOnRung(report.findings, dimension, next.rung);
  return [`next: ${prose(next.text)}${gain > 0 ? ` (+${points(gain)})` : ""}`];
}

/**
 * Neighbouring rungs that one sentence answers, those that do not apply, and those above the next one of which nothing
 * is there.
 */
function alike(rungs: readonly RungResult[], next: number): RungResult[][] {
  const groups: RungResult[][] = [];
  for (const rung of rungs) {
    const last = groups.at(-1)?.at(-1);
    const same =
      last !== undefined &&
      earnedOn(last) === earnedOn(rung) &&
      (last.why === rung.why || rung.outcome === "na" || (last.rung > next && isBare(last) && isBare(rung)));
    if (same) groups.at(-1)?.push(rung);
    else groups.push([rung]);
  }
  return groups;
}

const isBare = ({ share, outcome, evidence }: RungResult): boolean =>
  share === 0 && outcome === "fail" && evidence.length === 0;

function row(same: readonly RungResult[], at: Places): string[] {
  const [first] = same;
  if (first === undefined) return [];
  const open = same.filter(({ outcome, rule }) => outcome !== "pass" && outcome !== "na" && rule !== "");
  const places = at.several(
    same.flatMap(({ evidence }) => evidence),
    2,
  );
  return [
    `${same.length === 1 ? first.rung : `${first.rung}–${same.at(-1)?.rung}`}: ${same.map(({ text }) => prose(text)).join("; ")}`,
    earnedOn(first),
    [[...new Set(same.map(({ why }) => told(why)))].join("; "), places, ...open.map(({ rule }) => code(rule))]
      .filter((text) => text !== "")
      .join(" · "),
  ];
}

const earnedOn = ({ outcome, share }: RungResult): string =>
  outcome === "na" ? "n/a" : outcome === "unknown" ? "?" : `${points(share * 100)} %`;
