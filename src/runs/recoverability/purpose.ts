import type { Answer, RunRecord } from "../../core/run.js";
import { answer } from "./answers.js";

/** Tags that trackers set themselves say nothing of purpose. */
const OWN_TAG = /^(?:mlflow\.|wandb\.|_|hydra\.|dvc\.)/;

/** Is it recorded what the run was for? */
export function purposeAnswer(record: RunRecord): Answer {
  const here = [record.location];
  if (record.description !== null && record.description.trim() !== "")
    return answer("exact", "a description is recorded", here);
  const tags = Object.keys(record.tags).filter((tag) => !OWN_TAG.test(tag));
  if (tags.length > 0)
    return answer("approximate", `no description, but tags: ${tags.slice(0, 3).join(", ")}`, here);
  if (!record.trace.defaultName && (record.name !== null || record.group !== null))
    return answer("approximate", "no description, but a name or group that somebody gave", here);
  return answer("lost", "nothing but default names", here);
}
