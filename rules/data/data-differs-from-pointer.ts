import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "data-differs-from-pointer",
  title: "Data at hand is not what its pointer says",
  severity: "warning",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Takes the MD5 of files that a `*.dvc` file or dvc.lock ties down and that lie here, as DVC takes it, and compares. Folders are compared file by file where DVC's cache holds their list, else as a whole. What git ignores is a matter of this machine, and is reported apart from the repository.",
    why: "Whoever clones the repository gets the content that the pointer names. A run on what lies here is a run on data that nobody else can get.",
    limit:
      "What is not at hand is not compared: neither data that was never pulled, nor folders of which a part is missing and whose list is not in the cache. Above 64 MB a file is told by its size alone.",
    fix: "Record the new content with `dvc add` or `dvc commit`, commit the pointer and push; or get the old one back with `dvc checkout`.",
    effort: "minutes",
    before: { default: "python clean.py data/train.csv && git commit -am 'Clean the data'" },
    example: {
      default:
        "python clean.py data/train.csv && dvc add data/train.csv && dvc push && git commit -am 'Clean the data'",
    },
  },
  check(model) {
    const differing = model.evidence("data.differs");
    if (differing.length > 0)
      return differing.map((one) =>
        fail(
          "code",
          one.files === null
            ? `${one.name} has other content than ${one.tied} says`
            : `${one.name} has other content than ${one.tied} says: ${one.files === 1 ? "one file differs" : `${one.files} files differ`}`,
          places([one]),
        ),
      );
    // What a stage has to do with files of git, its lock is asked.
    const here = model
      .evidence("data.versioned")
      .filter(
        ({ tool, digest, name, code, location }) =>
          tool === "dvc" &&
          digest !== null &&
          !code &&
          (model.scope === "local" || location.path.endsWith(".dvc")) &&
          (model.has(name) || model.files.some(({ path }) => path.startsWith(`${name}/`))),
      );
    return here.length === 0
      ? notApplicable("none of what DVC keeps lies here")
      : pass("code", "nothing that DVC keeps and that lies here was seen to differ", places(here));
  },
});
