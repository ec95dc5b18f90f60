import type { Evidence } from "../../../core/evidence.js";
import { packageOf } from "../../../core/uses.js";
import { pipelineItem } from "../../pipelines/item.js";
import { text } from "../study/names.js";
import { once } from "../study/run-places.js";
import type { Observe } from "./observer.js";

const COST_PACKAGES: ReadonlySet<string> = new Set([
  "codecarbon",
  "carbontracker",
  "eco2ai",
  "experiment_impact_tracker",
  "pyJoules",
  "zeus",
  "infracost",
]);
const LOGS = /^(?:log|log_metrics?|log_dict|log_scalar|add_scalar|report_scalar|track)$/;
const COSTS =
  /["']?\b\w*(?:gpu[ _-]?hours?|kwh|energy_consum\w*|emissions?|co2(?:eq)?|cost_(?:usd|eur)|usd_cost|carbon)\b/i;
const CLOUDS: ReadonlySet<string> = new Set(["sagemaker", "boto3", "google", "azure", "azureml"]);
const COST_TAG = /cost[-_ ]?(?:cent(?:er|re)|allocation|code)|billing/i;

/** What tells the cost of a training: energy meters, logged costs, tags by which a cloud's bill is split. */
export const trainingCosts: Observe = (study, context) => {
  const found: Evidence[] = [];
  const first = once();
  return {
    see({ file, call }) {
      if (LOGS.test(call.method)) {
        const named = call.args
          .map(({ value }) => COSTS.exec(text(value))?.[0])
          .find((one) => one !== undefined);
        if (named !== undefined && first("cost", file.path, named))
          found.push(
            pipelineItem("cost tracking", call.location, named.replace(/["']/g, ""), "logged", call.name),
          );
      }
      if (CLOUDS.has(packageOf(call.name))) {
        const tag = call.args.find(
          ({ name, value }) => /^(?:tags|labels)$/i.test(name ?? "") && COST_TAG.test(text(value)),
        );
        if (tag !== undefined && first("tag", file.path, call.name))
          found.push(pipelineItem("cost tracking", call.location, "cost tag", "in code", text(tag.value)));
      }
    },
    told() {
      for (const { imports } of study.graph.files)
        for (const { module, location } of imports)
          if (COST_PACKAGES.has(packageOf(module)) && first("cost", packageOf(module)))
            found.push(pipelineItem("cost tracking", location, packageOf(module), "in code"));
      for (const { path } of context.files)
        if (/(?:^|\/)emissions\.csv$/.test(path))
          found.push(pipelineItem("cost tracking", { path }, "emissions.csv", "recorded"));
      return found;
    },
  };
};
