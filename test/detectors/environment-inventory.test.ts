import { describe, expect, test } from "vitest";
import { detector as paths } from "../../src/detectors/code/data/machine-paths.js";
import { detector as habits } from "../../src/detectors/code/habits/cuda-only.js";
import { detector } from "../../src/detectors/environment.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const see = (files: Files) => observe(detector, files);

test("A5: each service of a compose file is listed with its image, what it is built from, and its GPU", async () => {
  const seen = await see({
    "docker-compose.yml": `services:
  train:
    build: ./docker
    deploy:
      resources:
        reservations:
          devices:
            - capabilities: [gpu]
  tracking:
    image: ghcr.io/mlflow/mlflow:v2.3.0
  store:
    image: \${STORE:-postgres}
`,
  });
  expect(
    seen
      .of("inventory.item")
      .map(({ item, name, state, value, location }) => [item, name, state, value, location.line]),
  ).toEqual([
    ["compose", "train", "built from ./docker", "asks for a GPU", 2],
    ["compose", "tracking", "ghcr.io/mlflow/mlflow:v2.3.0", undefined, 9],
    ["compose", "store", "postgres", undefined, 11],
  ]);
  expect(seen.of("env.container").map(({ image, tag }) => [image, tag])).toEqual([
    ["ghcr.io/mlflow/mlflow", "v2.3.0"],
    ["postgres", null],
  ]);
});

test("A5: a batch script's requests stand together, a Kubernetes object's are those of its containers", async () => {
  const seen = await see({
    "train.sbatch":
      "#!/bin/bash\n#SBATCH --gres=gpu:4\n#SBATCH --job-name=wine\n#SBATCH --mem=64G\nsrun python train.py\n",
    "k8s/train.yaml": `apiVersion: v1
kind: Service
---
apiVersion: batch/v1
kind: Job
spec:
  template:
    spec:
      containers:
        - name: train
          resources:
            requests: {cpu: 4}
            limits:
              nvidia.com/gpu: 2
              memory: 8Gi
`,
    "charts/templates/job.yaml": "{{- if .Values.gpu }}\nlimits:\n  nvidia.com/gpu: 1\n{{- end }}\n",
    "deploy/values.yaml": "resources:\n  limits: {cpu: 1}\n",
  });
  expect(
    seen.of("env.runtime").map(({ what, detail, location }) => [what, detail, location.path, location.line]),
  ).toEqual([
    ["scheduler", "nvidia.com/gpu: 1", "charts/templates/job.yaml", 3],
    ["scheduler", "Job: requests cpu 4; limits nvidia.com/gpu 2, memory 8Gi", "k8s/train.yaml", 11],
    ["scheduler", "--gres=gpu:4 --mem=64G", "train.sbatch", 2],
  ]);
});

test("A5: interpreters that a workflow sets up, from its matrix too; 3.10 without quotes is what was meant", async () => {
  const seen = await see({
    ".github/workflows/ci.yml": `on: push
jobs:
  test:
    strategy:
      matrix:
        python-version: ["3.9", 3.10]
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: \${{ matrix.python-version }}
  lint:
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: 3.12
      - uses: actions/setup-python@v5
        with:
          python-version-file: .python-version
`,
  });
  expect(
    seen.of("inventory.item").map(({ item, name, state, location }) => [item, name, state, location.line]),
  ).toEqual([
    ["python", "3.9", "used in CI", 6],
    ["python", "3.10", "used in CI", 6],
    ["python", "3.12", "used in CI", 15],
  ]);
  expect(seen.of("env.python")).toEqual([]);
});

describe("E9: what nothing declares", () => {
  const missing = async (files: Files) =>
    (await see(files)).of("env.undeclared").map(({ by, distribution }) => [by, distribution]);

  test("without a list that names a package nothing is told", async () => {
    expect(await missing({ "train.py": "import tqdm\nmain()\n" })).toEqual([]);
    expect(await missing({ "train.py": "import tqdm\nmain()\n", "requirements.txt": "# none\n" })).toEqual(
      [],
    );
  });

  test("known packages are told by the name that installs them, unknown and own modules are not", async () => {
    expect(
      await missing({
        "train.py": "import cv2\nimport ourlib\nimport helpers\nimport pandas\nmain()\n",
        "helpers.py": "import yaml\n",
        "lost.py": "import seaborn\n\n\ndef f(): ...\n",
        "requirements.txt": "torch\n",
      }),
    ).toEqual([
      ["import", "opencv-python"],
      ["import", "pandas"],
      ["import", "pyyaml"],
    ]);
  });

  test("what a declared package brings, what a workflow installs and what a comment in a list names is told of", async () => {
    expect(
      await missing({
        "train.py": "import numpy\nimport tqdm\nimport wandb\nmain()\n",
        "requirements.txt": "torch==2.3.1\n# tqdm, for the progress bar\n",
        ".github/workflows/ci.yml": "jobs:\n  t:\n    steps:\n      - run: pip install wandb\n",
      }),
    ).toEqual([]);
  });
});

describe("paths and devices of one machine", () => {
  const risks = async (one: typeof paths, files: Files) =>
    (await observe(one, files)).of("code.risk").map(({ risk, why, location }) => [risk, why, location.path]);

  test("E15: homes, Windows drives and somebody's Drive are told; images' users and placeholders are not", async () => {
    const read = (path: string) => `import pandas as pd\n\nrows = pd.read_csv(r"${path}")\n`;
    expect(
      await risks(paths, {
        "a.py": read("/home/mwu/data.csv"),
        "b.py": read("D:\\study\\data.csv"),
        "c.py": read("/content/drive/MyDrive/data.csv"),
        "d.py": read("/home/jovyan/work/data.csv"),
        "e.py": read("/home/your_name/data.csv"),
        "f.py": read("/kaggle/input/data.csv"),
        "examples/g.py": read("/home/mwu/data.csv"),
        "tests/test_h.py": read("/home/mwu/data.csv"),
      }),
    ).toEqual([
      ["machine-path", "/home/mwu/data.csv", "a.py"],
      ["machine-path", "D:\\study\\data.csv", "b.py"],
      ["machine-path", "/content/drive/MyDrive/data.csv", "c.py"],
    ]);
  });

  test("E17: a GPU that is asked for by name is told where no code offers anything else", async () => {
    const train = "import torch\n\nmodel = torch.nn.Linear(1, 1).to('cuda')\n";
    expect(await risks(habits, { "train.py": train })).toEqual([
      ["cuda-only", "no code asks whether a GPU is there, and no option names another device", "train.py"],
    ]);
    expect(await risks(habits, { "train.py": `${train}torch.load("a.pt", map_location="cpu")\n` })).toEqual(
      [],
    );
    expect(await risks(habits, { "train.py": `import deepspeed\n${train}` })).toEqual([]);
  });
});
