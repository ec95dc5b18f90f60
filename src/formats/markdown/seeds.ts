import type { Finding, Inventory } from "../../core/report.js";
import { code, told } from "./escape.js";
import type { Places } from "./places.js";

/** The state of all seeds, and what seeds each source; a finding of the same section is not told again. */
export function seeds(
  { state, sources }: Inventory["seeds"],
  findings: readonly Finding[],
  at: Places,
): string {
  if (sources.length === 0 && state === "n-a") return "";
  const untold = sources.filter(({ why }) => !findings.some(({ message }) => message.includes(why)));
  const lines = untold.map(({ source, verdict, value, why, locations }) => {
    const where = at.several(locations, 2);
    const given = value === null ? "" : ` with ${code(value)}`;
    return `- ${code(source)}: ${VERDICTS[verdict]}${given}, ${told(why)}${where === "" ? "" : ` · ${where}`}`;
  });
  return [`**Seeds: ${STATES[state]}.**`, ...(lines.length === 0 ? [] : ["", ...lines])].join("\n");
}

const VERDICTS: Readonly<Record<Inventory["seeds"]["sources"][number]["verdict"], string>> = {
  seeded: "seeded",
  conditional: "seeded only under a condition",
  unseeded: "not seeded",
  conflicting: "seeded against itself",
  "not-needed": "no seed is needed",
};

const STATES: Readonly<Record<Inventory["seeds"]["state"], string>> = {
  full: "full, every source that is drawn from has one",
  partial: "partial, some sources have none",
  "wired-but-off": "wired but off, a default run has none",
  conflicting: "conflicting",
  "split-only": "split-only, the data is divided by one and the training has none",
  "data-only": "data-only, the data is made by one and the training has none",
  none: "none",
  "sacred-auto": "set and recorded by Sacred",
  "n-a": "no random source is drawn from",
};
