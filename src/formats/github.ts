import type { Report } from "../core/report.js";
import { counted } from "./numbers.js";
import { plain } from "./plain.js";
import { hostRule, type PlacedFinding, placedFindings } from "./repository-place.js";
import { type Annotation, workflowCommands } from "./workflow-commands.js";

/** Open findings as annotations of GitHub Actions; empty where nothing is open. */
export function github(report: Report): string {
  const open = placedFindings(report).filter(({ finding }) => finding.status === "open");
  return workflowCommands(
    open.map(annotation),
    (count) => `${counted(count, "more finding")} in the job summary`,
  );
}

function annotation({ finding, place, message }: PlacedFinding): Annotation {
  const column = place.exact && finding.location.column !== undefined ? { col: place.column } : {};
  return {
    severity: finding.severity,
    properties: { file: place.path, line: place.line, ...column, title: hostRule(finding.rule) },
    message: `${message}\n${plain(finding.fix.text)}`,
  };
}
