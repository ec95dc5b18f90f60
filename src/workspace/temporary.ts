import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

const left = new Set<string>();

/** A folder that nobody else may read (mode 0700), removed at the latest when the program exits. */
export function temporaryFolder(purpose: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `exptrack-${purpose}-`));
  if (left.size === 0) process.on("exit", removeAll);
  left.add(path);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      left.delete(path);
      if (left.size === 0) process.removeListener("exit", removeAll);
    },
  };
}

function removeAll(): void {
  for (const path of left) rmSync(path, { recursive: true, force: true });
}
