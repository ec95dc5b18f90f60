import {
  bestOf,
  defaultCalls,
  defineRule,
  executionPlaces,
  fail,
  isFixedSet,
  mean,
  notApplicable,
  pass,
  places,
  share,
  simulatesData,
  startedExecutions,
  unknown,
  usesData,
} from "exptrack/core";

export const rule = defineRule({
  id: "data-without-checksum",
  title: "The data carries no version and no checksum",
  severity: "warning",
  rung: "data.4",
  areas: [{ area: "data-versioning" }],
  docs: {
    what: "Looks for versioned artifacts (DVC, Git LFS, git-annex, tracker artifacts) or checksums bound to the data.",
    why: "Only a version or a checksum proves that today's data is the data of the run.",
    limit:
      "A checksum that is compared outside of this repository, or a store that versions its content by itself (a bucket with versions), is not seen.",
    fix: "Version the data with DVC or Git LFS, or log it as a tracker artifact.",
    effort: "hours",
    before: {
      wandb: 'frame = pd.read_csv("data/train.csv")',
      mlflow: 'frame = pd.read_csv("data/train.csv")',
    },
    example: {
      default: "dvc add data && git add data.dvc .gitignore && dvc push",
      wandb:
        'artifact = wandb.Artifact("train-data", type="dataset")\nartifact.add_dir("data")\nrun.log_artifact(artifact)\nframe = pd.read_csv("data/train.csv")',
      mlflow:
        'frame = pd.read_csv("data/train.csv")\nmlflow.log_input(mlflow.data.from_pandas(frame, source="data/train.csv"), context="training")',
    },
  },
  check(model) {
    if (!usesData(model)) return notApplicable("neither training code nor data was found");
    const versioned = model.evidence("data.versioned").filter((data) => !data.code && data.digest !== null);
    if (versioned.length > 0) return pass("code", "the data is versioned by content", places(versioned));
    const sums = places([
      ...model.evidence("data.link").filter((link) => link.checksum),
      ...model
        .evidence("data.named")
        .filter((data) => data.revision !== null && /^[0-9a-f]{7,64}$/.test(data.revision)),
    ]);
    if (sums.length > 0) return pass("code", "the data is pinned by a checksum or a commit", sums);
    const withInputs = startedExecutions(model).filter((execution) => bestOf(execution, dataShare) > 0);
    if (withInputs.length > 0)
      return share(
        mean(withInputs, (execution) => bestOf(execution, dataShare)),
        "records",
        "runs record their input data, though not all of it by content",
        executionPlaces(withInputs),
      );
    const logged = defaultCalls(model, ["dataset"]);
    if (logged.length > 0)
      return share(
        0.5,
        "code",
        "the code logs its data to the tracker; no record here shows a version",
        places(logged),
      );
    const named = model.evidence("data.named");
    if (simulatesData(model))
      return notApplicable(
        "the data comes out of simulated environments, which their versions name",
        places(named),
      );
    const files = model.evidence("data.file").filter((file) => file.scope === "tracked" && file.bytes !== 0);
    const plain = files.filter(({ bytes }) => bytes !== null);
    if (files.length > 0 && plain.length === 0)
      return unknown(
        "whether the data files are pointers cannot be seen: git's objects are not in this clone",
        "a clone with all objects",
        places(files),
      );
    // A few rows that show a format, beside a set that is loaded by name, are not the data.
    const shows = named.length > 0 && plain.every(({ bytes }) => (bytes ?? 0) < A_FEW_ROWS);
    if (plain.length > 0 && !shows)
      return fail(
        "code",
        "data lies in git as plain files: no data tool versions it, no checksum is bound to it",
        places(plain),
        // What is small enough for git, git pins with each commit: the rung asks for more, but nothing is wrong.
        plain.every(({ bytes }) => (bytes ?? 0) < SMALL_FOR_GIT) ? { silent: true } : {},
      );
    const links = model.evidence("data.link");
    return fail(
      "code",
      "no version and no checksum of the data was found",
      [...places(named), ...places(links)],
      // A loader that checks what it delivers leaves nothing to mend: the rung asks for more.
      named.length > 0 && links.length === 0 && named.every(isFixedSet) ? { silent: true } : {},
    );
  },
});

/** Bytes. */
const A_FEW_ROWS = 1024;
const SMALL_FOR_GIT = 5 * 1024 * 1024;

const dataShare = (run: {
  readonly recoverability: { readonly data: { readonly state: string } };
}): number =>
  run.recoverability.data.state === "exact" ? 1 : run.recoverability.data.state === "approximate" ? 0.5 : 0;
