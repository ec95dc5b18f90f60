import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "no-default-remote",
  title: "DVC has no default remote that works",
  severity: "warning",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Reads `core.remote` of .dvc/config: is it there, and is a remote of that name configured? Repositories whose outputs name their remote, or whose scripts or documents give it (`dvc pull -r name`) or set it up, are left out.",
    why: "`dvc pull` stops before the first file for whoever clones the repository: “no remote specified”, or “remote doesn't exist”.",
    limit:
      "Settings of one machine (.dvc/config.local, the user's own configuration) help that machine only and are not read.",
    fix: "Name a remote that is configured as the default, and commit .dvc/config.",
    effort: "minutes",
    before: { default: "['remote \"storage\"']\n    url = s3://bucket/path" },
    example: { default: "[core]\n    remote = storage\n['remote \"storage\"']\n    url = s3://bucket/path" },
  },
  check(model) {
    const defaults = model.evidence("data.default-remote").filter(({ tool }) => tool === "dvc");
    if (defaults.length === 0) return notApplicable("no DVC remote is asked for by default");
    const broken = defaults.filter(({ known }) => !known);
    return broken.length === 0
      ? pass("code", "the default remote is configured", places(defaults))
      : broken.map((one) =>
          fail(
            "code",
            one.name === null
              ? "a DVC remote is configured, but none as the default: dvc pull asks for its name"
              : `the default DVC remote ${one.name} is not configured in any file that git holds`,
            places([one]),
          ),
        );
  },
});
