import type { Lineage, Report } from "../../core/report.js";
import { fenced } from "../fence.js";
import { counted } from "../numbers.js";
import { code, told } from "./escape.js";
import type { Places } from "./places.js";

type Edge = Lineage["edges"][number];
type Model = Lineage["models"][number];

const MOST_NAMED = 5;
const STATES = ["proven", "claimed", "unobservable", "missing"] as const;

/** What leads from the data to the numbers: a chart of the ties, the weakest case of each, and models that lead nowhere. */
export function lineage({ lineage: { edges, models } }: Report, at: Places): string[] {
  const tied = edges.filter((edge) => total(edge) > 0);
  const open = models.filter(({ state }) => state !== "proven");
  const text = [
    // Ties that are all missing make no picture.
    tied.some((edge) => edge.missing < total(edge)) ? chart(tied) : "",
    weakest(
      tied.filter(({ from }) => from !== "model" || open.length === 0),
      at,
    ),
    origins(models.length, open, at),
  ];
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
    .flatMap((edge) => {
      const { from, to, example } = edge;
      const worst = STATES.findLast((state) => state !== "proven" && edge[state] > 0);
      return example === null || worst === undefined
        ? []
        : [
            `- ${from} → ${to}, ${edge[worst]} of ${total(edge)} ${worst}: ${told(example.why)} · ${at.one(example.location)}`,
          ];
    })
    .join("\n");
}

/** How many models lead back to what made them; those that do not, together where the reason is the same. */
function origins(all: number, open: readonly Model[], at: Places): string {
  if (all === 0) return "";
  const led = `${all - open.length} of ${counted(all, "model")} can be led back to what made ${all === 1 ? "it" : "them"}`;
  if (open.length === 0) return all === 1 ? "The one model can be led back to what made it." : `${led}.`;
  const groups = new Map<string, Model[]>();
  for (const model of open) {
    const key = `${model.state}, ${told(model.why)}${model.run === null ? "" : ` (${at.run(model.run)})`}`;
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  const lines = [...groups].map(([why, same]) => {
    const named = same.slice(0, MOST_NAMED).map(({ name }) => code(name, 60));
    const more = same.length > MOST_NAMED ? ` and ${same.length - MOST_NAMED} more` : "";
    const places = same.map(({ location }) => location);
    return `- ${named.join(", ")}${more}: ${why} · ${at.several(places, 2)}`;
  });
  return [`${led}; the others:`, "", ...lines].join("\n");
}
