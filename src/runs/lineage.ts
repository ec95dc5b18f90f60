import type { RepoModel } from "../core/model.js";
import type { Lineage } from "../core/report.js";
import { edgesOf } from "./lineage-edges.js";
import { modelsOf } from "./lineage-models.js";

/**
 * What ties data, code and parameters to runs, and runs to the models and numbers that came of them, as far as the
 * records of one model prove it. Given what a clone holds it says the same on every machine; records that one machine
 * alone has are no part of it. An edge with nothing to tie is left out, as are data → code (no record proves it
 * without a run between them) and the environment.
 */
export function lineageOf(model: RepoModel): Lineage {
  const models = modelsOf(model);
  return { edges: edgesOf(model, models), models: [...models] };
}
