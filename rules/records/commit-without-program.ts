import { byTracker, defineRule, notApplicable, pass, places, portion, share } from "exptrack/core";

export const rule = defineRule({
  id: "commit-without-program",
  title: "The recorded commit does not hold the program that ran",
  severity: "error",
  areas: [{ area: "code-data-linkage", key: true }],
  docs: {
    what: "Looks the program that a run names up in the tree of the commit that it names.",
    why: "Code that was never committed when it ran cannot be recovered from the commit, however real that commit is.",
    limit:
      "A program that the record names by another path than it has in the repository (another working folder, a package's entry point) is looked for under that name and beside it only.",
    fix: "Commit the program before it runs, and run it from that commit.",
    effort: "minutes",
    before: { default: "python train_new.py  # not committed yet" },
    example: { default: 'git add train_new.py && git commit -m "Train with warm-up"\npython train_new.py' },
  },
  check(model) {
    const judged = model.runs.filter(
      (run) =>
        run.commit !== null &&
        run.program !== null &&
        run.codeFrom === "commit" &&
        run.codeLoss !== "absent-commit" &&
        run.recoverability.code.state !== "unobservable",
    );
    if (judged.length === 0)
      return notApplicable("no run names both a commit of this repository and a program");
    const verdicts = [...byTracker(judged)].flatMap(([tracker, runs]) => {
      const without = runs.filter((run) => run.codeLoss === "absent-program");
      if (without.length === 0) return [];
      return [
        share(
          1 - without.length / runs.length,
          "records",
          `${portion(without.length, runs.length, `${tracker} run`)} named a commit that does not hold the program that ran (${without[0]?.program ?? ""})`,
          places(without),
        ),
      ];
    });
    return verdicts.length > 0
      ? verdicts
      : pass("records", "every recorded commit holds the program that ran", places(judged));
  },
});
