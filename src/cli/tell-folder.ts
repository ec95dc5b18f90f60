import type { Workspace } from "../core/workspace.js";
import { printable } from "../formats/plain.js";

/**
 * Who starts exptrack in a folder of a repository, and names none, is told that the rest of it is not looked at.
 * Who names the folder knows.
 */
export function tellFolder(path: string, { git }: Workspace, { quiet }: { readonly quiet: boolean }): void {
  if (quiet || path !== "." || git.folder === "") return;
  const root = git.folder.replace(/[^/]+/g, "..");
  process.stderr.write(
    `exptrack: only ${printable(git.folder)}/ is looked at, the folder you are in; the root of the repository is ${root}\n`,
  );
}
