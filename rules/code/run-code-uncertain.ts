import {
  bestOf,
  codeShare,
  defineRule,
  executionPlaces,
  mean,
  notApplicable,
  portion,
  share,
  trackedExecutions,
  trackedNoun,
  unknown,
} from "exptrack/core";

export const rule = defineRule({
  id: "run-code-uncertain",
  title: "The exact code of recorded runs cannot be recovered",
  severity: "warning",
  rung: "code.4",
  oneWay: true,
  question: "run-commit",
  docs: {
    what: "Checks each recorded commit: does it exist here, does it hold the program that the run names, does a branch or tag lead to it, was the tree clean or its patch kept? Exact counts 1, approximate ½.",
    why: "A commit that lacks the program which ran, or a tree with uncommitted changes, looks reproducible without being so.",
    limit:
      "Most trackers do not record whether the tree was clean: such a run counts half although it may be exact.",
    fix: "Run from a clean, pushed commit, or keep the patch with the run.",
    effort: "hours",
    before: {
      default: "python train.py  # whatever the tree holds",
      wandb: "wandb.init()",
      mlflow: "mlflow.start_run()",
    },
    example: {
      default: "git diff --quiet HEAD && python train.py  # does not start while a change is not committed",
      wandb: "wandb.init(save_code=True)  # keeps the program and `git diff HEAD` with the run",
      mlflow:
        'mlflow.start_run()\nmlflow.log_text(subprocess.check_output(["git", "diff", "HEAD"], text=True), "diff.patch")',
    },
  },
  check(model) {
    const executions = trackedExecutions(model);
    if (executions.length === 0) return notApplicable("no run record was found");
    if (
      executions.every((execution) =>
        execution.every((run) => run.recoverability.code.state === "unobservable"),
      )
    )
      return unknown(
        "whether the recorded commits exist cannot be seen here",
        "a clone with its full history",
        executionPlaces(executions),
      );
    const part = mean(executions, (execution) => bestOf(execution, codeShare));
    const weak = executions.filter((execution) => bestOf(execution, codeShare) < 1);
    // Runs without any commit, or with an absent one, are the findings of other rules.
    const told = weak.flat().filter((run) => codeShare(run) > 0)[0];
    const reason = told === undefined ? "" : ` (${reasonFor(weak.length)}${told.recoverability.code.reason})`;
    return share(
      part,
      "records",
      weak.length === 0
        ? "the exact code of every run can be recovered"
        : `the exact code of ${portion(weak.length, executions.length, trackedNoun(model))} is uncertain${reason}`,
      executionPlaces(weak.length === 0 ? executions : weak),
      told === undefined ? { silent: true } : {},
    );
  },
});

/** The reason is that of one run; others may have others. */
const reasonFor = (runs: number): string => (runs === 1 ? "" : "of one of them: ");
