import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "hydra-moves-working-folder",
  title: "A run looks for its data in its own output folder",
  severity: "info",
  docs: {
    what: "Where Hydra changes the working folder of a run (`hydra.job.chdir=True`, or no `version_base` or one before 1.2), looks for files of the repository that the program opens by a relative path.",
    why: "The path is looked for below `outputs/\u2026`, where the file is not: the documented command fails, or reads what lies there by chance.",
    limit: "Files that the program first copies or downloads into its run folder are found all the same.",
    fix: "Make the path absolute (`hydra.utils.to_absolute_path`), or leave the working folder alone: `version_base=None` with Hydra 1.2 or later, or `hydra.job.chdir=False`.",
    effort: "minutes",
    before: {
      hydra:
        '@hydra.main(config_path="conf", config_name="config")\ndef main(cfg):\n    data = pd.read_csv("data/train.csv")',
    },
    example: {
      hydra:
        '@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef main(cfg):\n    data = pd.read_csv("data/train.csv")',
    },
    references: ["https://hydra.cc/docs/upgrades/1.1_to_1.2/changes_to_job_working_dir/"],
  },
  check(model) {
    const found = model.evidence("code.risk").filter(({ risk }) => risk === "moved-working-folder");
    if (found.length > 0) return found.map((one) => fail("code", one.why, places([one])));
    const hydra = model.evidence("code.config").filter(({ by }) => by === "hydra");
    return hydra.length === 0
      ? notApplicable("Hydra is not used")
      : pass("code", "no file is looked for in a folder that Hydra changes", places(hydra));
  },
});
