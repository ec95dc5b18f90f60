import { defineRule, type JudgedRun, notApplicable, pass, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "model-without-signature",
  title: "Logged models do not say what goes in and out",
  severity: "info",
  areas: [{ area: "model-registry" }],
  docs: {
    what: "Reads the description of each logged model (`MLmodel`) that is here for a signature and for a list of packages beside it.",
    why: "Without a signature the input of a model is known to its author alone, and nothing checks it when the model is loaded.",
    limit: "Whether the signature fits the model is not checked; models on a server are not seen.",
    fix: "Log models with an input example, from which the signature follows.",
    effort: "minutes",
    before: { mlflow: 'mlflow.sklearn.log_model(model, name="model")' },
    example: { mlflow: 'mlflow.sklearn.log_model(model, name="model", input_example=X_train[:5])' },
    references: ["https://mlflow.org/docs/latest/ml/model/signatures/"],
  },
  check(model) {
    const models = [
      ...new Map(
        model.runs.flatMap((run) => run.trace.models.map((one) => [one.path, { run, ...one }])),
      ).values(),
    ];
    if (models.length === 0) return notApplicable("no record describes a logged model");
    const unsigned = models.filter((one) => !one.signature);
    const bare = models.filter((one) => !one.environment);
    const verdicts = [[unsigned, "had no signature"] as const, [bare, "named no packages"] as const].flatMap(
      ([lacking, what]) =>
        lacking.length === 0
          ? []
          : [
              share(
                1 - lacking.length / models.length,
                "records",
                `${portion(lacking.length, models.length, "logged model")} ${what}`,
                lacking.map(placeOf),
              ),
            ],
    );
    return verdicts.length > 0
      ? verdicts
      : pass("records", "every logged model has a signature and names its packages", models.map(placeOf));
  },
});

const placeOf = ({ path, run }: { readonly path: string; readonly run: JudgedRun }) => ({
  path,
  run: run.location.run ?? `${run.tracker}:${run.id}`,
});
