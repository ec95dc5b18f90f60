import { defineRule, listed, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "lock-names-other-command",
  title: "The lock tells of another command than the pipeline defines",
  severity: "warning",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Compares the command of each locked stage with the one that dvc.yaml has for it; templates may become anything.",
    why: "The outputs that the lock names were not made by the pipeline as it stands: whoever runs it gets others.",
    limit:
      "It cannot tell a command that does the same in other words (another path to the same script) from one that does something else.",
    fix: "Run the pipeline again and commit the lock together with dvc.yaml.",
    effort: "minutes",
    before: {
      default: "git add dvc.yaml && git commit -m 'Train without augmentation'",
    },
    example: { default: "dvc repro && git add dvc.yaml dvc.lock" },
  },
  check(model) {
    const stages = model.runs.filter((run) => run.tracker === "dvc" && run.location.commit === undefined);
    if (stages.length === 0) return notApplicable("no stage is locked");
    const odd = stages.filter((run) => run.trace.definedCommand !== null);
    return odd.length === 0
      ? pass("records", "no locked stage ran another command than its pipeline defines", places(stages))
      : share(
          1 - odd.length / stages.length,
          "records",
          `${portion(odd.length, stages.length, "locked stage")} ran another command than dvc.yaml defines now (${listed(odd.map((run) => run.id))})`,
          places(odd),
        );
  },
});
