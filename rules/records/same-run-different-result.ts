import {
  defineRule,
  fail,
  grouped,
  isTrialOrStage,
  type JudgedRun,
  listed,
  notApplicable,
  pass,
  places,
  recordedSeed,
} from "exptrack/core";

/** What no seed can fix: times, speeds, memory and energy differ from run to run. */
const OF_THE_MACHINE =
  /time|duration|second|speed|throughput|per_s|latency|memory|(?:^|[_/.])mem(?:$|[_/.])|gpu|cpu|flops|energy|emission|carbon|power|stamp|(?:^|[_/.])fps/i;

export const rule = defineRule({
  id: "same-run-different-result",
  title: "The same run came to different results",
  severity: "info",
  docs: {
    what: "Compares finished runs of one tracker that have the same program, exact commit, parameters, recorded seed and data by content: do their metrics end in the same values? Times, speeds, memory and energy are left out, as are trials of a search.",
    why: "This is non-determinism that was measured, not suspected: by so much a result of this code moves for no reason that anybody set. Identical training runs differed by up to 10.8 points of accuracy (Pham et al. 2020).",
    limit:
      "The machine and its packages may have differed between the runs: where their records do not say, that is a reason as good as the code.",
    fix: "Seed every source of randomness, ask the framework for deterministic kernels, or report results with their spread.",
    effort: "hours",
    before: { default: "random.seed(seed)" },
    example: {
      default:
        "random.seed(seed)\nnp.random.seed(seed)\ntorch.manual_seed(seed)\ntorch.use_deterministic_algorithms(True)",
    },
  },
  check(model) {
    const repeated = repetitions(model.runs);
    if (repeated.length === 0)
      return notApplicable("no two finished runs record the same code, parameters, seed and data");
    const moved = repeated.filter((group) => differing(group).length > 0);
    return moved.length === 0
      ? pass("records", "runs that were repeated came to the same results", places(repeated.flat()))
      : moved.map((group) => {
          const metrics = differing(group).map((key) => `${key} ${listed(valuesOf(group, key))}`);
          return fail(
            "records",
            `${group.length} runs of ${group[0]?.program} with the same commit, parameters, seed and data ended differently: ${listed(metrics, 2)}`,
            places(group),
          );
        });
  },
});

/** Runs that should be equal, each list two or more. */
function repetitions(runs: readonly JudgedRun[]): JudgedRun[][] {
  const same = grouped(runs.filter(isWhole), (run) =>
    JSON.stringify([
      run.tracker,
      run.program,
      run.commit,
      Object.entries(run.params).sort(),
      run.inputs.map(({ name, digest, source }) => [name, digest ?? source]).sort(),
    ]),
  );
  return [...same.values()].filter((group) => group.length > 1);
}

const isWhole = (run: JudgedRun): boolean =>
  run.status === "finished" &&
  !isTrialOrStage(run) &&
  run.program !== null &&
  run.commit !== null &&
  recordedSeed(run) !== null &&
  run.recoverability.code.state === "exact" &&
  run.recoverability.data.state === "exact" &&
  Object.keys(run.metrics).length > 0;

/** Metrics that all of them have and that did not end in one value. */
const differing = (group: readonly JudgedRun[]): string[] =>
  Object.keys(group[0]?.metrics ?? {})
    .filter(
      (key) =>
        !OF_THE_MACHINE.test(key) &&
        group.every((run) => Object.hasOwn(run.metrics, key)) &&
        valuesOf(group, key).length > 1,
    )
    .sort();

const valuesOf = (group: readonly JudgedRun[], key: string): string[] =>
  [...new Set(group.map((run) => String(run.metrics[key]?.last)))].sort();
