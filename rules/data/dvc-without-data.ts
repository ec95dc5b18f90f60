import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "dvc-without-data",
  title: "DVC is set up but versions nothing",
  severity: "warning",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Looks for DVC configuration without any pointer, pipeline or lock.",
    why: "An empty set-up looks like data versioning and is none.",
    limit: "Pointers on another branch, or in a folder that lies outside of what is audited, are not seen.",
    fix: "Add the data to DVC, or remove the empty set-up.",
    effort: "minutes",
    before: {
      default: "dvc init && git commit -m 'Use DVC'",
    },
    example: { default: "dvc add data/train.csv" },
  },
  check(model) {
    const config =
      model.tracker("dvc")?.signs.config.filter((place) => /(?:^|\/)\.dvc\/config$/.test(place.path)) ?? [];
    if (config.length === 0) return notApplicable("DVC is not set up");
    const used = [
      ...model.evidence("data.versioned").filter((data) => data.tool === "dvc"),
      ...model.evidence("pipeline.definition").filter((pipeline) => pipeline.tool === "dvc"),
    ];
    return used.length > 0
      ? pass("code", "DVC versions data or stages", places(used))
      : fail("code", "DVC is set up, but no pointer, stage or lock is committed", config);
  },
});
