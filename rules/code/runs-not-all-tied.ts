import {
  bestOf,
  codeShare,
  defineRule,
  executionPlaces,
  fail,
  mean,
  notApplicable,
  places,
  portion,
  share,
  trackedExecutions,
  unknown,
} from "exptrack/core";

export const rule = defineRule({
  id: "runs-not-all-tied",
  title: "CI, tags and a commit behind every run are not all there",
  severity: "info",
  rung: "code.5",
  question: "run-commit",
  docs: {
    what: "The weakest of three: a CI workflow, tags, and the share of runs or stages that are tied to recoverable code.",
    why: "Only together do they let a stranger rebuild the code of any result.",
    limit: "The three are counted; whether CI ran on the tagged states that the runs came from is not.",
    fix: "Tie every run or pipeline stage to a commit, beside CI and tags.",
    effort: "days",
  },
  check(model) {
    const { history, anchor } = model;
    const ci = model.evidence("ci.workflow");
    const executions = trackedExecutions(model);
    if (!model.trains) return notApplicable("no training code and no run was found");
    // no-ci-and-tags and no-release-tags say these.
    if (ci.length === 0) return fail("code", "there is no CI workflow", [], { at: anchor, silent: true });
    if (!history.git || history.tags === null)
      return unknown("tags cannot be seen in this clone", "a clone with its tags");
    if (history.tags.length === 0)
      return fail("code", "no commit is tagged", [], { at: anchor, silent: true });
    if (executions.length === 0)
      return fail("code", "no run record in the repository shows the commit it came from", places(ci), {
        at: anchor,
      });
    const tied = mean(executions, (execution) => bestOf(execution, codeShare));
    const loose = executions.filter((execution) => bestOf(execution, codeShare) < 1);
    return share(
      tied,
      "records",
      loose.length === 0
        ? "CI, tags, and every run is tied to its code"
        : `${portion(loose.length, executions.length, "run")} cannot be tied fully to a commit`,
      executionPlaces(loose.length === 0 ? executions : loose),
    );
  },
});
