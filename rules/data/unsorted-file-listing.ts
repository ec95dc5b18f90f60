import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "unsorted-file-listing",
  title: "Files are divided or numbered in the order of the file system",
  severity: "info",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Finds `os.listdir`, `glob` and `iterdir` whose unsorted result is split, shuffled with a seed, cut into train and test, or indexed by a data set.",
    why: "The order of a listing is arbitrary, as Python's documentation says: on another machine the same seed gives another split.",
    limit:
      "A listing that is put in order in another function, or whose order makes no difference later, may be reported.",
    fix: "Sort the listing.",
    effort: "minutes",
    example: {
      default: "files = sorted(os.listdir(folder))\ntrain, test = train_test_split(files, random_state=0)",
    },
    before: {
      default: "files = os.listdir(folder)\ntrain, test = train_test_split(files, random_state=0)",
    },
    references: ["https://docs.python.org/3/library/os.html#os.listdir"],
  },
  check: (model) =>
    riskVerdicts(model, "unsorted-listing", {
      none: "every file listing that is divided or numbered is put in order, as far as can be seen",
      unasked: "no file listing is divided or numbered, as far as can be seen",
    }),
});
