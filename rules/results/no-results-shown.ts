import { defineRule, fail, nothingTrains, pass, places, share, wiredCalls } from "exptrack/core";

export const rule = defineRule({
  id: "no-results-shown",
  title: "No results table, tracked metric or figure is there",
  severity: "info",
  rung: "results.3",
  docs: {
    what: "Looks for a results table or figure in documents, metrics in run records, or a tracker that is wired for metrics.",
    why: "Repositories that met all five checklist items of NeurIPS 2019 had a median of 196.5 stars against 1.5 at none (n = 200; an association); only 27.5 % had a results table.",
    limit: "Results in a paper, a wiki or on a server are not seen.",
    fix: "Put the main results into a table, with the command that makes each row.",
    effort: "hours",
  },
  check(model) {
    const recorded = model.runs.filter((run) => Object.keys(run.metrics).length > 0);
    if (recorded.length > 0) return pass("records", "run records hold metrics", places(recorded));
    const wired = wiredCalls(model, ["metrics", "autolog"]);
    if (wired.length > 0) return pass("code", "a tracker is wired for metrics", places(wired));
    const shown = model.evidence("docs.results");
    if (shown.length > 0) return pass("documents", "documents show results", places(shown));
    const training = new Set(model.evidence("code.training").map(({ location }) => location.path));
    const notebooks = model
      .evidence("notebook.state")
      .filter(({ results, location }) => results > 0 && training.has(location.path));
    if (notebooks.length > 0)
      return share(
        0.5,
        "code",
        "results stand in the outputs of notebooks, and no document or tracker shows them",
        places(notebooks),
      );
    return model.trains
      ? fail("code", "no table, figure or tracker shows results")
      : nothingTrains(model, "results");
  },
});
