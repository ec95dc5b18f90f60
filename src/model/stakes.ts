import type { RepoModel } from "../core/model.js";
import type { Stakes } from "../core/report.js";

/** The first criterion that holds places the repository; the place that shows it comes with it. */
export function stakesOf(evidence: RepoModel["evidence"]): Stakes {
  const serving = evidence("serving.surface")[0];
  if (serving)
    return { level: "high", criterion: `a serving surface (${serving.tool})`, location: serving.location };
  const registry = evidence("registry.entry")[0];
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
