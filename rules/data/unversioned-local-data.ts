import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

const LARGE_MEGABYTES = 5;

export const rule = defineRule({
  id: "unversioned-local-data",
  title: "Data lies on this machine only",
  severity: "warning",
  areas: [{ area: "data-versioning" }],
  options: {
    megabytes: {
      default: LARGE_MEGABYTES,
      min: 0.01,
      max: 100_000,
      describe: "files larger than this are reported, in megabytes (1,000,000 bytes)",
    },
  },
  docs: {
    what: `Lists data files of more than ${LARGE_MEGABYTES} MB that git ignores or does not know, and that no pointer versions.`,
    why: "What neither git nor a data tool knows is gone with the machine, and nobody else ever had it.",
    limit: "It cannot tell data that anybody can make or download again from data that exists nowhere else.",
    fix: "Version the data with DVC, or say in the README where it comes from.",
    effort: "hours",
    before: {
      default: "echo data/train.csv >> .gitignore",
    },
    example: { default: "dvc add data/train.csv && dvc push" },
  },
  check(model, { megabytes = LARGE_MEGABYTES }) {
    const versioned = new Set(model.evidence("data.versioned").map((data) => data.name));
    const local = model.evidence("data.file").flatMap((file) => {
      const size = (file.bytes ?? 0) / 1e6;
      return file.scope !== "tracked" && size > megabytes ? [{ ...file, size }] : [];
    });
    if (local.length === 0) return notApplicable("no large data file of this machine was found");
    const loose = local.filter((file) => !isVersioned(file.name, versioned));
    return loose.length === 0
      ? pass("code", "large local data is versioned by pointer", places(local))
      : loose.map((file) =>
          fail(
            "code",
            `${file.name} (${file.size.toFixed(1)} MB) is on this machine only: not in git, no pointer`,
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
