import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "pointer-without-remote",
  title: "Only a pointer to the data is committed, and no remote holds it",
  severity: "error",
  areas: [{ area: "data-versioning", key: true }],
  docs: {
    what: "Where DVC keeps the data outside git, looks for a remote that others can reach: a path on one machine is none, unless git holds what lies there, and neither is a server on localhost.",
    why: "A hash without the bytes proves what is missing and gives nothing back.",
    limit:
      "Whether the remote answers, and whether the data was pushed to it, is not tried. A server in a private network counts as one that others reach.",
    fix: "Configure a shared DVC remote and push.",
    effort: "hours",
    example: { default: "dvc remote add -d storage s3://bucket/path && git add .dvc/config && dvc push" },
  },
  check(model) {
    const imported = new Set(model.evidence("data.link").map((link) => link.location.path));
    const pointers = model
      .evidence("data.versioned")
      .filter(
        (data) =>
          data.tool === "dvc" && !data.code && !model.has(data.name) && !imported.has(data.location.path),
      );
    if (pointers.length === 0) return notApplicable("no data is kept outside git by pointer");
    const remotes = model.evidence("data.remote").filter((remote) => remote.tool === "dvc");
    if (remotes.some((remote) => remote.shared))
      return pass("code", "a shared DVC remote is configured", places(remotes));
    return remotes.length > 0
      ? fail("code", "the only DVC remote is a path on one machine", places(remotes))
      : fail("code", "DVC pointers are committed, but no configuration of a remote is", places(pointers));
  },
});
