import type { Inventory } from "../../core/report.js";
import { prose, table, told } from "./escape.js";
import type { Places } from "./places.js";

/** The state of all seeds, and source by source what seeds it. */
export function seeds({ state, sources }: Inventory["seeds"], at: Places): string {
  if (sources.length === 0) return state === "n-a" ? "" : `### Seeds\n\nState: **${state}**.`;
  const rows = sources.map((source) => [
    prose(source.source),
    source.verdict,
    source.value === null ? "" : prose(source.value),
    told(source.why),
    at.several(source.locations, 2),
  ]);
  return `### Seeds\n\nState: **${state}**.\n\n${table({ head: ["Random source", "Verdict", "Value", "Why", "Where"], rows })}`;
}
