import type { InventoryItem, Report } from "../../core/report.js";
import { INVENTORY_SECTIONS, type InventorySection } from "../../core/vocabulary.js";
import { counted, points } from "../numbers.js";
import { code, prose, table, told } from "./escape.js";
import { inventoryTable, notFound, PROPOSED } from "./inventory-table.js";
import { lineage } from "./lineage.js";
import type { Places } from "./places.js";
import { clonedRuns, executions } from "./report-scope.js";
import { runLedger } from "./runs.js";

/** Sections that an assessment of their own shows. */
const ELSEWHERE: readonly InventorySection[] = [
  "parameters",
  "metrics",
  "pipelines",
  "registry",
  "serving",
  "collaboration",
  "governance",
];
/** Signs of a tracker, the telling ones first; two of them are enough. */
const SIGNS = ["call", "config", "import", "dependency", "mention"] as const;
const MOST_SIGNS = 2;
const MOST_PROJECTS = 20;

export function infrastructureInventory(report: Report, at: Places): string {
  const runs = clonedRuns(report);
  const here = INVENTORY_SECTIONS.filter((section) => !ELSEWHERE.includes(section));
  const found = inventoryTable(report.inventory, here, at);
  return [
    ...trackers(report, at),
    ...(runs.length === 0
      ? ["The repository holds no run record."]
      : [
          "### Run records",
          `${counted(runs.length, "record")}, ${counted(executions(runs), "execution")}.`,
          runLedger(runs, at),
        ]),
    ...lineage(report, at),
    ...projects(report),
    ...(found === "" ? [] : ["### Code, configuration and documents", found]),
    completeness(report, at),
    notFound(report.inventory),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function trackers({ inventory }: Report, at: Places): string[] {
  const found = table({
    head: ["Tracker", "State", "Why", "Signs"],
    rows: inventory.trackers.map(({ id, state, why, signs }) => {
      const told = SIGNS.filter((sign) => signs[sign].length > 0);
      return [
        id,
        state,
        prose(why),
        told
          .slice(0, MOST_SIGNS)
          .map((sign) => `${sign} ${at.several(signs[sign], 1)}`)
          .join("; "),
      ];
    }),
  });
  const proposed = inventory.taxonomy.items.filter((item) => item.kind === PROPOSED);
  return inventory.trackers.length === 0
    ? [["No tracker was found.", ...proposed.map((item) => proposal(item, at))].join(" ")]
    : ["### Trackers", found];
}

function proposal({ name, state, value = "", locations }: InventoryItem, at: Places): string {
  const why = [state, value].filter((text) => text !== "" && text !== "proposed").map(told);
  const where = at.several(locations, 2);
  return `The one that fits with the least change is **${prose(name)}**${why.length === 0 ? "" : `: ${why.join("; ")}`}${where === "" ? "" : ` · ${where}`}`;
}

/** Only where there is more than the root. */
function projects({ repository }: Report): string[] {
  if (repository.projects.length < 2) return [];
  const shown = repository.projects.slice(0, MOST_PROJECTS);
  const rows = shown.map(({ root, score }) => [code(root), score === null ? "" : points(score)]);
  const rest = repository.projects.length - shown.length;
  const more = rest > 0 ? `\n\n${rest} more in the JSON report.` : "";
  return [
    "### Projects",
    `${table({ head: ["Project", "Score"], rows })}${more}\n\nThe root is scored as a whole; those below it by what lies in their own folder, for information.`,
  ];
}

const ITEMS: Readonly<Record<keyof Report["inventory"]["completeness"], string>> = {
  dependencies: "dependencies",
  training: "training code",
  evaluation: "evaluation code",
  pretrained: "pretrained models",
  results: "a table of results",
};

/** The five items of the ML code completeness checklist as one sentence. */
function completeness({ inventory }: Report, at: Places): string {
  const items = Object.entries(inventory.completeness).map(([item, found]) => ({
    title: ITEMS[item as keyof typeof ITEMS],
    ...found,
  }));
  const there = items.filter(({ present }) => present);
  const missing = items.filter(({ present }) => !present).map(({ title }) => title);
  const held = there.map(({ title, location }) =>
    location === null ? title : `${title} (${at.one(location)})`,
  );
  return `**ML code completeness checklist: ${there.length} of 5**${held.length === 0 ? "" : `: ${held.join(", ")}`}.${missing.length === 0 ? "" : ` Not there: ${missing.join(", ")}.`}`;
}
