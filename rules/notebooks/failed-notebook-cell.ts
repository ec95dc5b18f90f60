import { byFile, defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "failed-notebook-cell",
  title: "A committed notebook keeps an error",
  severity: "info",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Finds notebooks that keep the traceback of a cell.",
    why: "What stands below the error was not computed in that run, and what is shown there comes from another one.",
    limit: "A cell may show an error on purpose, as lessons do; an interruption by hand is an error as well.",
    fix: "Repair the cell and run the notebook again, or mark the cell with the tag raises-exception.",
    effort: "minutes",
  },
  check(model) {
    const run = model.evidence("notebook.state").filter(({ executed, failed }) => executed + failed > 0);
    if (run.length === 0) return notApplicable("no notebook keeps the outputs of a run");
    const failed = run.filter((one) => one.failed > 0);
    return failed.length === 0
      ? pass("records", "no notebook keeps an error", places(run))
      : byFile(failed).map((here) =>
          fail(
            "records",
            here.length > 1
              ? `${here.length} notebooks keep errors: ${listed(here.map(({ location }) => location.path))}`
              : `${here[0]?.location.path} keeps the error of ${here[0]?.failed === 1 ? "a cell" : `${here[0]?.failed} cells`}`,
            places(here),
          ),
        );
  },
});
