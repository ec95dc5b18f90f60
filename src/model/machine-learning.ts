import type { RepoModel } from "../core/model.js";

/**
 * Is there machine learning here? An ML library imported, a tracker sign beyond a mention, a record, or DVC
 * configuration; pandas alone is not.
 */
export function isMachineLearning(model: RepoModel): boolean {
  return (
    model.runs.length > 0 ||
    model.evidence("code.ml-import").length > 0 ||
    model.evidence("tracker.sign").some((sign) => sign.sign !== "mention") ||
    model.evidence("data.versioned").some((data) => data.tool === "dvc") ||
    model.trackers.some((tracker) => tracker.signs.dependency.length > 0)
  );
}
