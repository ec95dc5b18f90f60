import { compareText } from "../core/location.js";
import { type RunRecord, runKey } from "../core/run.js";
import type { TrackerId } from "../core/vocabulary.js";
import { Groups } from "./groups.js";
import { namedRuns } from "./named-runs.js";

export interface Link {
  readonly run: string;
  readonly why: string;
}

/** Result: links by run key, and which runs are one execution. */
export interface Linked {
  readonly links: ReadonlyMap<string, readonly Link[]>;
  /** Run keys, each sorted list one execution. */
  readonly executions: readonly (readonly string[])[];
}

/**
 * Joins records of one execution that several trackers saw: by an explicit id or directory that a record names, or
 * by containment of one run's directory in another's. Never two runs of one tracker, never within a project root,
 * never on similar times or values. Linear in the number of records.
 * @param projects  folders that hold a manifest or a repository of their own, relative to the audited root
 */
export function linkRuns(records: readonly RunRecord[], projects: ReadonlySet<string> = new Set()): Linked {
  const trackers = new Set(records.map(({ tracker }) => tracker));
  const index = trackers.size < 2 ? null : indexOf(records, projects);
  const pairs =
    index === null
      ? []
      : records.flatMap((record) => [...named(record, index), ...containing(record, index)]);
  const groups = new Groups(records);
  const links = new Map<string, Link[]>();
  for (const { inner, outer, innerWhy, outerWhy } of unambiguous(pairs)) {
    if (!groups.join(inner, outer)) continue;
    push(links, runKey(inner), { run: runKey(outer), why: innerWhy });
    push(links, runKey(outer), { run: runKey(inner), why: outerWhy });
  }
  for (const list of links.values()) list.sort((a, b) => compareText(a.run, b.run));
  return { links, executions: groups.lists() };
}

/** Of each tracker the one run; null: there are several, so that the place speaks of none of them. */
type ByTracker = Map<TrackerId, RunRecord | null>;

interface Index {
  readonly byKey: ReadonlyMap<string, RunRecord>;
  /** Runs by their directory. */
  readonly at: ReadonlyMap<string, ByTracker>;
  /** Runs by each directory that some record names, and that they lie below. */
  readonly below: ReadonlyMap<string, ByTracker>;
  /** Folders that hold a program, or are projects: no directory of a run, even where a record says so. */
  readonly roots: ReadonlySet<string>;
}

function indexOf(records: readonly RunRecord[], projects: ReadonlySet<string>): Index {
  const roots = new Set([".", ...projects]);
  for (const { program } of records)
    if (program !== null) for (const folder of foldersAbove(program)) roots.add(folder);
  const wanted = new Set(records.flatMap(({ trace }) => trace.sameAs));
  const at = new Map<string, ByTracker>();
  const below = new Map<string, ByTracker>();
  for (const record of records) {
    const { directory } = record.trace;
    if (directory === null || roots.has(directory)) continue;
    enter(at, directory, record);
    if (wanted.size > 0)
      for (const folder of foldersAbove(directory)) if (wanted.has(folder)) enter(below, folder, record);
  }
  return { byKey: new Map(records.map((record) => [runKey(record), record])), at, below, roots };
}

function enter(index: Map<string, ByTracker>, folder: string, record: RunRecord): void {
  const trackers = index.get(folder) ?? new Map();
  index.set(folder, trackers);
  trackers.set(record.tracker, trackers.has(record.tracker) ? null : record);
}

interface Pair {
  readonly inner: RunRecord;
  readonly outer: RunRecord;
  readonly innerWhy: string;
  readonly outerWhy: string;
}

const others = (trackers: ByTracker | undefined, record: RunRecord): RunRecord[] =>
  [...(trackers?.values() ?? [])].filter(
    (other): other is RunRecord => other !== null && other.tracker !== record.tracker,
  );

function named(record: RunRecord, { byKey, at, below }: Index): Pair[] {
  const references = new Set([...record.trace.sameAs, ...namedRuns(record)]);
  return [...references].flatMap((reference) => {
    const direct = byKey.get(reference);
    const found =
      direct !== undefined
        ? [direct]
        : [at, below].map((index) => others(index.get(reference), record)).find((list) => list.length > 0);
    return (found ?? [])
      .filter((other) => other.tracker !== record.tracker)
      .map((outer) => ({
        inner: record,
        outer,
        innerWhy: `its record names ${direct === undefined ? reference : runKey(outer)}`,
        outerWhy: "that record names it",
      }));
  });
}

function containing(record: RunRecord, { at, roots }: Index): Pair[] {
  const { directory } = record.trace;
  if (directory === null || roots.has(directory)) return [];
  const beside = others(at.get(directory), record);
  if (beside.length > 0)
    return (
      beside
        // Two trackers that share one directory meet here twice: only the later one in the alphabet speaks.
        .filter((other) => compareText(other.tracker, record.tracker) < 0)
        .map((outer) => {
          const why = "both records lie in one directory";
          return { inner: record, outer, innerWhy: why, outerWhy: why };
        })
    );
  for (const folder of foldersAbove(directory)) {
    const found = roots.has(folder) ? [] : others(at.get(folder), record);
    if (found.length > 0)
      return found.map((outer) => ({
        inner: record,
        outer,
        innerWhy: `its directory lies inside this ${outer.tracker} run`,
        outerWhy: "its directory lies inside this run's",
      }));
  }
  return [];
}

/** Nearest first, without the root. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    folders.push(path.slice(0, end));
  return folders;
}

/**
 * A directory that holds several runs of one tracker is the home of none of them in particular; of a run and those
 * nested in it, it is that of the run.
 */
function unambiguous(pairs: readonly Pair[]): Pair[] {
  const slot = ({ inner, outer }: Pair): string => `${runKey(outer)}\0${inner.tracker}`;
  const rivals = new Map<string, Map<string, RunRecord>>();
  for (const pair of pairs) {
    const key = slot(pair);
    const list = rivals.get(key) ?? new Map<string, RunRecord>();
    rivals.set(key, list.set(pair.inner.id, pair.inner));
  }
  const chosen = new Map<string, RunRecord | null>();
  for (const [key, list] of rivals) {
    const tops = [...list.values()].filter(({ parent }) => parent === null || !list.has(parent));
    chosen.set(key, tops.length === 1 ? tops[0]! : null);
  }
  return pairs.filter((pair) => chosen.get(slot(pair)) === pair.inner);
}

function push(map: Map<string, Link[]>, key: string, link: Link): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [link]);
  else if (!list.some((known) => known.run === link.run)) list.push(link);
}
