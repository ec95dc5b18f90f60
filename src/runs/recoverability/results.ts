import type { Answer, RunRecord } from "../../core/run.js";
import { answer, list } from "./answers.js";

/** Are the outcomes of the run kept? */
export function resultsAnswer(record: RunRecord): Answer {
  const here = [record.location];
  const metrics = Object.keys(record.metrics).length;
  const { missingArtifacts, incomplete } = record.trace;
  const present = record.artifacts.length - missingArtifacts.length;
  if (metrics === 0 && incomplete !== null)
    return answer("unobservable", `no metric can be seen from here: ${incomplete}`, here);
  if (metrics === 0 && present <= 0) return answer("lost", "neither a metric nor an artifact is kept", here);
  if (metrics === 0) return answer("approximate", "artifacts are kept, but no metric is recorded", here);
  if (missingArtifacts.length > 0)
    return answer(
      "approximate",
      `metrics are recorded, but ${list(missingArtifacts)} ${missingArtifacts.length === 1 ? "is" : "are"} not where the record says`,
      here,
    );
  if (record.artifacts.length === 0)
    return answer("approximate", `metrics are recorded, no artifact is kept${because(incomplete)}`, here);
  return record.status === "finished"
    ? answer("exact", `the run finished; its metrics and artifacts are kept${because(incomplete)}`, here)
    : answer("approximate", `metrics and artifacts are kept, but the run's status is ${record.status}`, here);
}

const because = (incomplete: string | null): string => (incomplete === null ? "" : ` (${incomplete})`);
