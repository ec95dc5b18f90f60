import type { Code } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { UnreadableFile } from "../core/workspace.js";
import type { ComparedFiles } from "../trackers/dvc/compared-files.js";
import { type Project, readProject } from "../trackers/dvc/project.js";

/** Parameters and sources are small. */
const LARGEST = 16 * 2 ** 20;

/** The files of git: what it does not track says nothing of what others get. */
export function trackedContent({ files, workspace }: DetectionContext): ComparedFiles {
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

const known = new WeakMap<Code, Promise<Project>>();

/** Pipelines, locks and pointers of DVC, read once for all detectors of one audit. */
export function dvcProject(context: DetectionContext): Promise<Project> {
  const found = known.get(context.code) ?? readProject(trackedContent(context));
  known.set(context.code, found);
  return found;
}
