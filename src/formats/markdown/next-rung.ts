import type { Finding, Report } from "../../core/report.js";

/** The lowest rung that is not fully earned, also from above. */
export function nextRung<
  R extends { readonly share: number; readonly outcome: string; readonly text: string },
>(rungs: readonly R[]): R | null {
  return (
    rungs.find(
      (rung, index) => rung.outcome !== "na" && rungs.slice(index).every((higher) => higher.share < 1),
    ) ?? null
  );
}

type Dimension = NonNullable<Report["score"]>["dimensions"][number];

/** What the score would gain by the best way up a rung; 0 where no finding stands on it. */
export const gainOnRung = (findings: readonly Finding[], { id }: Dimension, rung: number): number =>
  findings
    .filter((finding) => finding.rung === `${id}.${rung}` && finding.scope === "clone")
    .reduce((most, { fix }) => Math.max(most, fix.gain), 0);
