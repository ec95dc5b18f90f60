import { buildRepository, type Recipe, type Repository } from "../tools/repository.js";

export const TRAIN = `import argparse
import random
import mlflow
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
args = parser.parse_args()
random.seed(0)
torch.manual_seed(0)
with mlflow.start_run():
    mlflow.log_params(vars(args))
    loss = torch.nn.Linear(1, 1)(torch.rand(1)).sum()
    loss.backward()
    mlflow.log_metric("loss", loss.item())
`;

const experiment =
  "artifact_location: mlruns/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: flowers\n";

/** An MLflow run of the file store, by hand. */
export const run = (id: string, commit: string | null): Record<string, string> => ({
  "mlruns/1/meta.yaml": experiment,
  [`mlruns/1/${id}/meta.yaml`]: `artifact_uri: mlruns/1/${id}/artifacts\nend_time: 1767225660000\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: pilot\nstart_time: 1767225600000\nstatus: 3\n`,
  [`mlruns/1/${id}/params/lr`]: "0.1",
  [`mlruns/1/${id}/metrics/loss`]: "1767225660000 0.5 0\n",
  [`mlruns/1/${id}/tags/mlflow.source.name`]: "train.py",
  ...(commit === null ? {} : { [`mlruns/1/${id}/tags/mlflow.source.git.commit`]: commit }),
});

/** All but the last digit of a run id; letters in it, so that YAML takes it for no number. */
export const RUN = "c0ffee".padEnd(31, "0");

/** A small project with a history, one committed run of its second commit, and what the test adds. */
export function sampleProject(more: Recipe = {}, name = "flowers"): Repository {
  return buildRepository(
    {
      commits: [
        { id: "first", files: { "train.py": TRAIN, "requirements.txt": "torch==2.3.0\nmlflow==2.14.0\n" } },
        {
          id: "second",
          files: {
            "README.md": "# Flowers\n\nClassifies flowers.\n\n```bash\npython train.py --lr 0.1\n```\n",
          },
        },
        { id: "third", files: run(`${RUN}1`, "<commit:second>") },
      ],
      ...more,
    },
    { name },
  );
}
