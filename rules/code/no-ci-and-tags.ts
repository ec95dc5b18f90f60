import { defineRule, fail, pass, places, unknown } from "exptrack/core";

export const rule = defineRule({
  id: "no-ci-and-tags",
  title: "CI and tags are not both there",
  severity: "info",
  rung: "code.4",
  oneWay: true,
  docs: {
    what: "Looks for a CI workflow and for git tags; the rung takes both.",
    why: "CI shows that a tagged state works on a machine other than its author's.",
    limit: "What the workflow checks, and whether it passes, is not seen.",
    fix: "Add a CI workflow that installs the project and runs its tests, and tag releases.",
    effort: "hours",
  },
  check({ history, evidence, anchor }) {
    const ci = evidence("ci.workflow");
    if (ci.length === 0) return fail("code", "there is no CI workflow", [], { at: anchor });
    if (!history.git || history.tags === null)
      return unknown("a CI workflow is there; tags cannot be seen in this clone", "a clone with its tags");
    return history.tags.length > 0
      ? pass("code", "a CI workflow and tags", places(ci))
      : fail("code", "a CI workflow is there, but no commit is tagged", places(ci), { at: anchor });
  },
});
