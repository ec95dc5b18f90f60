import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "mandatory-value-not-given",
  title: "A mandatory value is given by no documented command",
  severity: "info",
  docs: {
    what: "Looks for `???` in what a Hydra program composes, after the overrides of the commands that documents and scripts run it with.",
    why: "OmegaConf raises MissingMandatoryValue where such a value is read: the documented command ends there, and which value the published runs had is told nowhere.",
    limit:
      "A value that the code never reads harms nobody; what code sets under the same name counts as given.",
    fix: "Put a default into the configuration, or name the value in the documented command.",
    effort: "minutes",
    before: {
      hydra: "# conf/config.yaml\ndata_dir: ???\n# README.md: python train.py",
    },
    example: {
      hydra: "# conf/config.yaml\ndata_dir: ???\n# README.md: python train.py data_dir=data/flowers",
    },
  },
  check(model) {
    const found = model.evidence("code.risk").filter(({ risk }) => risk === "mandatory-not-given");
    if (found.length > 0) return found.map((one) => fail("code", one.why, places([one])));
    if (model.evidence("code.config").every(({ by }) => by !== "hydra"))
      return notApplicable("Hydra is not used");
    const asked = model
      .evidence("code.config")
      .filter(({ aspect, location }) => aspect === "mandatory" && /\.ya?ml$/.test(location.path));
    return asked.length === 0
      ? notApplicable("no value of the configuration is mandatory")
      : pass("code", "every mandatory value is given by a documented command", places(asked));
  },
});
