import {
  answered,
  bestOf,
  defineRule,
  executionPlaces,
  type JudgedRun,
  mean,
  notApplicable,
  portion,
  type RepoModel,
  share,
  simulatesData,
  trackedExecutions,
  trackedNoun,
} from "exptrack/core";

export const rule = defineRule({
  id: "run-without-data",
  title: "Runs do not name their data",
  severity: "warning",
  areas: [{ area: "code-data-linkage" }],
  docs: {
    what: "Asks each run record for its input data: by content (1), by name and version (½), or not at all.",
    why: "Of AI papers that share code and data 86 % could be reproduced, with data alone 33 % (Gundersen et al. 2024, n = 22); unclear data documentation predicted failure.",
    limit:
      "Data that a program fixes in its code, such as a set that a library ships, is not in the record and counts as unnamed.",
    fix: "Log the dataset, with a digest, to every run.",
    effort: "minutes",
    before: {
      mlflow: 'df = pd.read_csv("data/train.csv")',
      wandb: 'df = pd.read_csv("data/train.csv")',
      default: 'df = pd.read_csv("data/train.csv")',
      dvc: "train:\n  cmd: python train.py",
    },
    example: {
      mlflow:
        'df = pd.read_csv("data/train.csv")\nmlflow.log_input(mlflow.data.from_pandas(df, source="data/train.csv"), context="training")',
      wandb: 'folder = run.use_artifact("train-data:v3").download()\ndf = pd.read_csv(f"{folder}/train.csv")',
      dvc: "train:\n  cmd: python train.py\n  deps: [train.py, data/train.csv]",
      default:
        'df = pd.read_csv("data/train.csv")\ndigest = hashlib.sha256(Path("data/train.csv").read_bytes()).hexdigest()\n(out_dir / "data.json").write_text(json.dumps({"data/train.csv": digest}))',
    },
  },
  check(model) {
    const all = trackedExecutions(model);
    if (all.length === 0) return notApplicable("no run record was found");
    if (simulatesData(model))
      return notApplicable("the data comes out of simulated environments, which the code names");
    const executions = all.filter((execution) => !bringsData(model, execution));
    if (executions.length === 0) return notApplicable("the locked stages bring data, and none uses it");
    const worth = (execution: (typeof executions)[number]): number =>
      bestOf(execution, (run) => answered(run, "data"));
    const without = executions.filter((execution) => worth(execution) === 0);
    return share(
      mean(executions, worth),
      "records",
      without.length === 0
        ? "every run names its input data, in full or in part by content"
        : `${portion(without.length, executions.length, trackedNoun(model))} recorded no input data that could be identified`,
      executionPlaces(without.length === 0 ? executions : without),
    );
  },
});

/** The locked stage that a pipeline begins with: it takes no data, and the lock holds the digest of what it brings. */
function bringsData(model: RepoModel, execution: readonly JudgedRun[]): boolean {
  return execution.every(
    (run) =>
      run.tracker === "dvc" &&
      run.inputs.length === 0 &&
      run.trace.artifactFiles.some(
        ({ name, digest }) =>
          digest !== null &&
          model.runs.some(
            (other) =>
              other.trace.store === run.trace.store && other.inputs.some((input) => input.name === name),
          ),
      ),
  );
}
