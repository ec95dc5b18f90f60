import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import type { Project } from "../trackers/dvc/project.js";
import { staleStages } from "../trackers/dvc/stale-stages.js";
import { inWords } from "../trackers/dvc/stale-words.js";
import { dvcProject, trackedContent } from "./tracked-content.js";
import { isUnderTests, isVendored } from "./tree-places.js";

/** Locked stages of DVC pipelines that the files of git no longer agree with, and stages that no lock knows. */
export const detector = defineDetector({
  id: "dvc-locks",
  async detect(context) {
    const stale = await staleStages(trackedContent(context));
    // A command that cannot be the defined one is told by the record itself.
    const told = stale
      .map((stage) => ({ ...stage, differences: stage.differences.filter(({ plain }) => plain !== true) }))
      .filter(({ differences }) => differences.length > 0);
    return [
      ...told.map(
        (stage): Evidence =>
          evidence(
            "pipeline.stale",
            { path: stage.lock, line: stage.line, run: `dvc:${stage.lock}:${stage.stage}` },
            { stage: stage.stage, why: inWords(stage) },
          ),
      ),
      ...unlocked(await dvcProject(context)),
    ];
  },
});

/** A frozen stage never runs; what its templates leave open may be locked under another name. */
function unlocked({ pipelines }: Project): readonly Evidence[] {
  return pipelines
    .filter(
      ({ path, lock }) => !isUnderTests(path) && !isVendored(path) && (lock?.problems ?? []).length === 0,
    )
    .flatMap(({ path, lockPath, lock, resolved }) => {
      const locked = new Set(lock?.stages.map(({ name }) => name));
      return [...resolved.stages.values()]
        .filter(({ name, frozen }) => !frozen && !locked.has(name))
        .map(({ name, line }) =>
          evidence(
            "pipeline.unlocked",
            { path, line },
            { stage: name, lock: lock === null ? null : lockPath },
          ),
        );
    });
}
