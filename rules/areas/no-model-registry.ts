import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-model-registry",
  title: "Models are not registered",
  severity: "info",
  areas: [{ area: "model-registry", key: true }],
  docs: {
    what: "Looks for registered models in code, records or tags (MLflow, W&B, GTO, hub, cloud registries).",
    why: "Without versions nobody can say which model is in use, or go back.",
    limit:
      "Models that are registered by hand in a web page, or by a job outside the repository, are not seen.",
    fix: "Register the models that are handed on.",
    effort: "hours",
    before: {
      mlflow: 'mlflow.sklearn.log_model(model, name="model")',
      wandb: 'run.log_model("model.pt")',
      default: 'torch.save(model.state_dict(), "model_final_v2.pt")',
    },
    example: {
      mlflow: 'mlflow.sklearn.log_model(model, name="model", registered_model_name="flowers")',
      wandb: 'run.link_model(path="model.pt", registered_model_name="flowers")',
      dvc: "gto register flowers",
      default: "git tag flowers@v1.2.0  # as gto register flowers does",
    },
  },
  check(model) {
    if (!model.trains) return notApplicable("no training code and no run was found");
    const entries = model.evidence("registry.entry");
    return entries.length > 0
      ? pass("code", "models are registered", places(entries))
      : fail("code", "no model registry was found", places(model.evidence("code.checkpoint")));
  },
});
