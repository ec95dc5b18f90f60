import type { RepoModel } from "../core/model.js";
import { expectedMetrics } from "../core/queries/expected-metrics.js";
import type { InventoryItem } from "../core/report.js";

/** The metrics by which the code's problem is judged, and whether one of them is logged. */
export const expectedMetricItems = (model: RepoModel): readonly InventoryItem[] =>
  expectedMetrics(model).map(({ task, names, logged, shown, locations }) => ({
    kind: "expected metric",
    name: names,
    state: logged !== null ? "logged" : shown !== null ? "printed, not logged" : "not logged",
    value: `${task}${logged === null ? "" : `: ${logged}`}`,
    locations: [...locations],
  }));
