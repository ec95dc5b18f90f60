import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import { folderOf } from "../core/paths.js";
import { isReadmeName, speakingFiles } from "../detectors/readme-text.js";
import type { LookUp } from "./look-up.js";

/**
 * The README of a project that lies deeper than a repository's own is looked for: a folder with a manifest, a pipeline
 * or a program that trains. (Manifests are read at any depth by the first look.)
 */
export const nestedProjects: LookUp = {
  id: "nested-projects",
  title: "nested projects",
  find({ clone }) {
    if (clone.evidence("docs.readme").length > 0) return {};
    const roots = projectRoots(clone);
    const readmes = speakingFiles(clone.files)
      .map(({ path }) => path)
      .filter((path) => isReadmeName(path) && roots.has(folderOf(path)))
      .sort((a, b) => depth(a) - depth(b) || compareText(a, b));
    return readmes[0] === undefined ? {} : { readme: readmes[0] };
  },
};

const depth = (path: string): number => path.split("/").length;

function projectRoots(clone: RepoModel): ReadonlySet<string> {
  const marks = [
    ...clone.evidence("env.manifest"),
    ...clone.evidence("pipeline.definition"),
    ...clone.evidence("code.training"),
  ];
  // A program may lie in a package of the project.
  return new Set(
    marks.flatMap(({ location }) => [folderOf(location.path), folderOf(folderOf(location.path))]),
  );
}
