import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { baseName, folderOf } from "../core/paths.js";
import { type DocumentText, placeIn } from "./readme-text.js";

const RESULT_FOLDER = /^(?:(?:learning|training|evaluation)[-_]?)?(?:curves|results)$/i;
const READABLE = /\.(?:csv|tsv|json|jsonl|npy|npz)$/i;
/** Fewer may be a sample or a setting. */
const FEWEST = 3;

/** "Learning curves are found under /learning_curves": results in files that git tracks, and a README that points to them. */
export function resultFileEvidence(
  context: DetectionContext,
  documents: readonly DocumentText[],
): readonly Evidence[] {
  const readme = documents.find((document) => document.role === "readme");
  if (readme === undefined) return [];
  const files = new Map<string, number>();
  for (const { path, scope, size } of context.files) {
    if (scope !== "tracked" || size === 0 || !READABLE.test(path)) continue;
    const parts = folderOf(path).split("/");
    const at = parts.findIndex((part) => RESULT_FOLDER.test(part));
    if (at < 0) continue;
    const folder = parts.slice(0, at + 1).join("/");
    files.set(folder, (files.get(folder) ?? 0) + 1);
  }
  const lines = readme.text.split("\n");
  return [...files].flatMap(([folder, count]) => {
    const name = baseName(folder).replace("-", "\\-");
    // The bare word is one of any language; with a slash or as code it is the folder.
    const names = new RegExp(`[/\`]${name}(?![\\w-])|(?<![\\w-])${name}/`);
    const line = count < FEWEST ? -1 : lines.findIndex((text) => names.test(text));
    if (line < 0) return [];
    const detail = `${folder}/ (${count} files)`;
    const form = /curves$/i.test(folder) ? "figure" : "table";
    return [evidence("docs.results", placeIn(readme, line + 1), { form, detail }, "medium")];
  });
}
