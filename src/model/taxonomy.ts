import { compareText } from "../core/location.js";
import type { RepoModel } from "../core/model.js";
import type { InventoryItem, InventoryPart } from "../core/report.js";
import type { JudgedRun } from "../core/run.js";
import type { RunStatus, TrackerId } from "../core/vocabulary.js";
import { absentKinds } from "./absent-kinds.js";
import { experimentTypes } from "./experiment-types.js";
import { naming } from "./naming.js";

/** A few places are enough: the ledger lists every run. */
const MOST_PLACES = 5;

/**
 * How experiments are organised, as far as records show it: types, groups, states, names, tags, and how deep the
 * hierarchy goes. Where nothing keeps runs, the tracker that would fit.
 */
export function taxonomy(model: RepoModel): InventoryPart {
  const { runs, deleted } = model;
  const items: InventoryItem[] = [
    ...experimentTypes(model),
    ...counted("group", runs, (run) => (run.group === null ? null : `${run.tracker}: ${run.group}`)),
    ...nested(runs),
    ...hierarchies(runs),
    ...counted("status", [...runs, ...deleted], stateOf),
    ...naming(runs),
    ...tags(runs),
    ...proposed(model),
  ];
  return { items, notFound: absentKinds("taxonomy", new Set(items.map(({ kind }) => kind))) };
}

function proposed({ proposal }: RepoModel): InventoryItem[] {
  if (proposal === null) return [];
  const { tracker, why, location } = proposal;
  return [{ kind: "proposed tracker", name: tracker, state: "proposed", value: why, locations: [location] }];
}

// ── states ──────────────────────────────────────────────────────────────────────────────────────

const STATES: Readonly<Record<RunStatus, string>> = {
  scheduled: "draft or scheduled",
  running: "running",
  finished: "completed",
  failed: "failed",
  killed: "killed",
  deleted: "archived or deleted",
  unknown: "not recorded",
};

const stateOf = (run: JudgedRun): string => (run.abandoned ? "abandoned while running" : STATES[run.status]);

// ── hierarchy ───────────────────────────────────────────────────────────────────────────────────

function nested(runs: readonly JudgedRun[]): InventoryItem[] {
  const below = runs.filter(({ parent }) => parent !== null);
  if (below.length === 0) return [];
  const parents = new Set(below.map(({ tracker, parent }) => `${tracker}:${parent}`)).size;
  return [item("nested run", parents === 1 ? "below 1 run" : `below ${parents} runs`, below)];
}

/** For each tracker the levels that its records show: project → experiment → run → nested run → step. */
function hierarchies(runs: readonly JudgedRun[]): InventoryItem[] {
  return [...new Set(runs.map(({ tracker }) => tracker))].sort(compareText).map((tracker) => {
    const own = runs.filter((run) => run.tracker === tracker);
    const levels = [
      ...namedLevels(tracker, own),
      level("run", own.length),
      level("nested run", own.filter(({ parent }) => parent !== null).length),
      level("step", Math.max(0, ...own.flatMap(pointsOf)), "up to "),
    ].flatMap((one) => one ?? []);
    return {
      kind: "hierarchy",
      name: levels.map(({ name }) => name).join(" → "),
      state: tracker,
      value: levels.map(({ count }) => count).join(", "),
      locations: own.slice(0, MOST_PLACES).map(({ location }) => location),
    };
  });
}

interface Level {
  readonly name: string;
  readonly count: string;
}

const level = (name: string, count: number, before = ""): Level | null =>
  count === 0 ? null : { name, count: `${before}${count} ${count === 1 ? name : `${name}s`}` };

/** W&B has projects and below them groups; of the others' groups each is an experiment, study or sweep. */
function namedLevels(tracker: TrackerId, runs: readonly JudgedRun[]): (Level | null)[] {
  const distinct = (values: readonly (string | null | undefined)[]): number =>
    new Set(values.filter((value) => value !== null && value !== undefined && value !== "")).size;
  const groups = distinct(runs.map(({ group }) => group));
  return tracker === "wandb"
    ? [level("project", groups), level("experiment", distinct(runs.map(({ tags }) => tags["wandb.group"])))]
    : [level("experiment", groups)];
}

/** Points of its series, where it has any: a single value is a result and no step. */
const pointsOf = ({ metrics }: JudgedRun): number[] =>
  Object.values(metrics).flatMap(({ count }) => (count !== null && count > 1 ? [count] : []));

// ── tags ────────────────────────────────────────────────────────────────────────────────────────

const TRACKERS_OWN = /^(?:mlflow\.|wandb\.|dvc\.|hydra\.|_)/;
/** As many values are a vocabulary that can be read. */
const FEW_VALUES = 5;
const LONGEST_VALUE = 40;

/** Tags that people set, each with the values that it takes; a label of W&B has none. */
function tags(runs: readonly JudgedRun[]): InventoryItem[] {
  const names = new Set(
    runs.flatMap((run) => Object.keys(run.tags).filter((tag) => !TRACKERS_OWN.test(tag))),
  );
  return [...names].sort(compareText).map((name) => {
    const members = runs.filter((run) => Object.hasOwn(run.tags, name));
    const values = [...new Set(members.map((run) => inOneLine(run.tags[name] ?? "")))]
      .filter((value) => value !== "")
      .sort(compareText);
    const few = values.length <= FEW_VALUES && values.every((value) => value.length <= LONGEST_VALUE);
    return item(
      "tag",
      name,
      members,
      values.length === 0 ? "a label" : few ? values.join(", ") : manyValues(values.length),
    );
  });
}

const inOneLine = (text: string): string => text.split(/\s+/).join(" ").trim();

const manyValues = (count: number): string => (count === 1 ? "1 long value" : `${count} values`);

// ── items ───────────────────────────────────────────────────────────────────────────────────────

function counted(
  kind: "group" | "status",
  runs: readonly JudgedRun[],
  name: (run: JudgedRun) => string | null,
): InventoryItem[] {
  const groups = new Map<string, JudgedRun[]>();
  for (const run of runs) {
    const key = name(run);
    if (key === null) continue;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [run]);
    else known.push(run);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([key, members]) => item(kind, key, members));
}

function item(kind: string, name: string, members: readonly JudgedRun[], value?: string): InventoryItem {
  return {
    kind,
    name,
    state: members.length === 1 ? "1 run" : `${members.length} runs`,
    ...(value === undefined ? {} : { value }),
    locations: members.slice(0, MOST_PLACES).map((run) => run.location),
  };
}
