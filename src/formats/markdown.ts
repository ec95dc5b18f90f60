import type { Report } from "../core/report.js";
import {
  collaboration,
  metricLogging,
  parameterManagement,
  pipelineArchitecture,
} from "./markdown/assessments.js";
import { dataGaps, localRecords, method } from "./markdown/closing.js";
import { infrastructureInventory } from "./markdown/inventory.js";
import { type Places, placesFor } from "./markdown/places.js";
import { prioritizedRecommendations } from "./markdown/recommendations.js";
import { scorecard } from "./markdown/scorecard.js";
import { executiveSummary } from "./markdown/summary.js";
import { sealed } from "./seal.js";

type Section = readonly [title: string, write: (report: Report, at: Places) => string | null];

/** The sections in their order; one that answers null is left out. */
const SECTIONS: readonly Section[] = [
  ["Executive Summary", executiveSummary],
  ["Experiment Infrastructure Inventory", infrastructureInventory],
  ["Parameter Management Assessment", parameterManagement],
  ["Metric Logging Evaluation", metricLogging],
  ["Reproducibility Scorecard (0–30)", scorecard],
  ["Pipeline Architecture Review", pipelineArchitecture],
  ["Collaboration Assessment", collaboration],
  ["Prioritized Recommendations", prioritizedRecommendations],
  ["Records on this machine only", localRecords],
  ["Data gaps", dataGaps],
  ["Method", method],
];

export interface MarkdownOptions {
  /**
   * Folder that the text is written to, relative to the audited root ("" for the root itself): places are links from
   * there. Null: it goes elsewhere, and places are plain code.
   */
  readonly folder: string | null;
}

/**
 * The report for people, made to be committed: a function of the tree's content alone, without clock, HEAD, folder
 * names, absolute paths or people, and closed by a hash of its own text.
 */
export function markdown(report: Report, { folder }: MarkdownOptions): string {
  const at = placesFor(report, folder);
  const sections =
    report.score === null ? SECTIONS.filter(([title]) => KEPT_WITHOUT_SCORE.has(title)) : SECTIONS;
  const written = sections.flatMap(([title, write]) => {
    const text = write(report, at);
    return text === null ? [] : [`## ${title}\n\n${text}`];
  });
  return sealed(["# Experiment tracking analysis", ...written].join("\n\n"));
}

const KEPT_WITHOUT_SCORE: ReadonlySet<string> = new Set(["Executive Summary", "Data gaps", "Method"]);
