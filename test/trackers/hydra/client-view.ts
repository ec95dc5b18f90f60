import { expect } from "vitest";
import type { Problem, RunRecord } from "../../../src/core/run.js";
import { reader } from "../../../src/trackers/hydra/records.js";
import { openWorkspace } from "../../../src/workspace/open.js";

/** What test/tools/dump_hydra.py prints. */
export interface ClientView {
  readonly versions: { readonly hydra: string; readonly omegaconf: string };
  readonly runs: Readonly<Record<string, ClientRun>>;
}

interface ClientRun {
  readonly params: Readonly<Record<string, unknown>>;
  readonly overrides: readonly string[];
  readonly job: string;
  readonly num: number | string;
  readonly dirname: string;
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

/** Every run that OmegaConf loads, field by field. */
export function expectRuns(runs: readonly RunRecord[], view: ClientView): void {
  expect(runs.map((run) => run.id)).toEqual(Object.keys(view.runs).sort());
  for (const run of runs) {
    const client = view.runs[run.id]!;
    expect({ id: run.id, params: run.params }).toEqual({ id: run.id, params: client.params });
    expect(unquoted(run.command)).toEqual(["python", `${client.job}.py`, ...client.overrides]);
  }
}

/** The words of a command as a shell takes them, for quotes that enclose whole words. */
const unquoted = (command: string | null): string[] =>
  (command?.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
    /^["']/.test(word) ? word.slice(1, -1) : word,
  );
