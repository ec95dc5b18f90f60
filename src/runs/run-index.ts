import type { JudgedRun } from "../core/run.js";

/** Runs by what a model could name of them. */
export interface RunIndex {
  /** By the id that MLflow gave it; null: no such record is here, or two stores hold it. */
  mlflow(id: string): JudgedRun | null;
  /** The DVC stage that locks this path as an output, or a folder that holds it. */
  locking(path: string): JudgedRun | null;
  /** Is this the MLflow id of a run that was deleted? */
  isDeleted(id: string): boolean;
  /** The run that put out content with this digest. */
  withDigest(digest: string): JudgedRun | null;
  /** The run whose record lists the file at this path. */
  keeping(path: string): { readonly run: JudgedRun; readonly digest: string | null } | null;
  /** The run in whose directory the path lies, the innermost one. */
  holding(path: string): JudgedRun | null;
}

export function indexOf(runs: readonly JudgedRun[], deleted: readonly JudgedRun[]): RunIndex {
  const gone = new Set(deleted.filter(({ tracker }) => tracker === "mlflow").map(idOf));
  const byId = new Map<string, JudgedRun | null>();
  const locked = new Map<string, JudgedRun>();
  const byDigest = new Map<string, JudgedRun>();
  const kept = new Map<string, { readonly run: JudgedRun; readonly digest: string | null }>();
  const directories = new Map<string, JudgedRun>();
  for (const run of runs) {
    if (run.tracker === "mlflow") {
      const id = idOf(run);
      byId.set(id, byId.has(id) ? null : run);
    }
    const { directory, artifactFiles } = run.trace;
    if (directory !== null && directory !== ".") setFirst(directories, directory, run);
    for (const { name, path, digest } of artifactFiles) {
      if (run.tracker === "dvc") setFirst(locked, name, run);
      if (digest !== null) setFirst(byDigest, plain(digest), run);
      if (path !== null) setFirst(kept, path, { run, digest });
    }
  }
  return {
    mlflow: (id) => byId.get(id) ?? null,
    isDeleted: (id) => gone.has(id),
    locking: (path) => locked.get(path) ?? above(path, locked),
    withDigest: (digest) => byDigest.get(plain(digest)) ?? null,
    keeping: (path) => kept.get(path) ?? null,
    holding: (path) => above(path, directories),
  };
}

/** An id that two stores hold has the store before it. */
const idOf = ({ id }: JudgedRun): string => id.slice(id.lastIndexOf("#") + 1);

/** What is known of the nearest folder above. */
function above(path: string, folders: ReadonlyMap<string, JudgedRun>): JudgedRun | null {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    const run = folders.get(path.slice(0, end));
    if (run !== undefined) return run;
  }
  return null;
}

/** Runs come newest first: the newest that says so counts. */
function setFirst<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}

/** Pointers write the hash alone, records the algorithm before it. */
const plain = (digest: string): string => digest.slice(digest.lastIndexOf(":") + 1);
