import type { RepoModel } from "../core/model.js";
import type { Stakes } from "../core/report.js";

/**
 * The first criterion that holds places the repository; the place that shows it comes with it. What answers requests
 * shows that others depend on a model; scoring files in bulk or exporting for a device may be how an experiment ends.
 */
export function stakesOf(evidence: RepoModel["evidence"]): Stakes {
  const serving = evidence("serving.surface").find(({ form = "real-time" }) => form === "real-time");
  if (serving)
    return { level: "high", criterion: `a serving surface (${serving.tool})`, location: serving.location };
  const entries = evidence("registry.entry");
  const registry = entries.find(({ tool, detail }) => tool !== HUB && !isDeclaredOnly(tool, detail));
  if (registry)
    return { level: "high", criterion: `a model registry (${registry.tool})`, location: registry.location };
  const workflows = evidence("ci.workflow");
  const deploying = workflows.find((workflow) => workflow.deploys);
  if (deploying) return { level: "high", criterion: "a deployment workflow", location: deploying.location };
  const releasing = workflows.find((workflow) => workflow.release);
  if (releasing)
    return {
      level: "medium",
      criterion: "a workflow that publishes a package",
      location: releasing.location,
    };
  const pushed = entries.find(({ tool }) => tool === HUB);
  if (pushed) return { level: "medium", criterion: "a model pushed to a hub", location: pushed.location };
  const weights = evidence("weights.offer")[0];
  if (weights) return { level: "medium", criterion: "published weights", location: weights.location };
  const training = workflows.find((workflow) => workflow.trains);
  if (training) return { level: "medium", criterion: "training run by CI", location: training.location };
  const scheduled = evidence("env.runtime").find((runtime) => runtime.what === "scheduler");
  if (scheduled)
    return { level: "medium", criterion: "training run by a scheduler", location: scheduled.location };
  const shared = evidence("tracker.destination").find((destination) => destination.shared);
  if (shared)
    return {
      level: "medium",
      criterion: `a shared tracking server (${shared.tracker})`,
      location: shared.location,
    };
  return {
    level: "low",
    criterion: "no serving surface, registry, deployment, published weights or shared tracking server",
    location: null,
  };
}

/** A hub publishes weights; that others run them is not seen here. */
const HUB = "huggingface";
/** `type: model` in dvc.yaml, which dvclive writes by itself: without a version tag nothing is registered yet. */
const isDeclaredOnly = (tool: string, detail: string): boolean =>
  tool === "dvc" && detail.startsWith("declared");
