import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { InventoryItem } from "../core/report.js";
import type { JudgedRun } from "../core/run.js";

const MOST_PLACES = 20;

/** What people wrote on their runs, by tracker; notes on runs that came to nothing tell of failed approaches. */
export function runNotes({ runs }: RepoModel): InventoryItem[] {
  const trackers = [...new Set(runs.map(({ tracker }) => tracker))].sort(compareText);
  return trackers.flatMap((tracker) => {
    const all = runs.filter((run) => run.tracker === tracker);
    const noted = all.filter(({ description }) => description !== null && description.trim() !== "");
    const failed = noted.filter(({ status }) => status === "failed" || status === "killed");
    return [
      ...listed("run notes", tracker, `${noted.length} of ${all.length} runs carry a note`, noted),
      ...listed("failed approach", tracker, `${failed.length} failed or killed runs carry a note`, failed),
    ];
  });
}

/** What committed records tell of people and their machines: what it is and where, never whose. */
export function exposedPersons({ runs, logs }: RepoModel): InventoryItem[] {
  const exposed = new Map<string, JudgedRun[]>();
  for (const run of [...runs, ...logs])
    if (run.scope === "committed")
      for (const what of new Set(run.exposures.flatMap((one) => (one.kind === "personal" ? [one.what] : []))))
        exposed.set(what, [...(exposed.get(what) ?? []), run]);
  return [...exposed].flatMap(([what, of]) => listed("personal data", what, "in committed run records", of));
}

function listed(kind: string, name: string, state: string, runs: readonly JudgedRun[]): InventoryItem[] {
  const locations = runs.slice(0, MOST_PLACES).map(({ location }) => location);
  return runs.length === 0 ? [] : [{ kind, name, state, locations }];
}
