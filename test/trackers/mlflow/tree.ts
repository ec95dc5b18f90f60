import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Problem, RunRecord } from "../../../src/core/run.js";
import type { RecordStore } from "../../../src/core/tracker.js";
import type { Workspace } from "../../../src/core/workspace.js";
import { reader } from "../../../src/trackers/mlflow/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";

export type Tree = Readonly<Record<string, string | Uint8Array>>;

/** Writes files below a new temporary folder. */
export function plant(tree: Tree): string {
  const root = mkdtempSync(join(tmpdir(), "exptrack-mlflow-"));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Opens a planted tree, and removes it afterwards. */
export async function inTree<T>(
  tree: Tree,
  use: (workspace: Workspace, root: string) => Promise<T>,
): Promise<T> {
  const root = plant(tree);
  try {
    return await inFolder(root, (workspace) => use(workspace, root));
  } finally {
    rmSync(root, { recursive: true });
  }
}

export async function inFolder<T>(root: string, use: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace(root);
  try {
    return await use(workspace);
  } finally {
    await workspace.close();
  }
}

export const storesOf = async (workspace: Workspace): Promise<readonly RecordStore[]> =>
  reader.find(await workspace.files(), workspace);

export interface Ledger {
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly problems: readonly Problem[];
}

/** Every run of every store, by id. */
export async function ledgerOf(workspace: Workspace): Promise<Ledger> {
  const runs = new Map<string, RunRecord>();
  const problems: Problem[] = [];
  for (const store of await storesOf(workspace)) {
    for await (const read of reader.read(store, workspace)) {
      if ("run" in read) runs.set(read.run.id, read.run);
      else problems.push(read.problem);
    }
  }
  return { runs, problems };
}

export const ledger = (tree: Tree): Promise<Ledger> => inTree(tree, ledgerOf);

const ID = "0123456789abcdef0123456789abcdef";
/** An experiment and a run as 2.x writes them; other files by their path inside the run's folder. */
export function fileStore(
  files: Tree = {},
  options: { root?: string; id?: string; meta?: string } = {},
): Tree {
  const { root = "mlruns", id = ID } = options;
  const run = `${root}/1/${id}`;
  return {
    [`${root}/1/meta.yaml`]: `artifact_location: file:///home/ada/x/${root}/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: baseline\n`,
    [`${run}/meta.yaml`]:
      options.meta ??
      `artifact_uri: file:///home/ada/x/${run}/artifacts\nend_time: 1700000009000\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: first\nstart_time: 1700000000000\nstatus: 3\n`,
    ...Object.fromEntries(Object.entries(files).map(([path, content]) => [`${run}/${path}`, content])),
  };
}
export const RUN_ID = ID;
