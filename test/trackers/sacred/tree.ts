import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunRecord } from "../../../src/core/run.js";
import { temporaryFolder } from "../../tools/repository.js";
import { type Ledger, readAll } from "./client-view.js";

export type Tree = Readonly<Record<string, string | Uint8Array>>;

export function plant(tree: Tree): string {
  const root = temporaryFolder("project");
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export async function ledger(tree: Tree): Promise<Ledger> {
  const root = plant(tree);
  try {
    return await readAll(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

export async function only(tree: Tree): Promise<RunRecord> {
  const { runs, problems } = await ledger(tree);
  if (runs.length !== 1 || problems.length > 0)
    throw new Error(JSON.stringify({ runs: runs.length, problems }));
  return runs[0]!;
}

export interface RunFolder {
  readonly run?: object;
  readonly experiment?: object;
  readonly config?: object;
  readonly metrics?: object;
  readonly info?: object;
  readonly folder?: string;
}

/** A run's folder as the file observer leaves it. */
export function runFolder(given: RunFolder = {}): Record<string, string> {
  const { run = {}, experiment = {}, config = { lr: 0.1, seed: 7 }, folder = "runs/1" } = given;
  const record = {
    artifacts: [],
    command: "main",
    experiment: {
      base_dir: "/home/ada/credit",
      dependencies: ["numpy==1.26.0"],
      mainfile: "train.py",
      name: "train",
      repositories: [],
      sources: [],
      ...experiment,
    },
    heartbeat: "2026-01-02T03:05:00.000001",
    host: { ENV: {}, cpu: "CPU", hostname: "laptop", os: ["Linux", "Linux"], python_version: "3.11.4" },
    meta: { command: "main", options: { UPDATE: ["seed=7"], COMMAND: null } },
    resources: [],
    result: null,
    start_time: "2026-01-02T03:04:05.999999",
    status: "COMPLETED",
    stop_time: "2026-01-02T03:05:00",
    ...run,
  };
  const files = {
    "run.json": record,
    "config.json": config,
    "metrics.json": given.metrics,
    "info.json": given.info,
  };
  return {
    [`${folder}/cout.txt`]: "INFO - train - Running command 'main'\n",
    ...Object.fromEntries(
      Object.entries(files).flatMap(([name, value]) =>
        value === undefined ? [] : [[`${folder}/${name}`, JSON.stringify(value, null, 2)]],
      ),
    ),
  };
}
