import type { EvidenceOf } from "../core/evidence.js";
import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Lineage } from "../core/report.js";
import { type JudgedRun, runKey } from "../core/run.js";
import type { RunIndex } from "./run-index.js";

type Lead = Lineage["models"][number];

/** A file of weights in the tree, a pointer to one, or one that a lock names. */
export function fromWeights(one: EvidenceOf<"weights.file">, runs: RunIndex, model: RepoModel): Lead {
  const { name, location } = one;
  const locker = runs.locking(name);
  if (locker !== null) return { ...ofLock(name, locker, model), location };
  const pointer = model
    .evidence("data.versioned")
    .find((data) => data.location.path === location.path && data.digest !== null);
  const sameContent = pointer === undefined ? null : runs.withDigest(pointer.digest as string);
  if (sameContent !== null)
    return {
      name,
      state: "proven",
      why: "a run's record holds the hash of the pointer",
      run: runKey(sameContent),
      location,
    };
  const keeper = runs.keeping(name);
  if (keeper !== null)
    return keeper.digest === null
      ? {
          name,
          state: "claimed",
          why: "it lies where the run's record lists it",
          run: runKey(keeper.run),
          location,
        }
      : {
          name,
          state: "proven",
          why: "the run's record lists it with its hash",
          run: runKey(keeper.run),
          location,
        };
  const holder = runs.holding(name);
  return holder === null
    ? { name, state: "missing", why: "no run record at hand names it", run: null, location }
    : { name, state: "claimed", why: "it lies in the folder of the run", run: runKey(holder), location };
}

/** What DVC locked: the hash of the output beside those of all that the stage read. */
export function ofLock(
  path: string,
  stage: JudgedRun,
  model: RepoModel,
): Pick<Lead, "name" | "state" | "why" | "run"> {
  const run = runKey(stage);
  const locked = stage.trace.artifactFiles.find((file) => file.name === path);
  if (locked === undefined)
    return { name: path, state: "claimed", why: "it lies in a folder that the stage locks as a whole", run };
  if (locked.digest === null)
    return { name: path, state: "claimed", why: "the locked stage lists it without a hash", run };
  const other = stage.trace.unmatchedHashes.some((one) => one.path === path);
  if (other && model.has(path))
    return {
      name: path,
      state: "claimed",
      why: "the locked stage lists it, but git never held the content that it locked",
      run,
    };
  return { name: path, state: "proven", why: "the lock holds its hash beside those of what made it", run };
}

/** Most files of one kind in one folder that are listed one by one: checkpoints of every epoch say the same. */
const ONE_BY_ONE = 3;

export function gathered(leads: readonly Lead[]): Lead[] {
  const groups = new Map<string, [Lead, ...Lead[]]>();
  for (const lead of leads) {
    const key = [folderOf(`/${lead.name}`), lead.state, lead.run ?? "", lead.why].join("\0");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [lead]);
    else group.push(lead);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length <= ONE_BY_ONE) return group;
    const [first] = group.sort((a, b) => compareText(a.name, b.name)) as [Lead, ...Lead[]];
    return [{ ...first, name: `${folderOf(first.name) || "."} (${group.length} files)` }];
  });
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
