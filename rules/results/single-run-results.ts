import {
  byTracker,
  defineRule,
  fail,
  grouped,
  type JudgedRun,
  nothingTrains,
  pass,
  places,
  recordedSeed,
} from "exptrack/core";

/** Fewer seeds than this say nothing of spread. */
const SEVERAL = 3;

export const rule = defineRule({
  id: "single-run-results",
  title: "Results come without repeated seeds, a public report or versioned metrics",
  severity: "info",
  rung: "results.5",
  docs: {
    what: "Looks for recorded runs with at least three different seeds, documents that speak of seeds or spread, or metrics that a pipeline versions in git.",
    why: "Data sampling, initialisation and hyperparameter choice each move results markedly (Bouthillier et al. 2021).",
    limit:
      "Spread that is reported in a paper alone is not seen; seeds that were recorded under another name count as one.",
    fix: "Repeat the headline run with several seeds and report mean and deviation.",
    effort: "days",
    before: {
      default: "python train.py --seed 0",
      hydra: "python train.py seed=0",
    },
    example: {
      default: "for seed in 0 1 2 3 4; do python train.py --seed $seed; done",
      hydra: "python train.py -m seed=0,1,2,3,4",
    },
  },
  check(model) {
    const versioned = model.runs.filter(
      (run) => run.tracker === "dvc" && run.scope === "committed" && Object.keys(run.metrics).length > 0,
    );
    if (versioned.length > 0)
      return pass("records", "a pipeline versions its metrics in git", places(versioned));
    const repeated = [...byTracker(model.runs).values()].flatMap(repeatedBySeed);
    if (repeated.length > 0)
      return pass("records", "runs were repeated with several seeds", places(repeated));
    const told = model.evidence("docs.seeds");
    if (told.length > 0) return pass("documents", "documents report several seeds or a spread", places(told));
    return model.trains
      ? fail("code", "nothing shows results over several seeds")
      : nothingTrains(model, "results");
  },
});

/** Runs of one group that differ in their seeds. */
function repeatedBySeed(runs: readonly JudgedRun[]): JudgedRun[] {
  const groups = grouped(runs, (run) => {
    const name = recordedSeed(run);
    if (name === null || run.status !== "finished") return null;
    const others = Object.entries(run.params).filter(([key]) => key !== name);
    return `${run.program}\0${JSON.stringify(others)}`;
  });
  return [...groups.values()].filter((group) => seeds(group) >= SEVERAL).flat();
}

const seeds = (runs: readonly JudgedRun[]): number =>
  new Set(runs.map((run) => String(run.params[recordedSeed(run) ?? ""]))).size;
