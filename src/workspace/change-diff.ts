import type { ChangedFile } from "../core/change.js";
import { GitFailure } from "./git-process.js";
import type { SafeRepository } from "./git-shadow.js";

export interface Differing {
  /** Submodules are left out. */
  readonly files: readonly ChangedFile[];
  /** Nothing differs, submodules included. */
  readonly none: boolean;
}

/** Trees as git has them hard-coded: there without being stored. */
const EMPTY_TREES = {
  sha1: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  sha256: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
} as const;

export const emptyTree = ({ config }: SafeRepository): string => EMPTY_TREES[config.objectFormat];

/** No program of the repository's is run, nothing of the disk is looked at. */
const OPTIONS = ["--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"];

/**
 * What differs. The format of `--raw -z` is that of git's Documentation/diff-format:
 * `:<mode> <mode> <id> <id> <status>\0<path>\0`, of a rename with both paths.
 */
export async function differencesFrom(
  { call }: SafeRepository,
  command: readonly string[],
  trees: readonly string[],
): Promise<Differing> {
  const compare = (renames: string): Promise<Buffer> => call.run([...command, renames, ...OPTIONS, ...trees]);
  const output = (
    await compare("-M").catch((error: unknown) => {
      // Renames are told by content, which a partial clone may lack.
      if (!(error instanceof GitFailure)) throw error;
      return compare("--no-renames");
    })
  ).toString();
  const parts = output.split("\0");
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < parts.length; ) {
    const [, before = "", after = "", status = ""] =
      /^:(\d{6}) (\d{6}) [0-9a-f]+ [0-9a-f]+ ([A-Z])/.exec(parts[at]!) ?? [];
    const twoPaths = status === "R" || status === "C";
    const first = parts[at + 1]!;
    const path = twoPaths ? (parts[at + 2] ?? first) : first;
    at += twoPaths ? 3 : 2;
    if (status === "" || status === "U") continue;
    if (after === SUBMODULE || (before === SUBMODULE && status === "D")) continue;
    files.push({
      path,
      status: STATUS[status] ?? "modified",
      from: twoPaths && first !== path ? first : null,
    });
  }
  return { files, none: output === "" };
}

const SUBMODULE = "160000";

const STATUS: Readonly<Record<string, ChangedFile["status"]>> = {
  A: "added",
  C: "added",
  D: "deleted",
  R: "renamed",
};
