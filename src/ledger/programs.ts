import { posix } from "node:path";
import type { RunRecord } from "../core/run.js";
import type { Git } from "../core/workspace.js";
import { programPaths } from "../runs/program-paths.js";

/**
 * Where the commit of a run holds its program: null: nowhere; no entry: cannot be told, or the record names none.
 * Some places are guesses from the files that are here now (Hydra names the job alone, MLflow what was typed): then a
 * script of that name anywhere in the commit counts, for scripts move.
 */
export async function findPrograms(
  git: Git,
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
  blobs: ReadonlyMap<string, string | null>,
): Promise<ReadonlyMap<RunRecord, string | null>> {
  const found = new Map<RunRecord, string | null>();
  const tails = new Map<string, Promise<string | null | undefined>>();
  for (const record of records) {
    const commit = commitOf(record);
    const paths = programPaths(record);
    if (commit === null || paths.length === 0) continue;
    const ids = paths.map((path) => blobs.get(`${commit}:${path}`));
    const held = paths.find((_, index) => typeof ids[index] === "string");
    if (held !== undefined) found.set(record, held);
    else if (!ids.includes(undefined)) {
      const name = guessedName(record);
      if (name === null) found.set(record, null);
      else {
        const key = `${commit}:${name}`;
        const search = tails.get(key) ?? findTail(git, commit, name);
        tails.set(key, search);
        const path = await search;
        if (path !== undefined) found.set(record, path);
      }
    }
  }
  return found;
}

/** The name to look for anywhere, where the record tells no place; null: it tells one. */
function guessedName({ tracker, program, tags }: RunRecord): string | null {
  if (tracker === "hydra" && program !== null) return posix.basename(program);
  const typed = tags["mlflow.source.name"]?.replace(/^\.\//, "");
  return typed !== undefined && /^[^/\\:][^:\\]*$/.test(typed) && !typed.startsWith("..") ? typed : null;
}

async function findTail(git: Git, commit: string, name: string): Promise<string | null | undefined> {
  const files = await git.tree(commit);
  if (files === null) return undefined;
  return files.find((path) => path === name || path.endsWith(`/${name}`)) ?? null;
}
