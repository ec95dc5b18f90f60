import {
  defineRule,
  fail,
  generatingCalls,
  notApplicable,
  pass,
  places,
  trainingPlaces,
  usesData,
} from "exptrack/core";

export const rule = defineRule({
  id: "no-data-source",
  title: "Nothing says where the data comes from",
  severity: "warning",
  rung: "data.1",
  docs: {
    what: "Looks for any trace of the data: a file, a pointer, a public set by name, a link or a path, in code or documents, or code that generates it.",
    why: "Dataset present: 18 of 20 reproducible projects against 4 of 20 others (Loos 2022).",
    limit:
      "Data that is named by configuration which code reads at run time only, or in words that no document marks as a name or a link, is not found.",
    fix: "Name the data and where to get it, in the README or in a download script.",
    effort: "minutes",
    before: {
      default: "## Training\n\npython train.py --data <your data>",
    },
    example: {
      default:
        "## Data\n\nThe [Iris set](https://doi.org/10.24432/C56C76) in `data/iris.csv`; `python download.py` fetches it.",
    },
  },
  check(model) {
    if (!usesData(model)) return notApplicable("neither training code nor data was found");
    const found = places([
      ...model.evidence("data.versioned"),
      ...model.evidence("data.file"),
      ...model.evidence("data.named"),
      ...model.evidence("data.link"),
      ...model.evidence("data.path"),
      ...model.evidence("docs.data"),
      ...generatingCalls(model),
    ]);
    const recorded = model.runs.filter((run) => run.inputs.length > 0);
    if (found.length > 0) return pass("code", "the data is referred to", found);
    if (recorded.length > 0) return pass("records", "run records name the data", places(recorded));
    return fail("code", "no file, link, name or path of the data was found", trainingPlaces(model), {
      confidence: "medium",
    });
  },
});
