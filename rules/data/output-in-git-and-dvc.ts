import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "output-in-git-and-dvc",
  title: "Git and DVC both keep the same file",
  severity: "warning",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Looks for files that git tracks and that lie at, or below, an output of a `*.dvc` file or of a stage which DVC keeps in its cache. Outputs, metrics and plots with `cache: false` belong to git and are left out.",
    why: "Two tools write one file, each with a version of its own. DVC refuses to go on: `dvc repro` and `dvc add` stop with “output is already tracked by SCM”.",
    limit: "An output whose path comes out of a template that cannot be filled in is not looked at.",
    fix: "Take the file out of git and keep it in DVC, or let git keep it and set `cache: false`.",
    effort: "minutes",
    before: {
      default: "train:\n  cmd: python train.py\n  metrics: [metrics.json]  # and git tracks metrics.json",
    },
    example: {
      default:
        "git rm -r --cached model.pt   # DVC keeps it\n# or, for what is small and worth a diff:\nmetrics:\n- metrics.json:\n    cache: false",
    },
  },
  check(model) {
    const twice = model.evidence("data.twice");
    if (twice.length > 0)
      return twice.map((one) =>
        fail(
          "code",
          `${one.name} is ${one.stage === null ? "kept by DVC" : `a cached output of stage ${one.stage}`}, and git tracks ${one.files === 1 ? "a file" : `${one.files} files`} there as well`,
          places([one]),
        ),
      );
    const kept = model.evidence("data.versioned").filter(({ tool }) => tool === "dvc");
    return kept.length === 0
      ? notApplicable("DVC keeps nothing here")
      : pass("code", "git tracks nothing that DVC keeps", places(kept));
  },
});
