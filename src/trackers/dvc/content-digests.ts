import { dvcDigest } from "./digest.js";
import { folderDigest } from "./folder-digest.js";

/** Digests that content at hand may have had when DVC took it. */

/** Is it that of these files, all taken in the same way? */
export const isFolderDigest = (
  expected: string,
  files: readonly (readonly [name: string, digests: readonly string[]])[],
): boolean =>
  (files[0]?.[1] ?? []).some((_, way) => {
    const all = files.flatMap(([name, digests]) =>
      digests[way] === undefined ? [] : [[name, digests[way]] as const],
    );
    return all.length === files.length && folderDigest(new Map(all)) === expected;
  });

/** As either kind of DVC takes it, and as it is after a checkout with other line ends. */
export function digestsOf(bytes: Buffer): readonly string[] {
  const unix = Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  const windows = Buffer.from(unix.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
  return [dvcDigest(bytes, false), dvcDigest(bytes, true), dvcDigest(unix, false), dvcDigest(windows, false)];
}
