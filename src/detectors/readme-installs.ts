import { type Evidence, evidence } from "../core/evidence.js";
import { baseName, folderOf } from "../core/paths.js";
import { plainText } from "../parsers/markdown.js";
import { speaksOfOthers } from "./link-context.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { resolvePath } from "./tree-places.js";

const INSTALLS =
  /\b(?:install(?:ed|ing|ation)?|set ?up (?:the|an|your) environment|(?:re)?(?:produce|create|build) (?:the|our|an|your) environments?)\b/i;
const MANIFEST =
  /(?:[\w.-]{1,60}\/){0,4}(?:[\w-]{0,40}requirements[\w-]{0,40}\.txt|environment[\w-]{0,40}\.ya?ml|pyproject\.toml|Pipfile|poetry\.lock|uv\.lock|setup\.py|Dockerfile)\b/g;

/** "Install the requirements of `requirements.txt`": told in a sentence that names a manifest of this tree. */
export const installEvidence = (
  documents: readonly DocumentText[],
  holds: (path: string) => boolean,
): readonly Evidence[] =>
  documents
    .filter(({ role }) => role === "readme" || role === "nested")
    .flatMap((document) =>
      document.document.blocks.flatMap((block) => {
        if ((block.kind !== "paragraph" && block.kind !== "item") || speaksOfOthers(block.under)) return [];
        const said = plainText(block.text);
        if (!INSTALLS.test(said)) return [];
        const named = (said.match(MANIFEST) ?? []).find((name) =>
          [resolvePath(folderOf(document.path), name), ...ends(name)].some(
            (path) => path !== null && holds(path),
          ),
        );
        return named === undefined
          ? []
          : [
              evidence(
                "docs.install",
                placeIn(document, block.line),
                { detail: `install ${baseName(named)}` },
                "medium",
              ),
            ];
      }),
    );

/** `blob/main/docker/Dockerfile` of an address ends in the path itself. */
function ends(name: string): readonly (string | null)[] {
  const parts = name.split("/");
  return parts.map((_, from) => resolvePath("", parts.slice(from).join("/")));
}
