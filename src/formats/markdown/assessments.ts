import type { Report } from "../../core/report.js";
import type { AreaId, InventorySection } from "../../core/vocabulary.js";
import { points } from "../numbers.js";
import { AREA_TITLES, SECTION_TITLES } from "../titles.js";
import { prose, table, where } from "./escape.js";
import { findingList } from "./findings.js";
import { inventoryTable } from "./inventory.js";
import { clonedFindings } from "./report-scope.js";

interface Assessment {
  readonly areas: readonly AreaId[];
  readonly sections: readonly InventorySection[];
}

/** Which areas and parts of the inventory each assessment speaks of. */
const ASSESSMENTS = {
  parameters: { areas: ["parameter-management"], sections: ["parameters"] },
  metrics: { areas: ["metric-logging"], sections: ["metrics"] },
  pipeline: { areas: ["pipeline-architecture", "model-registry"], sections: ["pipelines"] },
  collaboration: { areas: ["collaboration"], sections: ["collaboration", "governance"] },
} as const satisfies Record<string, Assessment>;

export function parameterManagement(report: Report): string {
  return [assessment(report, ASSESSMENTS.parameters), "### Seeds", seeds(report)].join("\n\n");
}
export const metricLogging = (report: Report): string => assessment(report, ASSESSMENTS.metrics);
export const pipelineArchitecture = (report: Report): string => assessment(report, ASSESSMENTS.pipeline);
export const collaboration = (report: Report): string => assessment(report, ASSESSMENTS.collaboration);

function assessment(report: Report, { areas, sections }: Assessment): string {
  const verdicts = report.areas
    .filter((area) => (areas as readonly string[]).includes(area.id))
    .map((area) => {
      const share = area.share === null ? "" : ` (${points(area.share * 100)} %)`;
      return `**${AREA_TITLES[area.id]}: ${area.status}**, ${area.priority}${share}. ${area.reasons.map(prose).join("; ")}.`;
    });
  const findings = clonedFindings(report).filter((finding) =>
    finding.areas.some((area) => (areas as readonly string[]).includes(area)),
  );
  return [
    ...verdicts,
    findingList(findings),
    ...sections.flatMap((section) => [
      `### ${SECTION_TITLES[section]}`,
      inventoryTable(report.inventory[section]),
    ]),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function seeds(report: Report): string {
  const { state, sources } = report.inventory.seeds;
  const told = `State: **${state}**.`;
  if (sources.length === 0) return told;
  return `${told}\n\n${table({
    head: ["Random source", "Verdict", "Value", "Why", "Where"],
    rows: sources.map((source) => [
      source.source,
      source.verdict,
      source.value === null ? "" : prose(source.value),
      prose(source.why),
      where(source.locations, 2),
    ]),
  })}`;
}
