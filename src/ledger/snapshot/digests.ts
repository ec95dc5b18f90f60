import { createHash } from "node:crypto";
import type { RunTrace } from "../../core/run.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import type { RowDigests } from "./row.js";

/** Larger artifacts are named without a digest, so that a snapshot of a folder of checkpoints takes seconds. */
const LARGEST = 64 * 2 ** 20;

/** SHA-256 of what lies beside a record; for artifacts the digest that the record states comes first. */
export async function digestsOf(
  run: { readonly environment: { readonly packages: string | null }; readonly trace: RunTrace },
  workspace: Workspace,
): Promise<RowDigests> {
  const artifacts: Record<string, string> = {};
  for (const { name, path, digest } of run.trace.artifactFiles) {
    const known = digest ?? (await digestOf(path, workspace));
    if (known !== null) artifacts[name] = known;
  }
  return {
    packages: await digestOf(run.environment.packages, workspace),
    patch: await digestOf(run.trace.patch, workspace),
    artifacts,
  };
}

async function digestOf(path: string | null, workspace: Workspace): Promise<string | null> {
  if (path === null || ((await workspace.entry(path))?.size ?? LARGEST + 1) > LARGEST) return null;
  try {
    const hash = createHash("sha256");
    for await (const piece of workspace.stream(path)) hash.update(piece);
    return `sha256:${hash.digest("hex")}`;
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}
