import {
  defineRule,
  fail,
  generatingCalls,
  notApplicable,
  pass,
  places,
  toldData,
  usesData,
} from "exptrack/core";

export const rule = defineRule({
  id: "data-link-only",
  title: "The data is a link or a path only",
  severity: "warning",
  rung: "data.2",
  cap: { dimension: "data", max: 1 },
  docs: {
    what: "Looks for a public set that code loads by name, a script that downloads or generates, data in the repository, or a versioned pointer.",
    why: "Links rot and paths exist on one machine: a stranger cannot even start.",
    limit:
      "Data that an unnamed tool or a person hands out, and loaders that are built from configuration alone, look like no source at all. Whether a link still works is not tried.",
    fix: "Load the data by name or by a download script, or version it with DVC or Git LFS.",
    effort: "hours",
    example: { default: "dvc add data/train.csv && git add data/train.csv.dvc data/.gitignore && dvc push" },
  },
  check(model) {
    if (!usesData(model)) return notApplicable("neither training code nor data was found");
    const files = model.evidence("data.file").filter((file) => file.scope === "tracked" && file.bytes !== 0);
    const obtained = places([
      ...model.evidence("data.named"),
      ...model.evidence("data.versioned").filter((data) => !data.code),
      ...files,
      ...model.evidence("data.link").filter((link) => link.via === "code"),
      ...generatingCalls(model),
    ]);
    if (obtained.length > 0)
      return pass(
        "code",
        "the data is loaded by name, fetched or made by code, or kept in the repository",
        obtained,
      );
    const recorded = model.runs.filter((run) =>
      run.inputs.some((input) => input.kind !== "code" && input.digest !== null),
    );
    if (recorded.length > 0) return pass("records", "run records name versioned data", places(recorded));
    const loose = places([
      ...model.evidence("data.link"),
      ...model.evidence("data.path"),
      ...toldData(model),
    ]);
    return loose.length > 0
      ? fail("code", "the data is known by a link or a path only", loose)
      : fail("code", "nothing in the repository obtains the data", [], { silent: true });
  },
});
