import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "undescribed-environment",
  title: "Nothing says which software the code needs",
  severity: "error",
  rung: "environment.1",
  settles: ["no-manifest"],
  docs: {
    what: "Looks for a manifest, a lock, a container recipe, or package names in the README.",
    why: "Of 15,817 Python notebooks with declared dependencies only 10,388 installed (Samuel & Mietchen 2024); without any declaration a reader has to guess.",
    limit: "It asks whether anything is said, not whether it is complete or can be installed.",
    fix: "List the packages in pyproject.toml or requirements.txt.",
    effort: "minutes",
    example: { default: "pip freeze > requirements.txt" },
  },
  check(model) {
    const described = places([
      ...model.evidence("env.manifest"),
      ...model.evidence("env.container"),
      ...model.evidence("env.prose"),
    ]);
    if (described.length > 0) return pass("code", "the software is named", described);
    const recorded = model.runs.filter((run) => run.trace.packages !== null);
    if (recorded.length > 0) return pass("records", "run records list packages", places(recorded));
    return model.trains || model.evidence("code.ml-import").length > 0
      ? fail("code", "no manifest, container or list of packages was found")
      : notApplicable("no code that needs packages was found");
  },
});
