import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { GitLayout } from "./git-layout.js";

/**
 * The index that a commit is made from. For `git commit -a` and `git commit FILE` git writes another one beside the usual
 * (`index.lock`, `next-index-PID.lock`) and names it in `GIT_INDEX_FILE`. Only a file of the repository's own git directory
 * is believed.
 */
export function stagedIndex(layout: GitLayout, named: string | undefined): string {
  const usual = join(layout.gitDir, "index");
  if (named === undefined || named === "") return usual;
  const file = resolve(layout.workTree ?? layout.gitDir, named);
  try {
    return realpathSync(dirname(file)) === layout.gitDir && statSync(file).isFile() ? file : usual;
  } catch {
    return usual;
  }
}

const MAX_BYTES = 65_536;

/** Commits that are about to be merged into HEAD (`MERGE_HEAD`); empty where no merge is under way. */
export function mergedCommits(gitDir: string): readonly string[] {
  const file = join(gitDir, "MERGE_HEAD");
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size > MAX_BYTES) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^[0-9a-f]{40,64}$/.test(line));
}
