import type { Evidence, EvidenceKind, EvidenceOf } from "../core/evidence.js";
import type { History, LedgerView, RepoModel } from "../core/model.js";
import { type JudgedRun, runKey } from "../core/run.js";
import type { SnapshotFacts } from "../core/snapshot.js";
import type { TrackerSigns } from "../core/tracker.js";
import type { TrackerId } from "../core/vocabulary.js";
import type { FileEntry } from "../core/workspace.js";
import { anchorOf } from "./anchor.js";
import { proposedTracker } from "./proposed-tracker.js";
import { seedFacts } from "./seeds.js";
import { stakesOf } from "./stakes.js";
import { trackerFacts } from "./trackers.js";

/** All that was seen, before it is told apart what a clone would hold. */
export interface Facts {
  readonly files: readonly FileEntry[];
  readonly evidence: readonly Evidence[];
  readonly ledger: Readonly<Record<RepoModel["scope"], LedgerView>>;
  readonly snapshot: SnapshotFacts | null;
  readonly history: History;
  readonly signs: readonly TrackerSigns[];
}

/** Stores that tests read or write: samples, not runs behind results. The ledger lists them all the same. */
const SAMPLES = /(?:^|\/)(?:tests|testdata|test_data|test_assets|fixtures)\/./;

/** The model of one scope: what a clone holds, or that with the files and records of this machine. */
export function buildModel(facts: Facts, scope: RepoModel["scope"]): RepoModel {
  const ledger = facts.ledger[scope];
  const files = facts.files.filter((file) => scope === "local" || file.scope === "tracked");
  const paths = new Set(files.map((file) => file.path));
  const seen = facts.evidence.filter((one) => scope === "local" || paths.has(one.location.path));
  const own = ledger.runs.filter((run) => !SAMPLES.test(run.trace.store));
  const listed = own.filter((run) => run.status !== "deleted");
  const runs = listed.filter((run) => run.confidence === "high");
  const byKind = new Map<EvidenceKind, Evidence[]>();
  for (const one of seen) {
    const list = byKind.get(one.kind);
    if (list === undefined) byKind.set(one.kind, [one]);
    else list.push(one);
  }
  const byKey = new Map(runs.map((run) => [runKey(run), run]));
  const trackers = trackerFacts(seen, countRuns(runs), facts.signs);
  const evidence = <K extends EvidenceKind>(kind: K): readonly EvidenceOf<K>[] =>
    (byKind.get(kind) ?? []) as unknown as readonly EvidenceOf<K>[];
  const anchor = anchorOf(files);
  const trains =
    evidence("code.training").length > 0 ||
    runs.length > 0 ||
    evidence("tracker.call").some((call) => call.role === "init");
  return Object.freeze<RepoModel>({
    scope,
    anchor,
    history: facts.history,
    files: files.map(({ path, size }) => ({ path, size })),
    has: (path) => paths.has(path),
    evidence,
    trackers,
    tracker: (id) => trackers.find((tracker) => tracker.id === id),
    runs,
    logs: listed.filter((run) => run.confidence !== "high"),
    experiments: ledger.executions
      .map((keys) => keys.flatMap((key) => byKey.get(key) ?? []))
      .filter((group) => group.length > 0),
    snapshot: facts.snapshot,
    deleted: own.filter((run) => run.status === "deleted"),
    seeds: seedFacts(seen),
    stakes: stakesOf(evidence),
    trains,
    proposal: trains ? proposedTracker(seen, evidence, trackers, anchor) : null,
  });
}

function countRuns(runs: readonly JudgedRun[]) {
  const counts = new Map<TrackerId, { runs: number; locations: JudgedRun["location"][] }>();
  for (const run of runs) {
    const known = counts.get(run.tracker) ?? { runs: 0, locations: [] };
    known.runs += 1;
    if (known.locations.length < MOST_PLACES) known.locations.push(run.location);
    counts.set(run.tracker, known);
  }
  return counts;
}

/** Places named per tracker; the ledger lists every run anyway. */
const MOST_PLACES = 20;
