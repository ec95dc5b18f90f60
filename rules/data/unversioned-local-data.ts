import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

const LARGE_BYTES = 5_000_000;

export const rule = defineRule({
  id: "unversioned-local-data",
  title: "Data lies on this machine only",
  severity: "warning",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: `Lists data files of more than ${LARGE_BYTES / 1e6} MB that git ignores or does not know, and that no pointer versions.`,
    why: "What neither git nor a data tool knows is gone with the machine, and nobody else ever had it.",
    fix: "Version the data with DVC, or say in the README where it comes from.",
    effort: "hours",
    example: { default: "dvc add data/train.csv && dvc push" },
  },
  check(model) {
    const versioned = new Set(model.evidence("data.versioned").map((data) => data.name));
    const local = model
      .evidence("data.file")
      .filter((file) => file.scope !== "tracked" && file.bytes > LARGE_BYTES);
    if (local.length === 0) return notApplicable("no large data file of this machine was found");
    const loose = local.filter((file) => !isVersioned(file.name, versioned));
    return loose.length === 0
      ? pass("code", "large local data is versioned by pointer", places(local))
      : loose.map((file) =>
          fail(
            "code",
            `${file.name} (${(file.bytes / 1e6).toFixed(1)} MB) is on this machine only: not in git, no pointer`,
            places([file]),
          ),
        );
  },
});

/** The file itself, or a folder above it. */
function isVersioned(path: string, versioned: ReadonlySet<string>): boolean {
  const parts = path.split("/");
  return parts.some((_, index) => versioned.has(parts.slice(0, index + 1).join("/")));
}
