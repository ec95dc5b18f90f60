import {
  bestOf,
  defineRule,
  executionPlaces,
  fail,
  handsParametersOn,
  headlineFirst,
  hidesParameters,
  isSeedName,
  mean,
  nothingTrains,
  places,
  portion,
  recordedSeed,
  share,
  startedWholes,
  unknown,
} from "exptrack/core";

/** `args.seed`, `cfg.train.seed`, `config["seed"]`, `h.seed`. */
const OPTION =
  /\b(?:args?|opts?|options|cfg|conf|config|flags|hparams|hps?|h|params)\b(?:\.\w+){0,4}(?:\.|\[["'])\w*seed\b/i;

export const rule = defineRule({
  id: "seed-not-recorded",
  title: "Runs do not record their seed",
  severity: "warning",
  rung: "parameters.5",
  question: "parameters-saved",
  docs: {
    what: "Asks the run records for a seed; where there are none, whether the seed is among the declared parameters.",
    why: "A seed that is set but not recorded dies with the script's next edit.",
    limit:
      "It knows seeds by their names; a recorded seed may never reach the generators, which unseeded-randomness asks.",
    fix: "Make the seed a parameter, and log it with the others.",
    effort: "minutes",
    before: {
      mlflow: "torch.manual_seed(42)",
      wandb: "torch.manual_seed(42)",
      default: "torch.manual_seed(42)",
    },
    example: {
      mlflow: 'torch.manual_seed(args.seed)\nmlflow.log_param("seed", args.seed)',
      wandb: 'torch.manual_seed(args.seed)\nwandb.config["seed"] = args.seed',
      default:
        'parser.add_argument("--seed", type=int, default=0)\nargs = parser.parse_args()\ntorch.manual_seed(args.seed)',
    },
  },
  check(model) {
    const all = startedWholes(model);
    const shown = all.filter((execution) => !hidesParameters(execution));
    const executions = shown.filter((execution) => !handsParametersOn(model, execution));
    if (all.length > 0 && shown.length === 0)
      return unknown(
        "what the recorded runs were given cannot be seen from here",
        "the whole records of the runs",
        executionPlaces(all),
      );
    const seeded = (run: (typeof model.runs)[number]): number => (recordedSeed(run) === null ? 0 : 1);
    if (executions.length > 0) {
      const without = executions.filter((execution) => bestOf(execution, seeded) === 0);
      return share(
        mean(executions, (execution) => bestOf(execution, seeded)),
        "records",
        without.length === 0
          ? "every run records its seed"
          : `${portion(without.length, executions.length, "run")} recorded no seed`,
        executionPlaces(without.length === 0 ? executions : without),
      );
    }
    if (!model.trains) return nothingTrains(model, "parameters");
    if (model.seeds.state === "sacred-auto")
      return share(1, "code", "Sacred draws and records a seed by itself", []);
    const declared = model
      .evidence("code.parameter")
      .filter((parameter) => parameter.by !== "constant" && isSeedName(parameter.name));
    const set = declared.filter((parameter) => parameter.value !== "null" && parameter.value !== "None");
    if (set.length > 0) return share(1, "code", "the seed is a declared parameter", places(set));
    const kept = model
      .evidence("code.seed")
      .filter((seed) => !seed.test && /TrainingArguments$/.test(seed.call));
    if (kept.length > 0)
      return share(
        1,
        "code",
        "the trainer's arguments hold the seed and are saved with the model",
        places(kept),
      );
    const seeds = model
      .evidence("code.seed")
      .filter((seed) => !seed.test && seed.call !== "sacred.Experiment");
    return declared.length > 0
      ? share(0.5, "code", "the seed is a declared parameter without a value", places(declared))
      : seeds.some(({ value }) => OPTION.test(value ?? ""))
        ? unknown(
            "the seed comes from an option, and where that is declared was not found",
            "the place that declares the option, or a run record",
            places(headlineFirst(model, seeds)),
          )
        : fail(
            "code",
            "no option and no configuration holds the seed",
            places(headlineFirst(model, seeds)),
            // Where nothing is seeded, that is the finding.
            model.seeds.state === "none" || model.seeds.state === "n-a"
              ? { silent: true, settledBy: ["unseeded-randomness"] }
              : {},
          );
  },
});
