import { defineRule, fail, notApplicable, pass, places, unknown } from "exptrack/core";

/** Above this a data file bloats every clone; git hosts warn from 50 MB on. */
const LARGE_MEGABYTES = 5;

export const rule = defineRule({
  id: "large-file-in-git",
  title: "Large data lies in git itself",
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
    what: `Lists tracked data files of more than ${LARGE_MEGABYTES} MB that neither DVC nor Git LFS manages.`,
    why: "Every later version of such a file stays in every clone for good, so people stop versioning it.",
    limit:
      "It goes by the file's size, ending and folder: a large file of another kind may be data, and one of these may be something else. Files that only earlier commits hold are not counted.",
    fix: "Move large data to DVC or Git LFS.",
    effort: "hours",
    before: {
      default: "git add data/train.csv",
      dvc: "git add data.csv",
    },
    example: {
      default: 'git lfs track "*.csv" && git lfs migrate import --include="*.csv"',
      dvc: "git rm --cached data.csv && dvc add data.csv",
    },
  },
  check(model, { megabytes = LARGE_MEGABYTES }) {
    const tracked = model.evidence("data.file").filter(({ scope }) => scope === "tracked");
    const large = tracked.flatMap((file) => {
      const size = (file.bytes ?? 0) / 1e6;
      return size > megabytes ? [{ file, size }] : [];
    });
    const hidden = tracked.filter(({ bytes }) => bytes === null);
    const held = [
      ...model.evidence("data.file"),
      ...model.evidence("data.versioned").filter(({ code }) => !code),
    ];
    if (held.length === 0) return notApplicable("no data lies here");
    if (large.length > 0)
      return large.map(({ file, size }) =>
        fail("code", `${file.name} lies in git itself (${size.toFixed(1)} MB)`, places([file])),
      );
    return hidden.length > 0
      ? unknown(
          "how large some data files are cannot be seen: git's objects are not in this clone",
          "a clone with all objects",
          places(hidden),
        )
      : pass("code", "no large data file lies in git itself", places(held));
  },
});
