import type { Finding, InventoryItem, Report } from "../../core/report.js";
import type { AreaId, InventorySection } from "../../core/vocabulary.js";
import { points } from "../numbers.js";
import { AREA_TITLES } from "../titles.js";
import { code, told } from "./escape.js";
import { findingList } from "./findings.js";
import { type Home, homeOf } from "./homes.js";
import { EXPECTED, inventoryTable } from "./inventory-table.js";
import type { Places } from "./places.js";
import { clonedFindings } from "./report-scope.js";
import { seeds } from "./seeds.js";

interface Assessment {
  readonly home: Home;
  readonly areas: readonly AreaId[];
  readonly sections: readonly InventorySection[];
}

/** Which areas and parts of the inventory each assessment speaks of. */
const PARAMETERS: Assessment = {
  home: "parameters-area",
  areas: ["parameter-management"],
  sections: ["parameters"],
};
const METRICS: Assessment = { home: "metrics-area", areas: ["metric-logging"], sections: ["metrics"] };
const PIPELINE: Assessment = {
  home: "pipeline-area",
  areas: ["pipeline-architecture", "model-registry"],
  sections: ["pipelines", "registry", "serving"],
};
const COLLABORATION: Assessment = {
  home: "collaboration-area",
  areas: ["collaboration"],
  sections: ["collaboration", "governance"],
};

export const parameterManagement = (report: Report, at: Places): string =>
  joined([
    assessment(report, PARAMETERS, at),
    seeds(report.inventory.seeds, findingsAt(report, PARAMETERS.home), at),
  ]);
export const metricLogging = (report: Report, at: Places): string =>
  joined([assessment(report, METRICS, at), expectedMetrics(report, at)]);
export const pipelineArchitecture = (report: Report, at: Places): string => assessment(report, PIPELINE, at);
export const collaboration = (report: Report, at: Places): string => assessment(report, COLLABORATION, at);

function assessment(report: Report, { home, areas, sections }: Assessment, at: Places): string {
  const findings = findingsAt(report, home);
  return joined([
    ...report.areas.filter((area) => areas.includes(area.id)).map((area) => verdict(area, findings)),
    findingList(findings, at),
    inventoryTable(report.inventory, sections, at),
  ]);
}

const findingsAt = (report: Report, home: Home): readonly Finding[] =>
  clonedFindings(report).filter((finding) => homeOf(finding) === home);

/** Status, priority and share; of the reasons those that no finding beneath tells. */
function verdict(area: Report["areas"][number], findings: readonly Finding[]): string {
  const share = area.share === null ? "" : `, ${points(area.share * 100)} % of what it asks for`;
  const listed = new Set(findings.map(({ message }) => message));
  const reasons = [...new Set(area.reasons)].filter((reason) => !listed.has(reason));
  const why = reasons.length === 0 ? "" : `: ${reasons.map(told).join("; ")}`;
  return `**${AREA_TITLES[area.id]}: ${area.status}** (${area.priority}${share})${why}.`;
}

/** What somebody who knows the problem would look for, and nothing logs. */
function expectedMetrics({ inventory }: Report, at: Places): string {
  const missing = inventory.metrics.items.filter((item) => item.kind === EXPECTED && item.state !== "logged");
  if (missing.length === 0) return "";
  const line = ({ name, state, value, locations }: InventoryItem): string => {
    const where = at.several(locations, 1);
    const why = [state, value ?? ""].filter((text) => text !== "").map(told);
    return `- ${code(name)}${why.length === 0 ? "" : `: ${why.join(", ")}`}${where === "" ? "" : ` · ${where}`}`;
  };
  return `Work of this kind is usually judged by these as well, and nothing here logs them:\n\n${missing.map(line).join("\n")}`;
}

const joined = (parts: readonly string[]): string => parts.filter((text) => text !== "").join("\n\n");
