import type { InventoryPart, Report } from "../../core/report.js";
import { INVENTORY_SECTIONS, type InventorySection } from "../../core/vocabulary.js";
import { counted, points } from "../numbers.js";
import { SECTION_TITLES } from "../titles.js";
import { code, prose, table, where } from "./escape.js";
import { clonedRuns, executions } from "./report-scope.js";
import { runLedger } from "./runs.js";

/** Rows of one section before the rest is counted: the JSON report holds them all. */
const MOST_ROWS = 20;
/** Sections that an assessment of their own shows. */
const ELSEWHERE: readonly InventorySection[] = [
  "parameters",
  "metrics",
  "pipelines",
  "collaboration",
  "governance",
];

export function infrastructureInventory(report: Report): string {
  const runs = clonedRuns(report);
  return [
    "### Trackers",
    trackers(report),
    "### Run records",
    runs.length === 0
      ? "None in the repository."
      : `${counted(runs.length, "record")}, ${counted(executions(runs), "execution")}.\n\n${runLedger(runs)}`,
    ...projects(report),
    "### Completeness",
    completeness(report),
    ...INVENTORY_SECTIONS.filter((section) => !ELSEWHERE.includes(section)).flatMap((section) => [
      `### ${SECTION_TITLES[section]}`,
      inventoryTable(report.inventory[section]),
    ]),
  ].join("\n\n");
}

function trackers(report: Report): string {
  const { trackers } = report.inventory;
  if (trackers.length === 0) return "No tracker was found.";
  return table({
    head: ["Tracker", "State", "Why", "Signs"],
    rows: trackers.map((tracker) => [
      tracker.id,
      tracker.state,
      prose(tracker.why),
      Object.entries(tracker.signs)
        .filter(([sign, places]) => places.length > 0 && sign !== "records")
        .map(([sign, places]) => `${sign} ${where(places, 1)}`)
        .join("; "),
    ]),
  });
}

/** Only where there is more than the root. */
function projects({ repository }: Report): string[] {
  if (repository.projects.length < 2) return [];
  const rows = repository.projects.map(({ root, score }) => [
    code(root),
    score === null ? "" : points(score),
  ]);
  return [
    "### Projects",
    `${table({ head: ["Project", "Score"], rows })}\n\nThe root is scored as a whole; those below it by what lies in their own folder, for information.`,
  ];
}

function completeness(report: Report): string {
  return table({
    head: ["Item", "Present", "Where"],
    rows: Object.entries(report.inventory.completeness).map(([item, { present, location }]) => [
      item,
      present ? "yes" : "no",
      location === null ? "" : where([location]),
    ]),
  });
}

export function inventoryTable(part: InventoryPart): string {
  const absent = part.notFound.length === 0 ? "" : `Not found: ${part.notFound.map(prose).join(", ")}.`;
  if (part.items.length === 0) return absent === "" ? "Nothing found." : absent;
  const rows = part.items
    .slice(0, MOST_ROWS)
    .map((item) => [
      prose(item.kind),
      code(item.name, 60),
      prose(item.state),
      item.value === undefined ? "" : code(item.value, 40),
      where(item.locations, 1),
    ]);
  const more =
    part.items.length > MOST_ROWS ? `${part.items.length - MOST_ROWS} more in the JSON report.` : "";
  return [table({ head: ["Kind", "Name", "State", "Detail", "Where"], rows }), more, absent]
    .filter((text) => text !== "")
    .join("\n\n");
}
