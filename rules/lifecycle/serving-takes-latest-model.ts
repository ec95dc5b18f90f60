import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "serving-takes-latest-model",
  title: "Serving code takes whichever model was written last",
  severity: "info",
  docs: {
    what: "Looks in the code that answers requests, and in what it imports, for a model that is loaded by `latest`: `models:/name/latest`, an artifact `name:latest`, a file called `model_latest.pt`, or the newest file of a folder.",
    why: "A training that ends badly is in use the moment it is written: nobody decided that it should answer, and after a restart nobody can say which version answered before.",
    limit:
      "A name that is put together when the program runs is not seen, nor whether a registry lets only approved versions become the latest.",
    fix: "Load the version, or the alias that somebody sets when a version is approved, and log which one was loaded.",
    effort: "minutes",
    example: {
      default: 'model = torch.load(f"models/{MODEL_VERSION}/model.pt")',
      mlflow: 'model = mlflow.pyfunc.load_model("models:/flowers@champion")',
      wandb: 'path = run.use_artifact("team/registry/flowers:production").download()',
    },
    before: {
      default: 'model = torch.load("models/model_latest.pt")',
      mlflow: 'model = mlflow.pyfunc.load_model("models:/flowers/latest")',
      wandb: 'path = run.use_artifact("team/registry/flowers:latest").download()',
    },
    references: ["https://mlflow.org/docs/latest/ml/model-registry/"],
  },
  check(model) {
    const served = model
      .evidence("serving.surface")
      .filter(({ form, location }) => form === undefined && /\.(?:py|ipynb)$/.test(location.path));
    if (served.length === 0) return notApplicable("no code that answers with a model was found");
    const latest = model.evidence("inventory.item").filter((item) => item.item === "latest model");
    if (latest.length === 0)
      return pass("code", "serving code loads no model by the name latest or by file time", places(served));
    return fail(
      "code",
      `serving code loads ${listed(latest.map(({ name }) => name))}: whichever was written last`,
      places(latest),
    );
  },
});
