import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

/** Their figures are taken on what is trained on, or by hand. */
const OTHERWISE = new Set(["reinforcement-learning", "clustering", "generation"]);
const HELD_OUT = /val|test|dev|eval|holdout|held/i;
const MEASURED = new Set(["validation metric", "cross-validation", "early stopping", "best-model selection"]);

export const rule = defineRule({
  id: "no-validation-metric",
  title: "Only training figures are logged",
  severity: "info",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Asks whether a project that logs training metrics also measures on rows that it did not train on: any logged or shown metric, evaluation call, cross-validation or validation argument counts.",
    why: "A training loss does not tell a good model from an overfitted one, so that runs cannot be ranked.",
    limit:
      "An evaluation in another repository, or under names that do not say so, is not seen; reinforcement learning, clustering and generation are left out.",
    fix: "Evaluate on held-out rows and log that beside the training loss.",
    effort: "hours",
    example: {
      wandb: 'run.log({"train/loss": loss, "val/loss": val_loss})',
      mlflow: 'mlflow.log_metrics({"train_loss": loss, "val_loss": val_loss}, step=epoch)',
    },
    before: {
      wandb: 'run.log({"train/loss": loss})',
      mlflow: 'mlflow.log_metric("train_loss", loss, step=epoch)',
    },
  },
  check(model) {
    const metrics = model.evidence("code.metric");
    const training = metrics.filter(({ tracker, name }) => tracker !== null && /train/i.test(name));
    if (training.length === 0) return notApplicable("no training metric is logged");
    if (model.evidence("code.task").some(({ task }) => OTHERWISE.has(task)))
      return notApplicable("what is trained is not judged on held-out rows alone");
    const measured = [
      ...metrics.filter(({ name }) => HELD_OUT.test(name) || /[{}]/.test(name)),
      ...model.evidence("code.evaluation"),
      ...model.evidence("code.hygiene").filter(({ practice }) => MEASURED.has(practice)),
      ...model
        .evidence("tracker.call")
        .filter(({ role, whole }) => role === "autolog" || (role === "metrics" && whole !== undefined)),
      ...model.evidence("code.entry").filter(({ purpose }) => purpose === "evaluation"),
    ];
    return measured.length > 0
      ? pass("code", "something is measured on rows that were held out", places(measured))
      : fail(
          "code",
          `nothing is measured on held-out rows; what is logged is ${listed(training.map(({ name }) => name))}`,
          places(training),
          { confidence: "medium" },
        );
  },
});
