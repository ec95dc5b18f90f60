import { AREA_IDS, DIMENSION_IDS, TRACKER_IDS } from "../core/vocabulary.js";
import type { Workspace } from "../core/workspace.js";
import type { Focus } from "../policy/focus.js";
import { didYouMean } from "./nearest.js";
import { UsageError } from "./usage-error.js";

/**
 * What `--only WORD` means: an area, a dimension, a tracker, else a path from the audited root; `./data` is a path
 * whatever else is called so.
 * @throws UsageError  it is none of them
 */
export async function focusOn(word: string, workspace: Workspace): Promise<Focus> {
  const name = word.toLowerCase();
  const area = AREA_IDS.find((id) => id === name);
  if (area !== undefined) return { on: "area", area };
  const dimension = DIMENSION_IDS.find((id) => id === name);
  if (dimension !== undefined) return { on: "dimension", dimension };
  const tracker = TRACKER_IDS.find((id) => id === name);
  if (tracker !== undefined) return { on: "tracker", tracker };
  const path = word
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/+)+/, "")
    .replace(/\/+$/, "");
  const files = await workspace.files();
  if (path !== "" && files.some((file) => file.path === path || file.path.startsWith(`${path}/`)))
    return { on: "path", path };
  const paths = pathsBeside(
    files.map((file) => file.path),
    path,
  );
  throw new UsageError(
    word.startsWith("./")
      ? `--only ${word}: there is no such file or folder${didYouMean(path, paths)}`
      : `--only ${word}: no area, dimension, tracker, file or folder is called so${didYouMean(name, [...AREA_IDS, ...DIMENSION_IDS, ...TRACKER_IDS, ...paths])}`,
  );
}

/** Files and folders at the depth of the one that was asked for. */
function pathsBeside(files: readonly string[], asked: string): string[] {
  const depth = asked.split("/").length;
  return [...new Set(files.map((file) => file.split("/").slice(0, depth).join("/")))];
}
