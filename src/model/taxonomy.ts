import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { InventoryItem, InventoryPart } from "../core/report.js";
import type { JudgedRun } from "../core/run.js";
import { absentKinds } from "./absent-kinds.js";

/** What the records say of how experiments are organised: groups, states, names, tags. Nothing of what they mean. */
export function taxonomy(model: RepoModel): InventoryPart {
  const { runs } = model;
  const items: InventoryItem[] = [
    ...counted("group", runs, (run) => (run.group === null ? null : `${run.tracker}: ${run.group}`)),
    ...counted("status", runs, (run) => (run.abandoned ? "running, abandoned" : run.status)),
    ...counted("naming", runs, (run) =>
      run.trace.defaultName || run.name === null ? "default or none" : "given",
    ),
    ...counted("hierarchy", runs, (run) => (run.parent === null ? null : "nested run")),
    ...tags(runs),
  ];
  return { items, notFound: absentKinds("taxonomy", new Set(items.map(({ kind }) => kind))) };
}

function counted(
  kind: string,
  runs: readonly JudgedRun[],
  name: (run: JudgedRun) => string | null,
): InventoryItem[] {
  const groups = new Map<string, JudgedRun[]>();
  for (const run of runs) {
    const key = name(run);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([key, members]) => item(kind, key, members));
}

function tags(runs: readonly JudgedRun[]): InventoryItem[] {
  const own = /^(?:mlflow\.|wandb\.|dvc\.|hydra\.|_)/;
  const names = [
    ...new Set(runs.flatMap((run) => Object.keys(run.tags).filter((tag) => !own.test(tag)))),
  ].sort(compareText);
  return names.map((name) =>
    item(
      "tag",
      name,
      runs.filter((run) => name in run.tags),
    ),
  );
}

/** A few places are enough: the ledger lists every run. */
function item(kind: string, name: string, members: readonly JudgedRun[]): InventoryItem {
  return {
    kind,
    name,
    state: members.length === 1 ? "1 run" : `${members.length} runs`,
    locations: members.slice(0, 5).map((run) => run.location),
  };
}
