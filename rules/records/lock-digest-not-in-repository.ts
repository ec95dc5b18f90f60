import { defineRule, listed, notApplicable, pass, places, portion, share, unknown } from "exptrack/core";

export const rule = defineRule({
  id: "lock-digest-not-in-repository",
  title: "The lock names a hash that no version of the file has",
  severity: "warning",
  areas: [{ area: "code-data-linkage" }],
  docs: {
    what: "Compares the MD5 that a lock states for a file that git tracks with all its committed versions and the one at hand, under either kind of line ends.",
    why: "The stage ran with content that was never committed, or the lock was edited: what it ties down cannot be had from here.",
    limit:
      "A version that was made and lost before any commit looks like an edited lock. Folders, and files that git gave up in favour of DVC, are not looked at.",
    fix: "Run the stage again with the files as they are committed, and commit the lock.",
    effort: "minutes",
    before: {
      default:
        "dvc repro && git add dvc.lock   # train.py was edited before and after, and never committed as it ran",
    },
    example: { default: "dvc repro && git add dvc.lock" },
  },
  check(model) {
    const tied = model.runs.filter(
      (run) =>
        run.tracker === "dvc" &&
        (run.trace.codeHashes.length > 0 || run.inputs.some((input) => input.digest !== null)),
    );
    if (tied.length === 0) return notApplicable("no lock ties files by hash");
    if (!model.history.git) return notApplicable(model.history.why ?? "there is no git here");
    if (model.history.shallow)
      return unknown(
        "whether some version of a file has the hash that a lock states cannot be seen in a shallow clone",
        "the whole history: git fetch --unshallow",
        places(tied),
      );
    const odd = tied.filter((run) => run.trace.unmatchedHashes.length > 0);
    const files = odd.flatMap((run) => run.trace.unmatchedHashes.map(({ path }) => path));
    return odd.length === 0
      ? pass(
          "records",
          "every locked hash of a file that git tracks is that of one of its versions",
          places(tied),
        )
      : share(
          1 - odd.length / tied.length,
          "records",
          `${portion(odd.length, tied.length, "locked stage")} named a hash that no version of the file in git has (${listed(files)})`,
          places(odd),
        );
  },
});
