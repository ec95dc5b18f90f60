import type { Finding, Report } from "../core/report.js";
import { SEVERITIES } from "../core/vocabulary.js";
import { clonedFindings, localFindings } from "./markdown/report-scope.js";
import { counted } from "./numbers.js";

/** "5 errors, 1 warning, 9 info", or "none". */
export function severityCounts(findings: readonly Finding[]): string {
  const told = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [severity === "info" ? `${count} info` : counted(count, severity)];
  });
  return told.length === 0 ? "none" : told.join(", ");
}

/** Findings of what a clone holds that nobody has accepted. */
export const openFindings = (report: Report): Finding[] =>
  clonedFindings(report).filter(({ status }) => status === "open");

/** Of these, what a baseline could hold and does not; it holds no finding of severity info. */
export const isNew = ({ status, severity }: Finding): boolean => status === "open" && severity !== "info";

/** What is not among the open findings, so that its absence is no riddle: "2 suppressed", "1 about …". */
export function otherFindings(report: Report): string[] {
  const cloned = clonedFindings(report);
  const suppressed = cloned.filter(({ status }) => status === "suppressed").length;
  const baselined = cloned.filter(({ status }) => status === "baselined").length;
  const local = localFindings(report).filter(({ status }) => status === "open").length;
  return [
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(baselined > 0 ? [`${baselined} accepted by the baseline`] : []),
    ...(local > 0 ? [`${local} about what only this machine holds`] : []),
  ];
}
