import type { RunRecord } from "../core/run.js";

export interface RecordedCommit {
  /** Full or abbreviated, lower case. */
  readonly id: string;
  /** What is written beside the id says that the tree had changes. */
  readonly marked: boolean;
}

/** Guild's `git:<id>`, and words that people put before it. */
const PREFIX = /^(?:git|commit|sha1?|rev(?:ision)?)[:= ]+/i;
/** Guild's `*`; `-dirty` and `+` of `git describe` and version numbers. */
const MARK = /(?:\*|\+|-dirty|-modified|\.dirty)$/i;
/** `v1.2-14-g2414721` of `git describe`. */
const DESCRIBED = /-\d+-g([0-9a-f]{7,64})$/i;
/** Of fewer digits only those with a letter: the others are numbers of other systems. */
const ID = /^(?:[0-9a-f]{7,64}|(?=\d*[a-f])[0-9a-f]{1,6})$/;

/** The commit that a record names; null where it names none, or what stands there is no commit id. */
export function recordedCommit({ commit }: Pick<RunRecord, "commit">): RecordedCommit | null {
  if (commit === null || commit.length > 200) return null;
  const bare = commit.trim().replace(PREFIX, "");
  const marked = MARK.test(bare);
  const text = bare.replace(MARK, "").trim();
  const id = (DESCRIBED.exec(text)?.[1] ?? text).toLowerCase();
  return ID.test(id) ? { id, marked } : null;
}

/** What the record says of the tree, three-valued: a mark beside the commit counts where nothing else is said. */
export function recordedDirty(record: Pick<RunRecord, "commit" | "dirty">): boolean | null {
  return record.dirty ?? (recordedCommit(record)?.marked === true ? true : null);
}
