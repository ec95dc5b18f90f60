import { type DetectionContext, defineDetector } from "../../../src/core/detector.js";
import { type Study, studyOf } from "../../../src/detectors/code/study/study.js";
import { evidenceOf, type Sources } from "./repository.js";

/** What the detectors of code share, for a small repository. */
export async function studied(sources: Sources): Promise<Study> {
  let context: DetectionContext | undefined;
  const capture = defineDetector({
    id: "capture",
    detect: (given) => {
      context = given;
      return [];
    },
  });
  await evidenceOf(sources, [capture]);
  return studyOf(context!);
}
