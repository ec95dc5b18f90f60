import { UnreadableFile, type Workspace } from "../../core/workspace.js";

/** How Python begins to tell of an exception that nothing caught. */
export const TRACEBACK = "Traceback (most recent call last)";

/** Does a log of any length hold one? One that cannot be read does not. */
export async function holdsTraceback(path: string, workspace: Workspace): Promise<boolean> {
  let before = "";
  try {
    for await (const piece of workspace.stream(path)) {
      const text = before + piece.toString("latin1");
      if (text.includes(TRACEBACK)) return true;
      before = text.slice(-TRACEBACK.length);
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  return false;
}
