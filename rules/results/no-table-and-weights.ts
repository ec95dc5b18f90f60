import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-table-and-weights",
  title: "A results table and its weights are not both there",
  severity: "info",
  rung: "results.4",
  oneWay: true,
  docs: {
    what: "Looks for a results table in documents and for own weights, in the tree or by link.",
    why: "With table and weights a reader can check a number without training again.",
    limit: "Whether the weights give the numbers of the table is not checked: nothing is run.",
    fix: "Offer the weights behind the reported numbers.",
    effort: "hours",
  },
  check(model) {
    const tables = model.evidence("docs.results").filter((result) => result.form === "table");
    const weights = [...model.evidence("weights.offer"), ...model.evidence("weights.file")];
    if (tables.length === 0 && weights.length === 0)
      return notApplicable("neither a results table nor weights are offered");
    if (tables.length === 0)
      return fail("documents", "weights are offered, but no results table", places(weights));
    return weights.length === 0
      ? fail("documents", "a results table is shown, but no weights are offered", places(tables))
      : pass("documents", "a results table and weights", places([...tables, ...weights]));
  },
});
