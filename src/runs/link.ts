import { compareText } from "../core/location.js";
import { type RunRecord, runKey } from "../core/run.js";

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
 * never on similar times or values.
 */
export function linkRuns(records: readonly RunRecord[]): Linked {
  const byKey = new Map(records.map((record) => [runKey(record), record]));
  const byDirectory = new Map<string, RunRecord[]>();
  for (const record of records) {
    const directory = record.trace.directory;
    if (directory === null || directory === ".") continue;
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), record]);
  }
  const pairs = records.flatMap((record) => [
    ...named(record, byKey, byDirectory),
    ...containing(record, byDirectory),
  ]);
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

interface Pair {
  readonly inner: RunRecord;
  readonly outer: RunRecord;
  readonly innerWhy: string;
  readonly outerWhy: string;
}

function named(
  record: RunRecord,
  byKey: ReadonlyMap<string, RunRecord>,
  byDirectory: ReadonlyMap<string, RunRecord[]>,
): Pair[] {
  return record.trace.sameAs.flatMap((reference) => {
    const direct = byKey.get(reference);
    const others = direct === undefined ? (byDirectory.get(reference) ?? []) : [direct];
    return others
      .filter((other) => other.tracker !== record.tracker)
      .map((outer) => ({
        inner: record,
        outer,
        innerWhy: `its record names ${direct === undefined ? reference : runKey(outer)}`,
        outerWhy: "that record names it",
      }));
  });
}

function containing(record: RunRecord, byDirectory: ReadonlyMap<string, RunRecord[]>): Pair[] {
  let folder = record.trace.directory;
  if (folder === null) return [];
  for (let first = true; folder !== "" && folder !== "."; first = false) {
    const others: RunRecord[] = (byDirectory.get(folder) ?? []).filter(
      (other) => other.tracker !== record.tracker,
    );
    // Two trackers that share one directory meet here twice: only the later one in the alphabet speaks.
    const outers = first ? others.filter((other) => compareText(other.tracker, record.tracker) < 0) : others;
    if (outers.length > 0)
      return outers.map((outer) => ({
        inner: record,
        outer,
        innerWhy: first
          ? "both records lie in one directory"
          : `its directory lies inside this ${outer.tracker} run`,
        outerWhy: first ? "both records lie in one directory" : "its directory lies inside this run's",
      }));
    if (!folder.includes("/")) return [];
    folder = folder.slice(0, folder.lastIndexOf("/"));
  }
  return [];
}

/** A directory that holds several runs of one tracker is the home of none of them in particular. */
function unambiguous(pairs: readonly Pair[]): Pair[] {
  const rivals = new Map<string, Set<string>>();
  for (const { inner, outer } of pairs) {
    const slot = `${runKey(outer)}\0${inner.tracker}`;
    rivals.set(slot, (rivals.get(slot) ?? new Set()).add(runKey(inner)));
  }
  return pairs.filter(
    ({ inner, outer }) => (rivals.get(`${runKey(outer)}\0${inner.tracker}`)?.size ?? 0) === 1,
  );
}

/** Disjoint sets of runs, each with at most one run of a tracker. */
class Groups {
  readonly #of = new Map<string, Map<string, string>>();

  constructor(records: readonly RunRecord[]) {
    for (const record of records) this.#of.set(runKey(record), new Map([[record.tracker, runKey(record)]]));
  }

  join(a: RunRecord, b: RunRecord): boolean {
    const left = this.#of.get(runKey(a));
    const right = this.#of.get(runKey(b));
    if (left === undefined || right === undefined) return false;
    if (left === right) return true;
    if ([...right.keys()].some((tracker) => left.has(tracker))) return false;
    for (const [tracker, key] of right) {
      left.set(tracker, key);
      this.#of.set(key, left);
    }
    return true;
  }

  lists(): string[][] {
    return [...new Set(this.#of.values())].map((group) => [...group.values()].sort(compareText));
  }
}

function push(map: Map<string, Link[]>, key: string, link: Link): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [link]);
  else if (!list.some((known) => known.run === link.run)) list.push(link);
}
