import {
  defineRule,
  fail,
  familyOf,
  grouped,
  isSeedName,
  isTrialOrStage,
  type JudgedRun,
  listed,
  notApplicable,
  pass,
  places,
  recordedSeed,
} from "exptrack/core";

/** Fewer runs are no comparison yet. */
const SEVERAL = 3;
/** Parameters that name a run or its place, and change nothing that it computes. */
const OF_THE_PLACE =
  /(?:^|[._/-])(?:name|id|dir|directory|path|file|folder|output|out|save|log|logs|host|port|device|gpu|gpus|date|time|resume|checkpoint|ckpt|verbose|tags?|notes?|project|entity|version)(?:$|[._/-])|(?:dir|path|name|file|folder)$/i;

export const rule = defineRule({
  id: "runs-share-one-seed",
  title: "Runs are compared on one seed",
  severity: "info",
  docs: {
    what: `Looks at groups of at least ${SEVERAL} finished runs of one program that record their seed and differ in another parameter: did any of them use a second seed? Trials of a search and pipeline stages are left out.`,
    why: "Data sampling, initialisation and hyperparameter choice each move results markedly (Bouthillier et al. 2021): what is better on one seed need not be better on another.",
    limit:
      "Sharing one seed is right where only the direction of a change is asked for; whether results were compared across these runs is not recorded.",
    fix: "Repeat the settings that matter with several seeds, and report mean and deviation.",
    effort: "hours",
    before: {
      default: "python train.py --lr 0.1 --seed 0\npython train.py --lr 0.01 --seed 0",
      hydra: "python train.py -m lr=0.1,0.01 seed=0",
    },
    example: {
      default:
        "for lr in 0.1 0.01; do for seed in 0 1 2; do python train.py --lr $lr --seed $seed; done; done",
      hydra: "python train.py -m lr=0.1,0.01 seed=0,1,2",
    },
  },
  check(model) {
    const compared = families(model.runs).filter((family) => differences(family).length > 0);
    if (compared.length === 0)
      return notApplicable(
        `no ${SEVERAL} runs of one program with recorded seeds differ in their parameters`,
      );
    const single = compared.filter((family) => seedsOf(family).length === 1);
    return single.length === 0
      ? pass("records", "runs that are compared used several seeds", places(compared.flat()))
      : single.map((family) =>
          fail(
            "records",
            `${family.length} runs of ${family[0]?.program ?? family[0]?.group} that differ in ${listed(differences(family))} all used seed ${seedsOf(family)[0]}`,
            places(family),
          ),
        );
  },
});

function families(runs: readonly JudgedRun[]): JudgedRun[][] {
  const compared = runs.filter(
    (run) =>
      !isTrialOrStage(run) &&
      run.status === "finished" &&
      recordedSeed(run) !== null &&
      Object.keys(run.metrics).length > 0 &&
      (run.program !== null || run.group !== null),
  );
  return [...grouped(compared, familyOf).values()].filter((group) => group.length >= SEVERAL);
}

const seedsOf = (family: readonly JudgedRun[]): string[] => [
  ...new Set(
    family.flatMap((run) =>
      Object.keys(run.params)
        .filter(isSeedName)
        .map((name) => String(run.params[name])),
    ),
  ),
];

/** Parameters that all of them record and that take more than one value. */
const differences = (family: readonly JudgedRun[]): string[] =>
  Object.keys(family[0]?.params ?? {})
    .filter(
      (key) =>
        !isSeedName(key) &&
        !OF_THE_PLACE.test(key) &&
        family.every((run) => Object.hasOwn(run.params, key)) &&
        new Set(family.map((run) => JSON.stringify(run.params[key]))).size > 1,
    )
    .sort();
