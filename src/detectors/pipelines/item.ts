import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import type { InventoryKindOf } from "../../core/inventory-kinds.js";
import type { Location } from "../../core/location.js";

const LONGEST = 100;
const pipelines = itemsOf("pipelines");

/** One line of the inventory's section on pipelines. */
export const pipelineItem = (
  item: InventoryKindOf<"pipelines">,
  location: Location,
  name: string,
  state: string,
  value?: string,
): Evidence => pipelines(item, location, short(name), state, value === undefined ? value : short(value));

const short = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
};

/** What a pipeline is made of: names of its steps, and "a → b" where b takes what a makes. */
export interface Steps {
  readonly names: readonly string[];
  readonly edges: readonly string[];
}

const MOST_EDGES = 200;

/** The fields of `pipeline.definition`. */
export const definitionOf = (tool: string, { names, edges }: Steps) => {
  const unique = [...new Set(edges)].slice(0, MOST_EDGES);
  return {
    tool,
    steps: names.length,
    ...(names.length === 0 ? {} : { names }),
    ...(unique.length === 0 ? {} : { edges: unique }),
  };
};
