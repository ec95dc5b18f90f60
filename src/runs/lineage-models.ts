import type { EvidenceOf } from "../core/evidence.js";
import { compareLocations, compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { Lineage } from "../core/report.js";
import { type JudgedRun, runKey } from "../core/run.js";
import { fromWeights, gathered, ofLock } from "./lineage-weights.js";
import { indexOf, type RunIndex } from "./run-index.js";

type Lead = Lineage["models"][number];
type Entry = EvidenceOf<"registry.entry">;

/**
 * The models that records, registries, tags and the tree name, and whether each can be led back to the run that made
 * it. Proven: by an id or hash that both ends hold. Claimed: by a name or a place alone.
 */
export function modelsOf(model: RepoModel): readonly Lead[] {
  const runs = indexOf(model.runs, model.deleted);
  const described = model.evidence("model.described").map((one) => fromDescription(one, runs));
  const folders = described.map(({ name }) => `${name}/`);
  const entries = model.evidence("registry.entry");
  const named = new Set(entries.map(({ artifact }) => artifact));
  const leads = [
    ...entries.flatMap((one) => registered(one, runs, model)),
    ...tagged(model, runs),
    ...described,
    ...model.runs.flatMap((run) => listedBy(run, described)),
    ...gathered(
      model
        .evidence("weights.file")
        .filter(({ name }) => !named.has(name) && !folders.some((folder) => name.startsWith(folder)))
        .map((one) => fromWeights(one, runs, model)),
    ),
  ];
  return unique(leads);
}

/** Of several leads to one model at one place, those of its own run come first. */
function unique(leads: readonly Lead[]): readonly Lead[] {
  const known = new Map<string, Lead>();
  for (const lead of leads) {
    const key = [lead.name, lead.run ?? "", lead.location.path].join("\0");
    if (!known.has(key)) known.set(key, lead);
  }
  return [...known.values()].sort(
    (a, b) => compareText(a.name, b.name) || compareLocations(a.location, b.location),
  );
}

// ── what describes or registers a model ─────────────────────────────────────────────────────────

const absent = (id: string, runs: RunIndex): string =>
  runs.isDeleted(id) ? "which is deleted" : "of which no record is here";

/** `MLmodel` names the run that logged it (mlflow/models/model.py, `run_id`). */
function fromDescription(one: EvidenceOf<"model.described">, runs: RunIndex): Lead {
  const { location, name } = one;
  if (one.run !== null) {
    const run = runs.mlflow(one.run);
    return run === null
      ? {
          name,
          state: "claimed",
          why: `its MLmodel names run ${one.run}, ${absent(one.run, runs)}`,
          run: null,
          location,
        }
      : {
          name,
          state: "proven",
          why: "its MLmodel names the run, whose record is here",
          run: runKey(run),
          location,
        };
  }
  const holder = runs.holding(location.path);
  return holder === null
    ? { name, state: "missing", why: "its MLmodel names no run", run: null, location }
    : {
        name,
        state: "claimed",
        why: "it lies among the artifacts of the run; its MLmodel names none",
        run: runKey(holder),
        location,
      };
}

const IN_CODE = /\.(?:py|ipynb)$/;

/** A registry's own record or a tag; a call that would register something when it runs names no model yet. */
function registered(one: EvidenceOf<"registry.entry">, runs: RunIndex, model: RepoModel): readonly Lead[] {
  if (IN_CODE.test(one.location.path)) return [];
  if (one.tool === "mlflow") return [inRegistry(one, runs)];
  return one.tool === "dvc" ? [declared(one, runs, model)] : [];
}

const NO_MAKER = "no run record or locked stage is known to make it";

function declared({ name, location, artifact }: Entry, runs: RunIndex, model: RepoModel): Lead {
  const maker = artifact === undefined ? null : runs.locking(artifact);
  return maker === null
    ? { name, state: "missing", why: NO_MAKER, run: null, location }
    : { ...ofLock(artifact as string, maker, model), name, location };
}

/** GTO's tags of one model together. A tag speaks of the commit that it was set on, the lock at hand of this one. */
function tagged(model: RepoModel, runs: RunIndex): readonly Lead[] {
  const entries = model.evidence("registry.entry");
  const byName = new Map<string, Entry[]>();
  for (const one of entries)
    if (one.tool === "gto") byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return [...byName].map(([model, tags]): Lead => {
    const [{ location }] = tags as [Entry];
    const name = `${model} (${tags.length === 1 ? "1 tag" : `${tags.length} tags`})`;
    const path = entries.find((one) => one.tool === "dvc" && one.name === model)?.artifact;
    const maker = path === undefined ? null : runs.locking(path);
    return maker === null
      ? { name, state: "missing", why: NO_MAKER, run: null, location }
      : {
          name,
          state: "claimed",
          why: `a tag names its commit; the stage that makes ${path} is known of this state only`,
          run: runKey(maker),
          location,
        };
  });
}

function inRegistry(one: EvidenceOf<"registry.entry">, runs: RunIndex): Lead {
  const { location } = one;
  const version = /^version \d+/.exec(one.detail)?.[0];
  const name = version === undefined ? one.name : `${one.name} (${version})`;
  const id = location.run?.slice("mlflow:".length);
  if (id === undefined)
    return { name, state: "missing", why: "the registry names no run for it", run: null, location };
  const run = runs.mlflow(id);
  return run === null
    ? {
        name,
        state: "claimed",
        why: `the registry names run ${id}, ${absent(id, runs)}`,
        run: null,
        location,
      }
    : {
        name,
        state: "proven",
        why: "the registry names the run, whose record is here",
        run: runKey(run),
        location,
      };
}

// ── what a run lists ────────────────────────────────────────────────────────────────────────────

/** Models that a record lists and that are not described here: MLflow's history of logged models, W&B's artifacts. */
function listedBy(run: JudgedRun, described: readonly Lead[]): readonly Lead[] {
  const key = runKey(run);
  const at = { run: key, location: run.location };
  const artifacts = run.trace.artifactFiles
    .filter(({ kind }) => kind === "model")
    .map(
      ({ name, digest }): Lead =>
        digest === null
          ? { name, state: "claimed", why: "the run's record lists it by name", ...at }
          : { name, state: "proven", why: "the run's record holds the digest of its manifest", ...at },
    );
  if (run.tracker !== "mlflow") return artifacts;
  const here = new Set(described.filter((lead) => lead.run === key).map(({ name }) => name));
  const absent = loggedPaths(run.tags["mlflow.log-model.history"]).filter(
    (path) => ![...here].some((folder) => folder.endsWith(`/${path}`)),
  );
  const unread = run.trace.models.some(({ path }) => !here.has(folderOf(path)));
  if (unread) return artifacts;
  return [
    ...artifacts,
    ...absent.map(
      (path): Lead =>
        run.trace.missingArtifacts.includes(path)
          ? { name: path, state: "claimed", why: "the run lists it; its files are not here", ...at }
          : {
              name: path,
              state: "unobservable",
              why: `the run lists it; ${run.trace.incomplete ?? "its files cannot be seen from here"}`,
              ...at,
            },
    ),
  ];
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** `artifact_path` of each entry of the tag (mlflow/models/model.py, to 2.x); a cut list names nothing. */
function loggedPaths(text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    const history: unknown = JSON.parse(text);
    const paths = (Array.isArray(history) ? history : []).map(
      (entry: unknown) => (entry as { artifact_path?: unknown } | null)?.artifact_path,
    );
    return [
      ...new Set(paths.filter((path): path is string => typeof path === "string" && /^[^:]+$/.test(path))),
    ];
  } catch {
    return [];
  }
}
