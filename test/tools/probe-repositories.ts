import type { Recipe } from "./repository.js";

/** Ten small repositories, each with planted defects and with what looks like one and is none. */

const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;
const committed = (files: NonNullable<NonNullable<Recipe["commits"]>[number]["files"]>): Recipe => ({
  commits: [{ message: "x", files }],
});
const mlflowRun = (id: string) => ({
  [`mlruns/1/${id}/metrics/acc`]: "1700000000 0.9 0\n",
  [`mlruns/1/${id}/meta.yaml`]: `status: 4\nrun_id: ${id}\n`,
});

export const PROBES = {
  /** Seeded; its records hold metrics, and neither parameters nor commits. */
  p1: committed({
    "train.py": lines(
      "import random",
      "import numpy as np, torch, mlflow",
      "def main():",
      "    random.seed(0); np.random.seed(0); torch.manual_seed(0); torch.cuda.manual_seed_all(0)",
      "    with mlflow.start_run():",
      '        mlflow.log_metric("acc", 0.9)',
      'if __name__ == "__main__":',
      "    main()",
    ),
    "requirements.txt": "torch==2.3.0\nnumpy==1.26.4\nmlflow==2.14.0\n",
    ...mlflowRun("aaa"),
    ...mlflowRun("bbb"),
    ...mlflowRun("ccc"),
    "mlruns/1/meta.yaml": "name: exp\n",
    "README.md": "# P\n## Install\npip install -r requirements.txt\n## Usage\npython train.py\n",
  }),
  /** The only seed stands in a test. */
  p2: committed({
    "tests/test_x.py": "import numpy as np\nnp.random.seed(0)\n",
    "train.py": lines(
      "import torch",
      "import numpy as np",
      "x = torch.randn(3)",
      "y = np.random.rand(3)",
      "model = torch.nn.Linear(3, 1)",
      "opt = torch.optim.SGD(model.parameters(), lr=0.1)",
      "for i in range(10):",
      "    loss = model(x).sum(); loss.backward(); opt.step()",
    ),
    "requirements.txt": "torch\nnumpy\n",
    "README.md": "# p2\n",
  }),
  /** Seeded and deterministic by Lightning, the seed in a Hydra configuration. */
  p3: committed({
    "train.py": lines(
      "from lightning import seed_everything",
      "import lightning as L",
      "import torch",
      "import hydra",
      '@hydra.main(config_path="configs", config_name="c", version_base=None)',
      "def main(cfg):",
      "    L.seed_everything(cfg.seed, workers=True)",
      "    x = torch.randn(3)",
      "    trainer = L.Trainer(deterministic=True)",
      "main()",
    ),
    "configs/c.yaml": "seed: 42\nlr: 0.1\n",
    "requirements.txt": "lightning==2.2.0\ntorch==2.3.0\nhydra-core==1.3.2\n",
    "README.md": "# p3\n",
  }),
  /** Seeds that are none, and calls of scikit-learn that need none. */
  p4: committed({
    "train.py": lines(
      "import numpy as np",
      "from sklearn.model_selection import KFold, GroupKFold, train_test_split",
      "from sklearn.linear_model import LogisticRegression",
      "rng = np.random.default_rng()",
      "np.random.seed(None)",
      "X = rng.normal(size=(10, 2)); y = rng.integers(0, 2, 10)",
      "for a, b in KFold(n_splits=2).split(X): pass",
      "gk = GroupKFold(n_splits=2)",
      "Xa, Xb = train_test_split(X, shuffle=False)",
      "m = LogisticRegression().fit(X, y)",
    ),
    "requirements.txt": "numpy==1.26.4\nscikit-learn==1.4.0\n",
    "README.md": "# p4\n",
  }),
  /** A notebook and nothing else. */
  p5: committed({
    "exp.ipynb": {
      json: {
        cells: [
          {
            cell_type: "code",
            execution_count: 1,
            metadata: {},
            outputs: [],
            source: [
              "import torch, numpy as np, wandb\n",
              "wandb.init(project='x')\n",
              "x = torch.randn(3)\n",
              "np.random.rand(3)\n",
            ],
          },
        ],
        metadata: {
          kernelspec: { name: "python3", display_name: "p", language: "python" },
          language_info: { name: "python" },
        },
        nbformat: 4,
        nbformat_minor: 5,
      },
    },
    "requirements.txt": "torch==2.3.0\nnumpy==1.26.4\nwandb==0.16.0\n",
    "README.md": "# p5\n",
  }),
  /** Data that git ignores; a seed in another package than the training. */
  p6: {
    ...committed({
      ".gitignore": "data/\n",
      "env/__init__.py": "import random\nrandom.seed(1)\n",
      "train.py": "import torch\nx=torch.rand(2)\n",
      "requirements.txt": "torch==2.3.0\n",
      "README.md": "# p6\n",
    }),
    ignored: { "data/train.csv": { repeat: "\0".repeat(1000), times: 60_000 } },
  },
  /** Records of four trackers with commits that do not exist, a dirty tree, and a lock that was made by hand. */
  p7: committed({
    "train.py": lines(
      "import argparse, random",
      "import numpy as np, torch, wandb, mlflow",
      'p = argparse.ArgumentParser(); p.add_argument("--seed", type=int, default=0); p.add_argument("--lr", type=float, default=0.1)',
      "a = p.parse_args()",
      "random.seed(a.seed); np.random.seed(a.seed); torch.manual_seed(a.seed); torch.cuda.manual_seed_all(a.seed)",
    ),
    "config.yaml": "lr: 0.1\nseed: 0\n",
    "mlruns/1/r1/metrics/acc": "1 0.9 0\n",
    "mlruns/1/r1/params/lr": "0.5",
    "mlruns/1/r1/tags/mlflow.source.git.commit": "deadbeef".repeat(5),
    "mlruns/1/r1/meta.yaml": "status: 3\n",
    "mlruns/1/meta.yaml": "name: Default\n",
    "wandb/run-20240101_000000-abc/files/config.yaml": "lr:\n  desc: null\n  value: 0.3\n",
    "wandb/run-20240101_000000-abc/files/wandb-metadata.json": {
      json: { git: { commit: "cafebabe".repeat(5), remote: "x" }, program: "train.py", args: [] },
    },
    "outputs/2024-01-01/00-00-00/.hydra/config.yaml": "lr: 0.2\n",
    "outputs/2024-01-01/00-00-00/.hydra/hydra.yaml": "hydra: {}\n",
    "outputs/2024-01-01/00-00-00/.hydra/overrides.yaml": "- lr=0.2\n",
    "sacred_runs/1/run.json": {
      json: { experiment: { repositories: [{ commit: "abc", dirty: true, url: "u" }] }, status: "COMPLETED" },
    },
    "sacred_runs/1/config.json": { json: { lr: 0.9, seed: 1 } },
    "data/x.csv": "a,b\n",
    "dvc.yaml": lines(
      "stages:",
      "  train:",
      "    cmd: python train.py",
      "    deps: [data/x.csv, train.py]",
      "    outs: [model.pt]",
    ),
    "dvc.lock": lines(
      "schema: '2.0'",
      "stages:",
      "  train:",
      "    cmd: python train_old.py",
      "    deps:",
      "    - path: data/x.csv",
      `      md5: ${"0".repeat(32)}`,
      "      size: 1",
    ),
    "requirements.txt": "torch==2.3.0\nnumpy==1.26.4\nwandb==0.16.0\nmlflow==2.14.0\n",
    "README.md": "# p7\n",
  }),
  /** Everything is seeded, in a package that is called like an environment. */
  p8: committed({
    "env/__init__.py": lines(
      "import random, numpy as np, torch",
      "def reset(seed):",
      "    random.seed(seed); np.random.seed(seed); torch.manual_seed(seed); torch.cuda.manual_seed_all(seed)",
    ),
    "train.py": "import torch, env\nenv.reset(0)\nx=torch.rand(2)\n",
    "requirements.txt": "torch==2.3.0\nnumpy==1.26\n",
    "README.md": "# p8\n",
  }),
  /** Seeds in code that nothing calls; determinism switched off. */
  p9: committed({
    "train.py": lines(
      "import numpy as np",
      "import torch",
      "def set_seed(s):",
      "    np.random.seed(s); torch.manual_seed(s)",
      "def dead():",
      "    set_seed(0)",
      "x = torch.randn(2)",
      "y = np.random.rand(3)",
      "torch.use_deterministic_algorithms(False)",
    ),
    "requirements.txt": "torch==2.3.0\nnumpy==1.26\n",
    "README.md": "# p9\n",
  }),
  /** DVC that versions nothing, and 9 MB of data in git. */
  p10: committed({
    ".dvc/config": "[core]\n",
    "train.py": 'import pandas as pd\ndf=pd.read_csv("data/train.csv")\n',
    "requirements.txt": "pandas==2.0\n",
    "data/train.csv": { repeat: "\0".repeat(1000), times: 9_000 },
    "README.md": "# p10\n",
  }),
} satisfies Readonly<Record<string, Recipe>>;
