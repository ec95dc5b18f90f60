import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "hydra-output-outside-project",
  title: "Hydra writes the records of runs outside the project",
  severity: "info",
  docs: {
    what: "Asks where `hydra.run.dir` and `hydra.sweep.dir` lead: in the composed configuration, and in the commands that documents and scripts give.",
    why: "With the folder goes `.hydra/`: the configuration and the overrides that the run was made of. A temporary folder is emptied at the next start of the machine.",
    limit:
      "A folder outside the project may be shared and backed up; what an environment variable or a resolver decides is not judged.",
    fix: "Keep the output of runs below the project, or copy `.hydra/` to the tracker.",
    effort: "minutes",
    before: {
      hydra: "hydra:\n  run:\n    dir: /tmp/runs",
    },
    example: {
      hydra: "hydra:\n  run:\n    dir: outputs/runs",
    },
    references: ["https://hydra.cc/docs/configure_hydra/workdir/"],
  },
  check(model) {
    const found = model.evidence("code.risk").filter(({ risk }) => risk === "output-outside-project");
    if (found.length > 0) return found.map((one) => fail("code", one.why, places([one])));
    const hydra = model.evidence("code.config").filter(({ by }) => by === "hydra");
    return hydra.length === 0
      ? notApplicable("Hydra is not used")
      : pass("code", "Hydra's output stays in the project, as far as configuration tells", places(hydra));
  },
});
