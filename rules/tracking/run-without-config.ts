import { defineRule, fail, notApplicable, pass, places, trainingPrograms } from "exptrack/core";

/** Begins a run that holds only what it is handed. */
const BEGINS = /^(?:wandb\.init|mlflow\.start_run|neptune\.init_run|swanlab\.init|trackio\.init)$/;

export const rule = defineRule({
  id: "run-without-config",
  title: "A tracked training records none of its settings",
  severity: "info",
  areas: [{ area: "parameter-management" }],
  docs: {
    what: "Asks each program that trains and begins a run by hand (`wandb.init`, `mlflow.start_run`, `neptune.init_run`) whether it hands parameters to that tracker: a config, `log_params`, autologging.",
    why: "A curve without its settings cannot be repeated, and runs cannot be filtered by what differs between them.",
    limit: "Parameters that a wrapper or a callback of a framework logs are not always seen.",
    fix: "Hand the whole configuration over where the run begins.",
    effort: "minutes",
    example: {
      wandb: 'run = wandb.init(project="demo", config=vars(args))',
      mlflow: "with mlflow.start_run():\n    mlflow.log_params(vars(args))\n    train(args)",
    },
    before: {
      wandb: 'run = wandb.init(project="demo")',
      mlflow: "with mlflow.start_run():\n    train(args)",
    },
  },
  check(model) {
    const training = trainingPrograms(model);
    const all = model.evidence("tracker.call");
    const calls = all.filter(({ on }) => on !== "no");
    const begun = calls.filter(
      ({ role, call, programs }) =>
        role === "init" && BEGINS.test(call) && programs?.some((program) => training.has(program)) === true,
    );
    if (begun.length === 0) return notApplicable("no training begins a run by hand");
    const records = all.filter(({ role }) => role === "params" || role === "autolog");
    // `mlflow run` logs the parameters of an MLproject's entry points by itself.
    const launched = model.files.some(({ path }) => /(?:^|\/)MLproject$/i.test(path));
    const bare = begun.filter(
      ({ tracker, programs, location }) =>
        !(launched && tracker === "mlflow") &&
        !records.some(
          (one) =>
            one.tracker === tracker &&
            (one.location.path === location.path ||
              (one.on !== "no" && one.programs?.some((program) => programs?.includes(program)) !== false)),
        ),
    );
    const files = new Map(bare.map((one) => [one.location.path, one]));
    return files.size === 0
      ? pass("code", "trainings hand their settings to the run that they begin", places(begun))
      : [...files.values()].map((one) =>
          fail("code", `${one.call} begins a run, and nothing hands it a parameter`, places([one]), {
            confidence: one.on === "yes" ? "high" : "medium",
          }),
        );
  },
});
