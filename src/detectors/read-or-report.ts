import type { DetectionContext } from "../core/detector.js";
import { UnreadableFile } from "../core/workspace.js";

const LARGEST = 32 * 1024 ** 2;

/** The text of a file; null where it cannot be read, which is then told as a problem. */
export async function readOrReport(
  context: DetectionContext,
  path: string,
  maxBytes = LARGEST,
): Promise<string | null> {
  try {
    return await context.workspace.readText(path, { maxBytes });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    context.problem({ path, message: `cannot be read: ${error.reason}` });
    return null;
  }
}
