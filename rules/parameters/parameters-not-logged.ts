import {
  activeTrackers,
  bestOf,
  defaultCalls,
  defineRule,
  executionPlaces,
  fail,
  handsParametersOn,
  hidesParameters,
  type JudgedRun,
  listed,
  mean,
  nothingTrains,
  optionalTrackers,
  pass,
  places,
  portion,
  share,
  startedWholes,
  trainingPlaces,
  unknown,
  wiredCalls,
} from "exptrack/core";

export const rule = defineRule({
  id: "parameters-not-logged",
  title: "Runs do not save their parameters",
  severity: "error",
  rung: "parameters.4",
  question: "parameters-saved",
  areas: [{ area: "parameter-management", key: true }],
  docs: {
    what: "Asks the run records for parameters; where there are none, whether a default run saves them in a form that a program can read. A printed representation is none.",
    why: "Whether hyperparameters were specified was significantly tied to independent reproduction across 255 papers (Raff 2019).",
    limit:
      "A record shows what was recorded, not whether a parameter that the code never declares was left out; logging through a wrapper that cannot be followed is not seen.",
    fix: "Log all parameters at the start of every run.",
    effort: "minutes",
    before: {
      mlflow: "with mlflow.start_run():\n    train(args)",
      wandb: 'wandb.init(project="…")',
      tensorboard: 'writer.add_scalar("val/loss", best)',
      default: "args = parser.parse_args()\ntrain(args)",
      hydra: "hydra:\n  output_subdir: null",
      dvc: "# dvc.yaml\ntrain:\n  cmd: python train.py --lr 0.1",
    },
    example: {
      mlflow: "with mlflow.start_run():\n    mlflow.log_params(vars(args))\n    train(args)",
      wandb: 'wandb.init(project="…", config=vars(args))',
      tensorboard: 'writer.add_scalar("val/loss", best)\nwriter.add_hparams(vars(args), {"val/loss": best})',
      hydra: "hydra:\n  output_subdir: .hydra  # config.yaml of each run lies there",
      dvc: "# dvc.yaml\ntrain:\n  cmd: python train.py\n  params: [train]  # of params.yaml",
      default:
        'args = parser.parse_args()\n(out_dir / "params.json").write_text(json.dumps(vars(args), indent=2))\ntrain(args)',
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
    if (executions.length > 0) {
      const none = executions.filter((execution) =>
        execution.every((run) => Object.keys(run.params).length === 0),
      );
      const part = mean(executions, (execution) => bestOf(execution, savedShare));
      return share(
        part,
        "records",
        none.length > 0
          ? `${portion(none.length, executions.length, "run")} (${listed(none.flat().map((run) => run.tracker))}) recorded no parameter`
          : `every run records ${part === 1 ? "its parameters" : "parameters, though not every declared one"}`,
        executionPlaces(none.length > 0 ? none : executions),
      );
    }
    const saving = [
      ...defaultCalls(model, ["params", "autolog"]),
      ...model.evidence("code.result-file").filter((file) => file.file === "config"),
    ];
    if (saving.length > 0) return pass("code", "a default run saves its parameters", places(saving));
    const automatic = model.trackers.filter(
      (tracker) => tracker.state === "active" && tracker.recordsParameters,
    );
    if (automatic[0])
      return pass(
        "code",
        `${automatic[0].title} saves the parameters of every run by itself`,
        automatic[0].signs.call,
      );
    const stages = model
      .evidence("code.parameter")
      .filter((parameter) => parameter.by === "mlproject" || parameter.by === "dvc-params");
    if (stages.length > 0 && activeTrackers(model).length > 0)
      return share(
        0.5,
        "code",
        "the pipeline keeps its own parameters, the program's are not saved",
        places(stages),
      );
    const logs = model.logs.filter((run) => Object.keys(run.params).length > 0);
    if (logs.length > 0)
      return share(
        0.5,
        "records",
        "tables of runs hold parameters, though no tracker's record does",
        places(logs),
      );
    const optional = [...wiredCalls(model, ["params", "autolog"])];
    if (optional.length > 0)
      return fail(
        "code",
        `parameters are saved only with ${listed(optionalTrackers(model).map((tracker) => tracker.title)) || "a tracker"} switched on`,
        places(optional),
      );
    const training = trainingPlaces(model);
    return training.length > 0
      ? fail("code", "a default run saves none of its parameters", training)
      : nothingTrains(model, "parameters");
  },
});

/** A gap of the seed alone is the next rung's question. */
function savedShare(run: JudgedRun): number {
  if (Object.keys(run.params).length === 0) return 0;
  return run.recoverability.parameters.reason.includes("declared but not recorded") ? 0.5 : 1;
}
