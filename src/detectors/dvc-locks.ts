import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { UnreadableFile } from "../core/workspace.js";
import { type ComparedFiles, isOfContent, staleStages } from "../trackers/dvc/stale-stages.js";
import { inWords } from "../trackers/dvc/stale-words.js";

/** Locked stages of DVC pipelines that the files of git no longer agree with. */
export const detector = defineDetector({
  id: "dvc-locks",
  async detect(context) {
    const stale = await staleStages(comparedFiles(context));
    // A command that cannot be the defined one is told by the record itself.
    const told = stale
      .map((stage) => ({ ...stage, differences: stage.differences.filter(({ plain }) => plain !== true) }))
      .filter(({ differences }) => differences.length > 0);
    return told.map(
      (stage): Evidence =>
        evidence(
          "pipeline.stale",
          { path: stage.lock, line: stage.line, run: `dvc:${stage.lock}:${stage.stage}` },
          { stage: stage.stage, why: inWords(stage), contentOnly: stage.differences.every(isOfContent) },
        ),
    );
  },
});

/** Parameters and sources are small. */
const LARGEST = 16 * 2 ** 20;

/** What git does not track says nothing of what others get. */
function comparedFiles({ files, workspace }: DetectionContext): ComparedFiles {
  const tracked = files.filter(({ scope, symlink }) => scope === "tracked" && !symlink);
  const sizes = new Map(tracked.map(({ path, size }) => [path, size]));
  return {
    has: (path) => sizes.has(path),
    async bytes(path) {
      const size = sizes.get(path);
      if (size === undefined || size > LARGEST) return null;
      try {
        return await workspace.read(path, { maxBytes: LARGEST });
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        return null;
      }
    },
    ending: (ending) => [...sizes.keys()].filter((path) => path.endsWith(ending)),
  };
}
