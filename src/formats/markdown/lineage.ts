import type { Lineage, Report } from "../../core/report.js";
import { fenced } from "../fence.js";
import { counted } from "../numbers.js";
import { capital, code, told } from "./escape.js";
import type { Places } from "./places.js";

type Edge = Lineage["edges"][number];

const MOST_MODELS = 10;
const STATES = ["proven", "claimed", "unobservable", "missing"] as const;

/** What leads from the data to the numbers: a chart of the ties, the weakest case of each, and models that lead nowhere. */
export function lineage({ lineage: { edges, models } }: Report, at: Places): string[] {
  const tied = edges.filter((edge) => total(edge) > 0);
  const text = [tied.length === 0 ? "" : chart(tied), weakest(tied, at), orphans(models, at)];
  const said = text.filter((part) => part !== "");
  return said.length === 0 ? [] : ["### Lineage", ...said];
}

const total = (edge: Edge): number => STATES.reduce((sum, state) => sum + edge[state], 0);

/**
 * A flowchart that GitHub and GitLab draw. Only words of closed lists and numbers stand in it: nothing of the repository
 * has to be escaped.
 */
function chart(edges: readonly Edge[]): string {
  const lines = edges.map((edge) => {
    const counts = STATES.filter((state) => edge[state] > 0).map((state) => `${edge[state]} ${state}`);
    const arrow = edge.proven > 0 ? "-->" : "-.->";
    return `  ${edge.from} ${arrow}|${counts.join(", ")}| ${edge.to}`;
  });
  return fenced(["flowchart LR", ...lines].join("\n"), "mermaid").join("\n");
}

function weakest(edges: readonly Edge[], at: Places): string {
  return edges
    .flatMap(({ from, to, example }) =>
      example === null
        ? []
        : [`- ${from} → ${to}, the weakest: ${told(example.why)} · ${at.one(example.location)}`],
    )
    .join("\n");
}

/** Models of which the records do not say what made them. */
function orphans(models: Lineage["models"], at: Places): string {
  if (models.length === 0) return "";
  const open = models.filter(({ state }) => state !== "proven");
  const led = `${models.length - open.length} of ${counted(models.length, "model")} can be led back to what made ${models.length === 1 ? "it" : "them"}`;
  if (open.length === 0) return `${capital(led)}.`;
  const lines = open
    .slice(0, MOST_MODELS)
    .map(
      ({ name, state, why, run, location }) =>
        `- ${code(name, 60)}: ${state}, ${told(why)}${run === null ? "" : ` (${at.run(run)})`} · ${at.one(location)}`,
    );
  const more =
    open.length > MOST_MODELS ? [`- and ${open.length - MOST_MODELS} more in the JSON report`] : [];
  return [`${capital(led)}; the others:`, "", ...lines, ...more].join("\n");
}
