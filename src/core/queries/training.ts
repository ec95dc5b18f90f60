import type { EvidenceOf } from "../evidence.js";
import type { Location } from "../location.js";
import type { RepoModel, TrackerFacts } from "../model.js";
import { fail, notApplicable, type Verdict } from "../rule.js";
import { places } from "./words.js";

/** Questions about training code and trackers that several rules put to a model. All pure. */

/**
 * Where the headline experiment trains: the calls in programs that documents run, or where those programs start whose
 * calls stand elsewhere; else the calls in training entry points, else any.
 */
export function trainingPlaces(model: RepoModel): Location[] {
  const training = places(model.evidence("code.training"));
  const all = training.length > 0 ? training : places(wiredCalls(model, ["init"]));
  const documented = model
    .evidence("docs.command")
    .filter((command) => command.purpose === "training")
    .map((command) => command.program);
  const entries = model.evidence("code.entry").filter((entry) => entry.purpose === "training");
  const starts = places(
    entries.filter((entry) => documented.includes(entry.program) && entry.location.path === entry.program),
  );
  for (const programs of [documented, entries.map((entry) => entry.program)]) {
    const inside = all.filter((place) => programs.includes(place.path));
    const named = programs === documented && inside.length === 0 ? starts : inside;
    if (named.length > 0) return [...named, ...all.filter((place) => !programs.includes(place.path))];
  }
  return all;
}

/** Those of the programs that documents run stand first. */
export function headlineFirst<T extends { readonly programs?: readonly string[] }>(
  model: RepoModel,
  items: readonly T[],
): readonly T[] {
  const documented = new Set(
    model
      .evidence("docs.command")
      .flatMap((command) =>
        command.purpose === "training" && command.program !== null ? [command.program] : [],
      ),
  );
  const isShown = ({ programs }: T): boolean => programs?.some((one) => documented.has(one)) === true;
  return [...items.filter(isShown), ...items.filter((one) => !isShown(one))];
}

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

/** `make notebook` is what such a target is called by convention. */
const OPENS_NOTEBOOKS =
  /^(?:(?:poetry|uv|pipenv|pixi|hatch) run )?jupyter\b|^(?:make|just) (?:notebooks?|jupyter|jupyter-?lab|lab)$/;

/** Documented commands that open notebooks, where it is notebooks that train. */
export function notebookCommands(model: RepoModel): Location[] {
  const programs = model
    .evidence("code.entry")
    .flatMap(({ program, purpose }) => (purpose === "training" ? [program] : []));
  const training =
    programs.length > 0 ? programs : model.evidence("code.training").map(({ location }) => location.path);
  if (training.length === 0 || !training.every((path) => path.endsWith(".ipynb"))) return [];
  return places(model.evidence("docs.command").filter((command) => OPENS_NOTEBOOKS.test(command.command)));
}

/**
 * Nothing trains here. Where parameters or results are at hand all the same, the rungs above them are not earned;
 * only where there are none does the question not arise.
 */
export function nothingTrains(model: RepoModel, of: "parameters" | "results"): Verdict {
  const shown = SHOWN[of].some((kind) => model.evidence(kind).length > 0);
  return shown
    ? fail("code", "no training code was found", [], { silent: true })
    : notApplicable(
        model.trains ? `the training shows none of its ${of}` : "no training code and no run was found",
      );
}

const SHOWN = {
  parameters: ["code.parameter", "code.config"],
  results: ["code.metric-print", "code.result-file", "code.checkpoint", "docs.results", "weights.offer"],
} as const;
