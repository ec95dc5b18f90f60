import { byFile, defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "notebook-run-out-of-order",
  title: "A notebook that trains was run out of order",
  severity: "info",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: 'Reads the execution counts that notebooks keep: where a cell ran before the one above it, "Restart & Run All" need not show what the notebook shows. Asked of notebooks that train or evaluate.',
    why: "Execution order was the strongest of 26 static signals of whether a repository runs (ReproScore, r = 0.145; an association).",
    limit:
      "Cells that do not depend on each other may run in any order; a notebook whose outputs were cleared tells nothing.",
    fix: "Restart the kernel, run all cells, and commit that state.",
    effort: "minutes",
    before: { default: "[7] model.fit(X, y)\n[3] X, y = load()" },
    example: {
      default: "jupyter nbconvert --to notebook --execute --inplace train.ipynb",
    },
  },
  check(model) {
    const training = new Set(
      [...model.evidence("code.training"), ...model.evidence("code.evaluation")].map(
        ({ location }) => location.path,
      ),
    );
    const asked = model
      .evidence("notebook.state")
      .filter(({ order, location }) => order !== "not-run" && training.has(location.path));
    if (asked.length === 0)
      return notApplicable("no notebook that trains keeps in which order its cells ran");
    const shuffled = asked.filter(({ order }) => order === "shuffled");
    return shuffled.length === 0
      ? pass("records", "notebooks that train were run from top to bottom", places(asked))
      : byFile(shuffled).map((here) =>
          fail(
            "records",
            `${listed(here.map(({ location }) => location.path))} ${here.length === 1 ? "was" : "were"} run out of order: a cell ran before the one above it`,
            here.map(({ location, at }) =>
              at?.order === undefined ? location : { ...location, cell: at.order },
            ),
          ),
        );
  },
});
