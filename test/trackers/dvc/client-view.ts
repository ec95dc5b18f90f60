import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Problem, RunRecord } from "../../../src/core/run.js";
import { reader } from "../../../src/trackers/dvc/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";
import { type Files, temporaryFolder } from "../../tools/repository.js";

/** What test/tools/dump_dvc.py prints. */
export interface ClientView {
  readonly version: string;
  readonly default: string;
  readonly remotes: readonly string[];
  readonly pointers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly stages: Readonly<Record<string, ClientStage>>;
  readonly experiments?: Readonly<Record<string, Readonly<Record<string, ClientExperimentStage>>>>;
}

interface ClientExperimentStage {
  readonly cmd: string | readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}

interface ClientStage extends ClientExperimentStage {
  readonly desc: string | null;
  readonly deps: Readonly<Record<string, string>>;
  readonly outs: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, unknown>>;
}

export async function readAll(root: string): Promise<{ runs: RunRecord[]; problems: Problem[] }> {
  const workspace = await openWorkspace(root);
  const runs: RunRecord[] = [];
  const problems: Problem[] = [];
  try {
    for (const store of await reader.find(await workspace.files(), workspace)) {
      for await (const read of reader.read(store, workspace)) {
        if ("run" in read) runs.push(read.run);
        else problems.push(read.problem);
      }
    }
  } finally {
    await workspace.close();
  }
  return { runs, problems };
}

/** A folder of files as they are, without git. */
export function copyOf(folder: string): string {
  const root = temporaryFolder("project");
  cpSync(folder, root, { recursive: true });
  return root;
}

/** The files below a folder, for a recipe of commits. */
export function filesOf(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path)];
    }),
  );
}

/** Nested mappings by dotted key, without what is no number when `numbers` is set. */
function flat(value: unknown, key = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) => flat(inner, key === "" ? name : `${key}.${name}`));
}

/** Entries by file and key as DVC merges them: the file's name comes before a key that two files hold. */
function merged(files: Readonly<Record<string, unknown>>): [string, unknown][] {
  const all = Object.entries(files).flatMap(([file, values]) =>
    Object.entries(values as object).flatMap(([name, value]) =>
      flat(value, name).map(([key, value]) => ({ file, key, value })),
    ),
  );
  const twice = (key: string) => all.filter((entry) => entry.key === key).length > 1;
  return all.map(({ file, key, value }) => [twice(key) ? `${file}:${key}` : key, value]);
}

const command = (cmd: string | readonly string[]) => (typeof cmd === "string" ? cmd : cmd.join(" && "));
const inOrder = (entries: readonly [string, unknown][]) => Object.fromEntries(entries);

/** Every stage that the client lists, field by field. */
export function expectStages(runs: readonly RunRecord[], view: ClientView): void {
  const here = runs.filter((run) => run.location.commit === undefined);
  expect(here.map((run) => run.id).sort()).toEqual(Object.keys(view.stages).sort());
  for (const run of here) {
    const stage = view.stages[run.id]!;
    const read = [...run.inputs.map(({ name, digest }) => [name, digest]), ...hashes(run)];
    expect({
      id: run.id,
      command: run.command,
      description: run.description,
      params: run.params,
      deps: inOrder(read.map(([path, digest]) => [path!, digest?.replace("md5-dos2unix:", "md5:")])),
      outs: run.artifacts,
      metrics: inOrder(Object.entries(run.metrics).map(([key, { last }]) => [key, last])),
    }).toEqual({
      id: run.id,
      command: command(stage.cmd),
      description: stage.desc,
      params: inOrder(merged(stage.params)),
      deps: stage.deps,
      outs: Object.keys(stage.outs).sort(),
      metrics: inOrder(
        merged({ ...stage.metrics, ...listedMetrics(run.id) }).filter(([, v]) => typeof v === "number"),
      ),
    });
  }
}

const hashes = (run: RunRecord): (string | null)[][] =>
  run.trace.codeHashes.map(({ path, digest }) => [path, digest]);

/** Files that the pipeline lists apart from its stages: the client does not say which stage wrote them. */
const listedMetrics = (id: string) =>
  id === "dvc.lock:report"
    ? {
        "report/scores.yaml": { mean: 1e-4, best: { acc: 0.875 } },
        "report/timing.toml": { seconds: 3, phase: { fit: 2.5 } },
      }
    : {};

/** Every stage that an experiment changed, as the client loads it at the experiment's commit. */
export function expectExperiments(runs: readonly RunRecord[], view: ClientView): void {
  for (const [name, stages] of Object.entries(view.experiments ?? {})) {
    const own = runs.filter((run) => run.group === name);
    expect(own.length).toBeGreaterThan(0);
    for (const run of own) {
      const stage = stages[run.id.slice(name.length + 1)]!;
      expect({ command: run.command, params: run.params }).toEqual({
        command: command(stage.cmd),
        params: inOrder(merged(stage.params)),
      });
    }
  }
}
