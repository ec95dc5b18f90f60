import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "environment-input-unrecorded",
  title: "A setting from the environment is in no record",
  severity: "info",
  docs: {
    what: "Looks for values that the resolver `oc.env` gives, in what a Hydra program composes, where no code resolves the configuration before it is kept. Variables that say where things lie, or who runs them, are left out.",
    why: "Hydra writes `.hydra/config.yaml` unresolved: it holds the name of the variable, and not what the run was given.",
    limit:
      "A tracker may record environment variables by itself; whether a variable bears on results is guessed from its name.",
    fix: "Resolve the configuration before you log it, or make the value a setting of its own.",
    effort: "minutes",
    before: {
      hydra: 'mlflow.log_dict(OmegaConf.to_container(cfg), "config.yaml")',
      wandb: "wandb.init(config=OmegaConf.to_container(cfg))",
    },
    example: {
      hydra: 'mlflow.log_dict(OmegaConf.to_container(cfg, resolve=True), "config.yaml")',
      wandb: "wandb.init(config=OmegaConf.to_container(cfg, resolve=True))",
    },
  },
  check(model) {
    const found = model.evidence("code.risk").filter(({ risk }) => risk === "unrecorded-environment");
    if (found.length > 0) return found.map((one) => fail("code", one.why, places([one])));
    if (model.evidence("code.config").every(({ by }) => by !== "hydra"))
      return notApplicable("Hydra is not used");
    const asked = model
      .evidence("code.config")
      .filter(({ aspect, location }) => aspect === "environment" && /\.ya?ml$/.test(location.path));
    return asked.length === 0
      ? notApplicable("no setting of Hydra is taken from the environment")
      : pass("code", "no setting of a run hangs on the environment alone", places(asked));
  },
});
