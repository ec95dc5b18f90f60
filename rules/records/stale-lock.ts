import { defineRule, listed, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "stale-lock",
  title: "The lock is out of step with the pipeline",
  severity: "warning",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Compares each locked stage of DVC with what `dvc status` would look at and git holds: the command with its templates filled in, the values of its parameters (YAML, JSON, TOML, Python), the dependencies and outputs that dvc.yaml names, and the content of those that git, a `.dvc` file or another stage ties down. Folders are compared where git holds as many files as the stage saw, or more. Stages that never ran are left to `stage-not-locked`. A command that the definition cannot become at all is told by `lock-names-other-command`.",
    why: "Metrics and models that are committed beside such a lock were made with other parameters, code or data than the ones beside them: whoever runs the pipeline gets others.",
    limit:
      "What lies outside of git and is tied by no pointer is not compared, nor a folder that held more when the stage ran than git holds now (caches, ignored files). A change that cannot alter the results (a comment in the code) is one all the same.",
    fix: "Run the pipeline again and commit the lock together with what was changed; `dvc commit` records a change that cannot alter the results.",
    effort: "minutes",
    before: {
      default: "git add params.yaml && git commit -m 'Lower the learning rate'",
    },
    example: { default: "dvc repro && git add dvc.yaml dvc.lock params.yaml" },
  },
  check(model) {
    const stages = model.runs.filter((run) => run.tracker === "dvc" && run.location.commit === undefined);
    if (stages.length === 0) return notApplicable("no stage is locked");
    const locks = new Set(stages.map(({ location }) => location.path));
    const stale = model.evidence("pipeline.stale").filter(({ location }) => locks.has(location.path));
    if (stale.length === 0)
      return pass("records", "no locked stage is out of step with its pipeline", places(stages));
    return share(
      1 - stale.length / stages.length,
      "records",
      `${portion(stale.length, stages.length, "locked stage")} no longer fitted: ${listed(stale.map(({ why }) => why))}`,
      places(stale),
    );
  },
});
