import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "screenshot-as-evidence",
  title: "Results are shown as screenshots",
  severity: "info",
  docs: {
    what: "Finds images of README and notes whose file name or caption calls them screenshots, in a project that keeps no run record and no results table.",
    why: "A picture of a dashboard cannot be searched, compared or checked, and does not say which run it shows.",
    limit:
      "It goes by names: a screenshot of a program's window says nothing of results, so its confidence is low.",
    fix: "Put the numbers into a table, with the run and the command that made them.",
    effort: "minutes",
    example: {
      default: "| model | accuracy | run |\n|---|---|---|\n| resnet18 | 0.93 | 4f2c1a |",
    },
    before: {
      default: "![results](screenshot.png)",
    },
  },
  check(model) {
    const shots = model.evidence("inventory.item").filter(({ item }) => item === "screenshot");
    if (shots.length === 0) return notApplicable("no screenshot is shown");
    const kept = [...model.runs, ...model.evidence("docs.results").filter(({ form }) => form === "table")];
    return kept.length > 0 || !model.trains
      ? pass("documents", "results stand beside the screenshots", places(kept))
      : shots.map((one) =>
          fail(
            "documents",
            `${one.name} is a screenshot, and no record or table keeps what it shows`,
            places([one]),
            {
              confidence: "low",
            },
          ),
        );
  },
});
