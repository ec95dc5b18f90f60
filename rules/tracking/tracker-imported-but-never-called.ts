import { defineRule, fail, notApplicable, pass } from "exptrack/core";

/** Frameworks that are imported for much else than tracking. */
const BESIDE = new Set([
  "lightning",
  "keras",
  "huggingface",
  "hydra",
  "ray",
  "optuna",
  "kedro",
  "custom",
  "tensorboard",
  "sacred",
]);

/** Adapters between a library and trackers import them for others. */
const ADAPTER = /(?:^|\/)(?:\w*integrations?|plugins?|callbacks?|contrib|loggers?|adapters?)(?:\/|\.py$)/;

export const rule = defineRule({
  id: "tracker-imported-but-never-called",
  title: "A tracker is imported and never used",
  severity: "info",
  docs: {
    what: "Finds trackers that code imports while no call, configuration file or framework starts a run with them.",
    why: "Whoever reads the imports or the manifest believes that runs are tracked.",
    limit:
      "A call through a name that cannot be followed is not seen; plug-ins import trackers for their types.",
    fix: "Begin a run, or remove the import.",
    effort: "minutes",
    example: {
      wandb: 'import wandb\n\nwith wandb.init(project="demo", config=vars(args)):\n    train(args)',
      mlflow: "import mlflow\n\nwith mlflow.start_run():\n    train(args)",
    },
    before: {
      wandb: "import wandb\n\ntrain(args)",
      mlflow: "import mlflow\n\ntrain(args)",
    },
  },
  check(model) {
    const asked = model.trackers.filter(
      ({ id, tracksRuns, signs }) => tracksRuns && !BESIDE.has(id) && signs.import.length > 0,
    );
    if (asked.length === 0 || !model.trains) return notApplicable("no tracker is imported");
    const idle = asked.filter(
      ({ id, state, signs }) =>
        state === "declared-only" &&
        signs.import.every(({ path }) => !ADAPTER.test(path)) &&
        signs.call.length + signs.config.length + signs.records.length === 0 &&
        model.evidence("tracker.call").every(({ tracker }) => tracker !== id),
    );
    return idle.length === 0
      ? pass(
          "code",
          "every tracker that is imported is used",
          asked.flatMap(({ signs }) => signs.import),
        )
      : idle.map(({ title, signs }) =>
          fail("code", `${title} is imported, and nothing starts a run with it`, signs.import),
        );
  },
});
