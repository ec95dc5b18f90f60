import type { Finding } from "../../core/report.js";
import { points } from "../numbers.js";
import { code, prose, where } from "./escape.js";

const MARK = { error: "**error**", warning: "warning", info: "info" } as const;

/** A list of findings, each with its place; empty text where there is none. */
export function findingList(findings: readonly Finding[]): string {
  return findings
    .map((finding) => {
      const gain = finding.fix.gain > 0 ? ` (+${points(finding.fix.gain)})` : "";
      return `- ${MARK[finding.severity]} ${prose(finding.message)}: ${where([finding.location, ...finding.related])}${gain} · ${code(finding.rule)}`;
    })
    .join("\n");
}
