import { posix } from "node:path";
import type { RunRecord } from "../core/run.js";
import { UnreadableFile, type Workspace } from "../core/workspace.js";
import { type FileChange, type GitDiff, parseGitDiff } from "../parsers/git-diff.js";
import type { PatchFound } from "../runs/questions.js";

const LARGEST = 16 * 2 ** 20;
/** Shorter prefixes of a blob id are no sign of another version. */
const TELLING_DIGITS = 7;

/**
 * A look at the patches that runs keep: is it one, is it whole, and does it change what the recorded commit holds?
 * Whether each hunk fits need not be tried: the blob id before the change says so.
 */
export async function lookAtPatches(
  workspace: Workspace,
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
): Promise<ReadonlyMap<RunRecord, PatchFound>> {
  const kept = records.filter((record) => record.trace.patch !== null);
  const patches = new Map<RunRecord, GitDiff>();
  const found = new Map<RunRecord, PatchFound>();
  for (const record of kept) {
    const patch = await readPatch(workspace, record);
    if (typeof patch === "string") found.set(record, { state: "none", why: patch });
    else patches.set(record, patch);
  }
  const requests = [...patches].flatMap(([record, patch]) => {
    const commit = commitOf(record);
    return commit === null ? [] : lookups(patch, workspace.git.folder).map(({ path }) => ({ commit, path }));
  });
  const blobs = await workspace.git.blobs(requests);
  for (const [record, patch] of patches) {
    const commit = commitOf(record);
    const blobAt = (path: string) => (commit === null ? undefined : blobs.get(`${commit}:${path}`));
    const why = flawOf(patch, workspace.git.folder, blobAt);
    found.set(record, { state: why === null ? "whole" : "part", why });
  }
  return found;
}

/** The patch, or why it is none, as a clause. */
async function readPatch(workspace: Workspace, record: RunRecord): Promise<GitDiff | string> {
  const path = record.trace.patch!;
  const tag = record.tags["mlflow.source.git.diff"];
  try {
    if (tag === undefined) {
      const kind = await workspace.kind(path);
      if (kind === "lfs-pointer") return "is the pointer of git-lfs alone";
      if (kind === "annex-pointer") return "is the pointer of git-annex alone";
    }
    const text = tag ?? (await workspace.readText(path, { maxBytes: LARGEST }));
    if (text.trim() === "") return "is empty";
    return parseGitDiff(text) ?? "is no difference of files";
  } catch (error) {
    if (error instanceof UnreadableFile) return "cannot be read";
    throw error;
  }
}

/** Files that the patch takes for granted, by path relative to the audited folder. */
function lookups(
  { changes, submodules }: GitDiff,
  folder: string,
): { readonly path: string; readonly change: FileChange }[] {
  return changes.flatMap((change) =>
    change.from === null || submodules.some((module) => change.from!.startsWith(`${module}/`))
      ? []
      : [{ path: posix.relative(folder, change.from), change }],
  );
}

/** What is wrong with it, as a clause; null: nothing that could be seen. */
function flawOf(
  patch: GitDiff,
  folder: string,
  blobAt: (path: string) => string | null | undefined,
): string | null {
  if (patch.cut) return "is cut off";
  const opaque = patch.changes.find((change) => change.binary === "absent");
  if (opaque !== undefined)
    return `leaves out how ${opaque.to ?? opaque.from ?? "a file"} differs, which is binary`;
  for (const { path, change } of lookups(patch, folder)) {
    const blob = blobAt(path);
    if (blob === null) return `changes ${change.from}, which the commit does not hold`;
    const id = change.oldId ?? "";
    if (typeof blob === "string" && id.length >= TELLING_DIGITS && !blob.startsWith(id))
      return `changes another version of ${change.from} than the commit holds`;
  }
  return null;
}
