import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "mutable-data-source",
  title: "Data is read from a place that changes",
  severity: "info",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Finds data that is fetched at run time from a branch of a repository, an address that says latest, a table without bound, or market quotes up to the day of the run.",
    why: "The same code gives other rows next month, and no record tells which they were.",
    limit: "Many such places change seldom or never; a checksum that is compared elsewhere is not seen.",
    fix: "Fix the commit in the address, bound the query, or keep a copy with its checksum.",
    effort: "minutes",
    example: {
      default: 'pd.read_csv("https://raw.githubusercontent.com/org/repo/3f2a9c1/data.csv")',
      dvc: "dvc import-url https://example.com/latest.csv data/raw.csv  # its hash stands in data/raw.csv.dvc",
    },
    before: {
      default: 'pd.read_csv("https://raw.githubusercontent.com/org/repo/main/data.csv")',
    },
  },
  check: (model) =>
    riskVerdicts(model, "mutable-source", {
      none: "no data is seen to come from a branch, a latest version, a whole table or quotes up to today",
      unasked: "no data is seen to be fetched by address",
    }),
});
