import type { Memory } from "./core/memory.js";
import type { FileEntry, Workspace } from "./core/workspace.js";
import type { Look } from "./look.js";
import { type Answers, digestOfFiles, observed, stillAnswers } from "./workspace/observed.js";

/** What a look came to, with all that it depends on. */
interface Kept {
  readonly files: string;
  readonly answers: Answers;
  readonly look: Look;
}

/**
 * The look of an earlier run, where the workspace still answers every question of it as it did then; else a new one.
 * @param slot  one for each way to see the same repository
 */
export async function rememberedLook(
  workspace: Workspace,
  files: readonly FileEntry[],
  { memory, slot }: { readonly memory: Memory | null; readonly slot: string },
): Promise<Look> {
  if (memory === null) return (await import("./look.js")).look(workspace, files, null);
  const given = digestOfFiles(files);
  const kept = (await memory.recall(slot)) as Kept | undefined;
  if (kept !== undefined && kept.files === given && (await stillAnswers(workspace, kept.answers)))
    return kept.look;
  // Loaded where it is needed: it is half of the program.
  const { look } = await import("./look.js");
  const { workspace: watched, watch, answers } = observed(workspace);
  // To keep what sources show takes time, and pays where a repository is looked at again after a change.
  const made = await look(watched, files.map(watch), kept === undefined ? null : memory);
  const asked = answers();
  if (asked !== null) await memory.keep(slot, { files: given, answers: asked, look: made } satisfies Kept);
  return made;
}
