import { byTracker, defineRule, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "commit-not-in-repository",
  title: "Runs name commits that this repository does not hold",
  severity: "error",
  areas: [{ area: "code-data-linkage", key: true }],
  docs: {
    what: "Looks every recorded commit up in git. In a shallow or partial clone an absent commit is not judged.",
    why: "A commit that was never pushed, or was rewritten away, leaves a run without its code although the record looks complete.",
    limit: "A commit may lie in a fork or on a branch that was never fetched here; which, git cannot tell.",
    fix: "Push the branch that holds the recorded commits, or tag them before rewriting history.",
    effort: "hours",
    example: { default: "git push origin <commit>:refs/heads/runs/<name>" },
  },
  check(model) {
    const judged = model.runs.filter(
      (run) =>
        run.commit !== null && run.codeFrom !== "sources" && run.recoverability.code.state !== "unobservable",
    );
    if (judged.length === 0) return notApplicable("no run names a commit that could be looked up");
    const verdicts = [...byTracker(judged)].flatMap(([tracker, runs]) => {
      const absent = runs.filter((run) => run.codeLoss === "absent-commit");
      if (absent.length === 0) return [];
      const example = absent[0]?.commit?.slice(0, 8) ?? "";
      return [
        share(
          1 - absent.length / runs.length,
          "records",
          `${portion(absent.length, runs.length, `${tracker} run`)} named a commit that this repository does not hold (${example})`,
          places(absent),
        ),
      ];
    });
    return verdicts.length > 0
      ? verdicts
      : pass("records", "every recorded commit is in this repository", places(judged));
  },
});
