import type { History, RepoModel } from "../../core/model.js";
import { type JudgedRun, runKey } from "../../core/run.js";
import type { Workspace } from "../../core/workspace.js";
import { isUnderTests } from "../../detectors/tree-places.js";
import type { Ledger } from "../../ledger/read.js";
import { readRecords } from "../../ledger/records.js";
import { buildModel } from "../../model/build.js";
import { shareableRuns } from "../../shareable.js";
import { TRACKERS } from "../../trackers/index.js";
import type { Asked } from "../question.js";

/** More runs of one store than this are told in one sentence. */
const MOST_SINGLE = 5;

/** Runs that are judged together. */
interface Group {
  readonly keys: readonly string[];
  readonly executions: readonly (readonly string[])[];
  readonly name: string;
}

/**
 * One model for each execution of which a run was changed. The rows of one database, and many runs of one store, are told
 * together: those that came in, and those that were there before.
 */
export async function modelsOf(
  asked: Asked,
  view: Workspace,
  ledger: Ledger,
  changed: readonly JudgedRun[],
): Promise<readonly Model[]> {
  const { runs, executions } = shareableRuns(ledger.here);
  const byKey = new Map(runs.map((run) => [runKey(run), run]));
  const wanted = new Set(changed.map(runKey));
  const linked = executions.filter((keys) => keys.some((key) => wanted.has(key)));
  const within = new Set(linked.flat());
  const alone = [...wanted].filter((key) => !within.has(key)).map((key) => [key]);
  const files = await view.files();
  const history = historyOf(view);
  const signs = TRACKERS.map((tracker) => tracker.signs);
  return (await grouped(asked, [...linked, ...alone], byKey)).map(({ keys, executions, name }) => {
    const own = { runs: keys.flatMap((key) => byKey.get(key) ?? []), executions };
    const places = new Set(own.runs.map(({ location }) => location.path));
    const facts = {
      files: files.filter(({ path }) => places.has(path)),
      evidence: [],
      ledger: { clone: own, local: own },
      snapshot: null,
      history,
      signs,
    };
    return { name, model: buildModel(facts, "clone") };
  });
}

/** What rules are asked of. `name`: by which its answers are known again in another state. */
export interface Model {
  readonly name: string;
  readonly model: RepoModel;
}

async function grouped(
  asked: Asked,
  executions: readonly (readonly string[])[],
  byKey: ReadonlyMap<string, JudgedRun>,
): Promise<readonly Group[]> {
  const places = executions.flatMap((keys): Place[] => {
    const runs = keys.flatMap((key) => byKey.get(key) ?? []);
    const [first] = runs;
    if (first === undefined || runs.every(({ location }) => isUnderTests(location.path))) return [];
    // A database has no folder for each of its runs.
    const database = runs.length === 1 && first.trace.directory === null ? first.location.path : null;
    return [{ keys, run: first, database }];
  });
  const before = await keysBefore(
    asked,
    places.flatMap(({ database }) => database ?? []),
  );
  const added = new Set(asked.change.files.flatMap(({ path, status }) => (status === "added" ? [path] : [])));
  const isOld = ({ run, database }: Place): boolean => {
    if (asked.state !== asked.change.after) return true;
    return database === null ? !added.has(run.location.path) : before.has(`${database}\0${runKey(run)}`);
  };
  const together = new Map<string, Place[]>();
  for (const place of places) {
    const { run, database } = place;
    const name = [isOld(place) ? "old" : "new", run.tracker, database ?? run.trace.store].join(" ");
    together.set(name, [...(together.get(name) ?? []), place]);
  }
  return [...together].flatMap(([name, list]): Group[] =>
    list.length > MOST_SINGLE || list.some(({ database }) => database !== null)
      ? [{ keys: list.flatMap(({ keys }) => keys), executions: list.map(({ keys }) => keys), name }]
      : list.map(({ keys }) => ({ keys, executions: [keys], name: keys.join(" ") })),
  );
}

interface Place {
  readonly keys: readonly string[];
  readonly run: JudgedRun;
  /** The file that holds the record of this run and of others; null: it has a folder of its own. */
  readonly database: string | null;
}

/** Runs of these files in the states before the change; none for one of those. */
async function keysBefore({ change, state }: Asked, files: readonly string[]): Promise<ReadonlySet<string>> {
  if (state !== change.after || files.length === 0) return new Set();
  const earlier = new Map(change.files.map(({ path, from }) => [from ?? path, path]));
  const wanted = [...earlier].flatMap(([from, path]) => (files.includes(path) ? [from] : []));
  const found = new Set<string>();
  for (const before of change.before) {
    const view = await before.view(wanted);
    const { records } = await readRecords(view, { trackers: TRACKERS, problem: () => {} });
    for (const record of records) {
      const { path } = record.location;
      found.add(`${earlier.get(path) ?? path}\0${runKey(record)}`);
    }
  }
  return found;
}

const historyOf = ({ git }: Workspace): History => ({
  git: git.present,
  why: git.why,
  head: git.head,
  shallow: git.shallow,
  hasRemote: git.hasRemote,
  codeCommits: null,
  tags: null,
});
