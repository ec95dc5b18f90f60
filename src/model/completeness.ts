import type { Location } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Inventory } from "../core/report.js";
import { COMPLETENESS_ITEMS } from "../core/vocabulary.js";

type Item = (typeof COMPLETENESS_ITEMS)[number];

/** The five items of the ML code completeness checklist: present where any evidence shows it, the strongest kind first. */
export function completeness(model: RepoModel): Inventory["completeness"] {
  const shown: Readonly<Record<Item, readonly Location[]>> = {
    dependencies: [
      ...said(model, "dependencies"),
      ...model.evidence("env.manifest").map((one) => one.location),
    ],
    training: [...model.evidence("code.training").map((one) => one.location), ...said(model, "training")],
    evaluation: [
      ...model.evidence("code.evaluation").map((one) => one.location),
      ...said(model, "evaluation"),
    ],
    pretrained: [...said(model, "pretrained"), ...model.evidence("weights.offer").map((one) => one.location)],
    results: said(model, "results"),
  };
  return Object.fromEntries(
    COMPLETENESS_ITEMS.map((item) => {
      const first = shown[item][0];
      return [item, { present: first !== undefined, location: first ?? null }];
    }),
  ) as Inventory["completeness"];
}

const said = (model: RepoModel, item: Item): Location[] =>
  model
    .evidence("completeness")
    .filter((one) => one.item === item)
    .map((one) => one.location);
