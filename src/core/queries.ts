import type { EvidenceOf } from "./evidence.js";
import type { Location } from "./location.js";
import type { RepoModel, TrackerFacts } from "./model.js";
import { fail, notApplicable, type Verdict } from "./rule.js";
import type { JudgedRun } from "./run.js";
import type { Question, RunStatus, TrackerId } from "./vocabulary.js";

/** Questions that several rules put to a model, named once. All pure. */

export const places = (items: readonly { readonly location: Location }[]): Location[] =>
  items.map((item) => item.location);

/** "3 of 12 runs", "all 12 runs", "both runs", "the one run". */
export function portion(part: number, whole: number, noun: string): string {
  if (part < whole) return `${part} of ${whole} ${noun}s`;
  return whole === 1 ? `the one ${noun}` : whole === 2 ? `both ${noun}s` : `all ${whole} ${noun}s`;
}

/** Executions (linked runs together) that were started at all. */
export function startedExecutions(model: RepoModel): readonly (readonly JudgedRun[])[] {
  return executionsWith(model, (status) => status !== "scheduled");
}

/**
 * Started executions of which a tracker of runs kept a record. What a configuration system alone left (Hydra's
 * output folders) counts only where nothing else was recorded: by construction it names neither commit nor data.
 */
export function trackedExecutions(model: RepoModel): readonly (readonly JudgedRun[])[] {
  const beside = new Set(
    model.trackers.filter((tracker) => !tracker.tracksRuns).map((tracker) => tracker.id),
  );
  const started = startedExecutions(model);
  const tracked = started.filter((execution) =>
    execution.some((run) => run.tracker === "dvc" || !beside.has(run.tracker)),
  );
  return tracked.length > 0 ? tracked : started;
}

/** Executions of which one record says that they finished. */
export function finishedExecutions(model: RepoModel): readonly (readonly JudgedRun[])[] {
  return executionsWith(model, (status) => status === "finished");
}

/** As above, with the locked stages of one pipeline together: a stage alone need not have parameters or metrics. */
export const startedWholes = (model: RepoModel): readonly (readonly JudgedRun[])[] =>
  byPipeline(startedExecutions(model));
export const finishedWholes = (model: RepoModel): readonly (readonly JudgedRun[])[] =>
  byPipeline(finishedExecutions(model));

function byPipeline(executions: readonly (readonly JudgedRun[])[]): readonly (readonly JudgedRun[])[] {
  const pipelines = new Map<string, JudgedRun[]>();
  const wholes: JudgedRun[][] = [];
  for (const execution of executions) {
    const stage = execution.find((run) => run.tracker === "dvc");
    const key =
      stage === undefined
        ? null
        : `${stage.trace.store}\0${stage.group ?? ""}\0${stage.location.commit ?? ""}`;
    const known = key === null ? undefined : pipelines.get(key);
    if (known !== undefined) {
      known.push(...execution);
      continue;
    }
    const whole = [...execution];
    wholes.push(whole);
    if (key !== null) pipelines.set(key, whole);
  }
  return wholes;
}

/** There is data to weigh: something trains, or data is at hand or named. */
export const usesData = (model: RepoModel): boolean =>
  model.trains ||
  (["data.file", "data.named", "data.versioned", "data.link", "data.path"] as const).some(
    (kind) => model.evidence(kind).length > 0,
  );

/** Training calls of the headline experiment: in programs that documents run, else in training entry points, else anywhere. */
export function trainingPlaces(model: RepoModel): Location[] {
  const training = places(model.evidence("code.training"));
  const all = training.length > 0 ? training : places(wiredCalls(model, ["init"]));
  const documented = model
    .evidence("docs.command")
    .filter((command) => command.purpose === "training")
    .map((command) => command.program);
  const entries = model
    .evidence("code.entry")
    .filter((entry) => entry.purpose === "training")
    .map((entry) => entry.program);
  for (const programs of [documented, entries]) {
    const named = all.filter((place) => programs.includes(place.path));
    if (named.length > 0) return [...named, ...all.filter((place) => !programs.includes(place.path))];
  }
  return all;
}

const executionsWith = (
  model: RepoModel,
  accepts: (status: RunStatus) => boolean,
): readonly (readonly JudgedRun[])[] =>
  model.experiments.filter((execution) => execution.some((run) => accepts(run.status)));

/** Mean over the items, 0 of none. */
export function mean<T>(items: readonly T[], value: (item: T) => number): number {
  return items.length === 0 ? 0 : items.reduce((sum, item) => sum + value(item), 0) / items.length;
}

/** First place of each execution. */
export const executionPlaces = (executions: readonly (readonly JudgedRun[])[]): Location[] =>
  executions.flatMap((execution) => (execution[0] === undefined ? [] : [execution[0].location]));

/** Trackers that store runs and are on when the code is run as it stands. */
export const activeTrackers = (model: RepoModel): readonly TrackerFacts[] =>
  model.trackers.filter((tracker) => tracker.tracksRuns && tracker.state === "active");

export const optionalTrackers = (model: RepoModel): readonly TrackerFacts[] =>
  model.trackers.filter((tracker) => tracker.tracksRuns && tracker.state === "optional");

/** Calls of a role that a default run makes, of trackers that are on. */
export function defaultCalls(
  model: RepoModel,
  roles: readonly EvidenceOf<"tracker.call">["role"][],
): readonly EvidenceOf<"tracker.call">[] {
  const active = new Set(
    model.trackers.filter((tracker) => tracker.state === "active").map((tracker) => tracker.id),
  );
  return model
    .evidence("tracker.call")
    .filter((call) => roles.includes(call.role) && call.on !== "no" && active.has(call.tracker));
}

/** Calls of a role that the code holds, on or off by default. */
export const wiredCalls = (
  model: RepoModel,
  roles: readonly EvidenceOf<"tracker.call">["role"][],
): readonly EvidenceOf<"tracker.call">[] =>
  model.evidence("tracker.call").filter((call) => roles.includes(call.role));

/** Names in one line, the rest counted: "a, b, c and 4 more". */
export function listed(names: readonly string[], most = 3): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, most).join(", ");
  return unique.length > most ? `${shown} and ${unique.length - most} more` : shown;
}

/** What a run's code is worth: exact 1, approximate ½; a commit that only the record's place suggests ties nothing. */
export const codeShare = (run: JudgedRun): number =>
  run.codeFrom === "inferred" ? 0 : answered(run, "code");

/** What an answer is worth: exact 1, approximate ½, what is lost or cannot be seen nothing. */
export const answered = (run: JudgedRun, question: Question): number =>
  ({ exact: 1, approximate: 0.5, unobservable: 0, lost: 0 })[run.recoverability[question].state];

/** The best that the records of one execution offer. */
export const bestOf = (execution: readonly JudgedRun[], value: (run: JudgedRun) => number): number =>
  Math.max(0, ...execution.map(value));

/** Runs by tracker, in the model's order. */
export function byTracker(runs: readonly JudgedRun[]): ReadonlyMap<TrackerId, readonly JudgedRun[]> {
  const groups = new Map<TrackerId, JudgedRun[]>();
  for (const run of runs) {
    const group = groups.get(run.tracker);
    if (group === undefined) groups.set(run.tracker, [run]);
    else group.push(run);
  }
  return groups;
}

/** Loaders that fix the content themselves: by checksums, or because the set is shipped with the library. */
const FIXING_LOADER =
  /^(?:torchvision|torchaudio|torchtext|medmnist|sklearn|keras|tensorflow[-_]datasets|tfds|seaborn|gym|gymnasium|envpool)\b/;
/** Names that move on with what is published. */
const MOVING_REVISION = /^(?:main|master|head|latest|refs\/.+)$/i;

/** A named set whose content cannot change unnoticed: a revision is given, or its loader checks. */
export const isFixedSet = (data: EvidenceOf<"data.named">): boolean =>
  (data.revision !== null && !MOVING_REVISION.test(data.revision)) || FIXING_LOADER.test(data.via);

/** Calls that make the data out of nothing: `make_moons`. */
export const generatingCalls = (
  model: RepoModel,
): readonly (EvidenceOf<"code.random"> | EvidenceOf<"code.seed">)[] => [
  ...model.evidence("code.random").filter((draw) => draw.purpose === "data" && GENERATES.test(draw.call)),
  ...seededGeneratingCalls(model),
];
export const seededGeneratingCalls = (model: RepoModel): readonly EvidenceOf<"code.seed">[] =>
  model
    .evidence("code.seed")
    .filter((seed) => seed.own === "data" && seed.value !== null && GENERATES.test(seed.call));
const GENERATES = /(?:^|\.)make_[a-z]\w*(?:\(|$)/;

/** Manifests that speak for the project: those for development, tests, documents and linting aside, unless there is no other. */
export function mainManifests(model: RepoModel): readonly EvidenceOf<"env.manifest">[] {
  const all = model.evidence("env.manifest");
  const main = all.filter((manifest) => !SIDE_MANIFEST.test(manifest.location.path));
  return main.length > 0 ? main : all;
}
const SIDE_MANIFEST =
  /(?:^|[/._-])(?:dev|develop|test|tests|testing|doc|docs|lint|ci|build)(?:[-_.]|$)[^/]*$/i;

/** The part of the packages that is fixed: 1 with a lock, else exact pins of the manifests or of a container on a fixed base. */
export function pinnedShare(model: RepoModel): number {
  const manifests = mainManifests(model).filter((manifest) => manifest.readable);
  if (manifests.some((manifest) => manifest.transitive && manifest.total > 0)) return 1;
  const total = manifests.reduce((sum, manifest) => sum + manifest.total, 0);
  const pinned = manifests.reduce((sum, manifest) => sum + manifest.pinned, 0);
  const installed = model
    .evidence("env.container")
    .filter((container) => container.digest || (container.tag !== null && container.tag !== "latest"))
    .map((container) => container.installs ?? 0);
  return Math.max(total === 0 ? 0 : pinned / total, 0, ...installed);
}

/** Without manifest and container there is nothing to weigh; other rules' findings say so where packages are needed. */
export const nothingDescribed = (model: RepoModel): Verdict =>
  model.trains || model.evidence("code.ml-import").length > 0
    ? fail("code", "no manifest or container describes the environment", [], { silent: true })
    : notApplicable("no code that needs packages was found");

/**
 * What documents tell of the data. A public set that they only name (low confidence) counts if the code fetches that
 * very set: then nothing more has to be told.
 */
export function toldData(model: RepoModel): readonly EvidenceOf<"docs.data">[] {
  const fetched = model.evidence("data.named").map((data) => bare(data.name));
  return model
    .evidence("docs.data")
    .filter((data) => data.confidence !== "low" || fetched.some((name) => name.includes(bare(data.detail))));
}
const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Documented commands that open notebooks, where it is notebooks that train. */
export function notebookCommands(model: RepoModel): Location[] {
  const training = model.evidence("code.training");
  if (training.length === 0 || !training.every((call) => call.location.path.endsWith(".ipynb"))) return [];
  return places(model.evidence("docs.command").filter((command) => /^jupyter\b/.test(command.command)));
}
