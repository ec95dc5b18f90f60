import { compareText } from "../core/location.js";
import type { SafeRepository } from "./git-shadow.js";
import { splitAtNul } from "./split-at-nul.js";

/** Folders and files that differ, of all commits together: a tree can hold itself a thousand times. */
const MAX_ENTRIES = 500_000;
/** A file that is new or another: Documentation/diff-format.adoc, "Raw output format". */
const FILE = /^:\d{6} (?:100644|100755|120000) /;

/** See `Git.filesBeside`. What was told before an end by force stands. */
export async function filesBeside(
  { call, layout }: SafeRepository,
  head: string | null,
  commits: readonly string[],
  counts: (path: string) => boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const asked = commits.filter((id) => /^[0-9a-f]{40,64}$/.test(id));
  if (head === null || asked.length === 0) return found;
  const folder = layout.folder === "" ? [] : ["--relative"];
  // Folders are told as well: those without a file must come to an end, too.
  const options = ["--stdin", "-r", "-t", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
  const output = call.stream(
    ["diff-tree", ...options, ...folder, ...(layout.folder === "" ? [] : ["--", "."])],
    asked.map((id) => `${id} ${head}\n`).join(""),
  );
  let [paths, change, entries] = [[] as string[], "", 0];
  try {
    for await (const token of splitAtNul(output)) {
      if (change !== "") {
        if (FILE.test(change) && counts(token)) paths.push(token);
        change = "";
        if (++entries >= MAX_ENTRIES) break;
      } else if (token.startsWith(":")) change = token;
      else {
        paths = [];
        found.set(token, paths);
      }
    }
  } catch {
    // A partial clone without trees.
  }
  for (const list of found.values()) list.sort(compareText);
  return found;
}
