import type { CodeFile } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import type { Location } from "../../core/location.js";
import { ownFiles } from "./project.js";

/** Which places stand under `if __name__ == "__main__":`, and so run only where their file is the program. */
export interface MainGuards {
  has(path: string): boolean;
  covers(location: Location): boolean;
}

const GUARD = /^if[ \t(]+(?:__name__[ \t]*==|["']__main__["'][ \t]*==)/;

/** The facts leave the guard out of the conditions, so the lines that it covers are read from the source. */
export async function readMainGuards({ code, workspace }: DetectionContext): Promise<MainGuards> {
  const blocks = new Map<string, [from: number, to: number]>();
  for (const file of ownFiles(code)) {
    if (!file.main || file.notebook || file.broken) continue;
    const block = guardedLines(await sourceOf(file, workspace));
    if (block !== null) blocks.set(file.path, block);
  }
  return {
    has: (path) => blocks.has(path),
    covers: ({ path, line = 0 }) => {
      const block = blocks.get(path);
      return block !== undefined && line >= block[0] && line <= block[1];
    },
  };
}

/** A file whose facts were read has been readable; should it vanish meanwhile, it guards nothing. */
function sourceOf(file: CodeFile, workspace: DetectionContext["workspace"]): Promise<string> {
  return workspace.readText(file.path).catch(() => "");
}

/** First and last line of the guarded block: what follows the guard and is indented, empty or a comment. */
function guardedLines(source: string): [from: number, to: number] | null {
  const lines = source.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => GUARD.test(line));
  if (start < 0) return null;
  let end = start + 1;
  while (end < lines.length && /^(?:[ \t)\]}]|#|$)/.test(lines[end]!)) end++;
  return [start + 1, end];
}
