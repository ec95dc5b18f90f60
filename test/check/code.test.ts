import { describe, expect, test } from "vitest";
import { buildRepository } from "../tools/repository.js";
import { checked, SEEDED_HELPER, staged, told, training } from "./checked.js";

const UNSEEDED = training("pass");
const SEEDED = training("torch.manual_seed(0)");
const THROUGH_HELPER = training("seed_everything(1)", "from utils.seeding import seed_everything\n");
const ERROR = "introduced error unseeded-randomness train.py";

describe("E5, C3: training programs without seeds", () => {
  test("E5: a new training program that seeds nothing would come in as an error", async () => {
    expect(told(await checked(staged({}, { "train.py": UNSEEDED })))).toEqual([ERROR]);
  });

  test("E5: a new training program that seeds what it draws from comes in silently", async () => {
    expect(told(await checked(staged({}, { "train.py": SEEDED })))).toEqual([]);
  });

  test("E5: the first commit of a repository is all new", async () => {
    const repository = buildRepository({ commits: [], staged: { "train.py": UNSEEDED } });
    expect(told(await checked(repository))).toEqual([ERROR]);
  });

  test("E5: what was unseeded before is an older warning in a file that the change touches", async () => {
    const repository = staged({ "train.py": UNSEEDED }, { "train.py": UNSEEDED.replace("lr=0.1", "lr=0.2") });
    expect(told(await checked(repository))).toEqual(["older warning unseeded-randomness train.py"]);
  });

  test("E5: a module that an unseeded program imported before it was there brings nothing in", async () => {
    const program = UNSEEDED.replace("import torch\n", "import torch\nfrom models import *\n");
    const files = { "train.py": program, "models/__init__.py": "from .dpn import *\n" };
    const report = await checked(
      staged(files, { "models/dpn.py": "import torch\n\n\ndef DPN():\n    return None\n" }),
    );
    expect(told(report)).toEqual([]);
  });

  test("E5: a draw that a change lets be seen was there before", async () => {
    const model =
      "import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = torch.nn.Linear(10, 2)\n";
    const program = (made: string): string =>
      training("pass", "from model import *\n").replace("torch.nn.Linear(10, 2)", made);
    const files = { "model.py": model, "train.py": program('eval("N" + "et")()') };
    const report = await checked(staged(files, { "train.py": program("Net()") }));
    expect(told(report).filter((one) => one.startsWith("introduced"))).toEqual([]);
  });

  test("E5: a seeding module that goes away is found in the program that imports it", async () => {
    const program = training(
      "seeding.seed_all(1)",
      "try:\n    import seeding\nexcept ImportError:\n    seeding = None\n",
    );
    const files = {
      "train.py": program,
      "seeding.py": "import torch\n\n\ndef seed_all(s):\n    torch.manual_seed(s)\n",
    };
    expect(told(await checked(staged(files, { "seeding.py": null })))).toEqual([ERROR]);
  });

  test("E5: what was unseeded before stays silent where the change does not touch it", async () => {
    const repository = staged({ "train.py": UNSEEDED }, { "notes.py": "x = 1\n" });
    expect(told(await checked(repository))).toEqual([]);
  });

  test("E5: a line that moves and is written anew brings nothing in", async () => {
    const moved = `# header\n\n${UNSEEDED.replace("net = torch.nn.Linear(10, 2)", "net = torch.nn.Linear(10, 3)")}`;
    const repository = staged({ "train.py": UNSEEDED }, { "train.py": moved });
    expect(told(await checked(repository))).toEqual(["older warning unseeded-randomness train.py"]);
  });

  test("E5: a seed that is taken out of the program would come in as an error", async () => {
    expect(told(await checked(staged({ "train.py": SEEDED }, { "train.py": UNSEEDED })))).toEqual([ERROR]);
  });

  test("E5: a seed that is taken away from a helper is found in the program that calls it", async () => {
    const files = { "train.py": THROUGH_HELPER, "utils/__init__.py": "", "utils/seeding.py": SEEDED_HELPER };
    const without = SEEDED_HELPER.replace("    torch.manual_seed(seed)\n", "");
    const report = await checked(staged(files, { "utils/seeding.py": without }));
    expect(told(report)).toEqual([ERROR]);
    expect(report.findings[0]?.message).toContain("torch");
  });

  test("E5: a helper two imports away is found as well", async () => {
    const files = {
      "train.py": training("prepare()", "from setup_run import prepare\n"),
      "setup_run.py": "from seeding import seed_everything\n\n\ndef prepare():\n    seed_everything(3)\n",
      "seeding.py": SEEDED_HELPER,
    };
    const without = SEEDED_HELPER.replace("    torch.manual_seed(seed)\n", "");
    expect(told(await checked(staged(files, { "seeding.py": without })))).toEqual([ERROR]);
    expect(told(await checked(staged(files, { "seeding.py": `${SEEDED_HELPER}\n# same\n` })))).toEqual([]);
  });

  test("E5: a program that stops calling its seeding helper would come in as an error", async () => {
    const files = { "train.py": THROUGH_HELPER, "utils/__init__.py": "", "utils/seeding.py": SEEDED_HELPER };
    expect(told(await checked(staged(files, { "train.py": UNSEEDED })))).toEqual([ERROR]);
  });

  test("C3: a generator without a seed", async () => {
    const program = (seed: string): string =>
      `import numpy as np\nfrom sklearn.linear_model import SGDClassifier\n\nrng = np.random.default_rng(${seed})\nX = rng.normal(size=(10, 2))\nmodel = SGDClassifier(random_state=0)\nmodel.fit(X, [0, 1] * 5)\n`;
    expect(told(await checked(staged({}, { "train.py": program("") })))).toHaveLength(1);
    expect(told(await checked(staged({}, { "train.py": program("7") })))).toEqual([]);
  });

  test("C3: estimators of scikit-learn with random_state are seeded", async () => {
    const program =
      'from sklearn.ensemble import RandomForestClassifier\nfrom sklearn.model_selection import train_test_split\n\n\ndef main():\n    train, test = train_test_split([1, 2, 3], random_state=42)\n    RandomForestClassifier(random_state=42).fit(train, test)\n\n\nif __name__ == "__main__":\n    main()\n';
    expect(told(await checked(staged({}, { "train.py": program })))).toEqual([]);
  });
});

describe("E5, C8: seeds that stand in configuration", () => {
  const hydra = `import hydra
import lightning as L
import torch


@hydra.main(version_base=None, config_path="../configs", config_name="train.yaml")
def main(cfg):
    if cfg.get("seed"):
        L.seed_everything(cfg.seed, workers=True)
    net = torch.nn.Linear(10, 2)
    trainer = L.Trainer(logger=False)
    trainer.fit(net)


if __name__ == "__main__":
    main()
`;
  const files = { "src/train.py": hydra, "configs/train.yaml": "lr: 0.1\nseed: 42\n" };

  test("E5: a program whose seed stands in a configuration file is seeded", async () => {
    expect(told(await checked(staged({}, files)))).toEqual([]);
  });

  test("E5: a seed that becomes null in the configuration would come in as an error", async () => {
    const report = await checked(staged(files, { "configs/train.yaml": "lr: 0.1\nseed: null\n" }));
    expect(told(report)).toEqual(["introduced error unseeded-randomness src/train.py"]);
    expect(report.findings[0]?.message).toContain("configs/train.yaml:2");
  });

  test("E5: a seed that was off by default and is taken away would come in as an error; the other way round is none", async () => {
    const off = training(
      "seeded(parse().seed)",
      "import argparse\n\n\ndef parse():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--seed', type=int, default=None)\n    return parser.parse_args()\n\n\ndef seeded(seed):\n    if seed is not None:\n        torch.manual_seed(seed)\n",
    );
    const never = off.replace("seeded(parse().seed)", "parse()");
    expect(told(await checked(staged({ "train.py": off }, { "train.py": never })))).toEqual([ERROR]);
    expect(told(await checked(staged({ "train.py": never }, { "train.py": off })))).toEqual([
      "older warning unseeded-randomness train.py",
    ]);
    expect(told(await checked(staged({ "train.py": off }, { "train.py": `${off}\n` })))).toEqual([
      "older warning unseeded-randomness train.py",
    ]);
  });

  test("E5: another value in the same configuration brings nothing in", async () => {
    const report = await checked(staged(files, { "configs/train.yaml": "lr: 0.2\nseed: 43\n" }));
    expect(told(report)).toEqual([]);
  });

  test("E5: a configuration that no program reads is nobody's matter", async () => {
    const report = await checked(staged(files, { "deploy/service.yaml": "seed: null\n" }));
    expect(told(report)).toEqual([]);
  });

  test("E5: a seed that only the README's command gives counts", async () => {
    const program = training(
      "if args.seed is not None:\n        torch.manual_seed(args.seed)",
      'import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument("--seed", type=int)\nargs = parser.parse_args()\n',
    );
    const readme = "# x\n\n## Training\n\n```sh\npython train.py --seed 1\n```\n";
    expect(told(await checked(staged({ "README.md": readme }, { "train.py": program })))).toEqual([]);
    expect(told(await checked(staged({}, { "train.py": program })))).toEqual([ERROR]);
  });
});

describe("E5: what is no training program stays silent", () => {
  const SILENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "a library module without a main": {
      "lib/net.py":
        "import torch\n\n\ndef fit(net, data):\n    for x in data:\n        net(torch.randn(3)).backward()\n",
    },
    "a test": { "tests/test_train.py": `${UNSEEDED}\n\ndef test_main():\n    main()\n` },
    "a script that draws nothing": {
      "convert.py": "import pandas as pd\n\npd.read_csv('a.csv').to_parquet('a.parquet')\n",
    },
    "a notebook without training": {
      "look.ipynb": JSON.stringify({
        cells: [
          {
            cell_type: "code",
            metadata: {},
            source: ["import torch\n", "torch.randn(3)\n"],
            outputs: [],
            execution_count: null,
          },
        ],
        metadata: { language_info: { name: "python" } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    },
    "a document": { "notes.md": "torch.randn(3)\n" },
    "a source that cannot be parsed": { "train.py": "def main(:\n    import (\n" },
  };
  for (const [what, files] of Object.entries(SILENT))
    test(`E5: ${what}`, async () => {
      expect(told(await checked(staged({}, files)))).toEqual([]);
    });
});

describe("E5: what a change is compared with", () => {
  test("E5: a renamed program brings nothing in", async () => {
    const repository = staged({ "train.py": UNSEEDED }, { "train.py": null, "src/main.py": UNSEEDED });
    expect(told(await checked(repository))).toEqual(["older warning unseeded-randomness src/main.py"]);
  });

  test("E5: a renamed helper keeps the program seeded", async () => {
    const files = { "train.py": THROUGH_HELPER, "utils/__init__.py": "", "utils/seeding.py": SEEDED_HELPER };
    const repository = staged(files, {
      "utils/seeding.py": null,
      "utils/seeds.py": SEEDED_HELPER,
      "train.py": THROUGH_HELPER.replace("utils.seeding", "utils.seeds"),
    });
    expect(told(await checked(repository))).toEqual([]);
  });

  test("E5: a copy of an unseeded program is new", async () => {
    const repository = staged({ "train.py": UNSEEDED }, { "train_b.py": UNSEEDED });
    expect(told(await checked(repository))).toEqual(["introduced error unseeded-randomness train_b.py"]);
  });

  test("E5: what is staged counts, not what lies in the folder", async () => {
    const repository = staged(
      { "train.py": SEEDED },
      { "train.py": UNSEEDED },
      { changed: { "train.py": SEEDED } },
    );
    expect(told(await checked(repository))).toEqual([ERROR]);
    const other = staged(
      { "train.py": SEEDED },
      { "a.py": "x = 1\n" },
      { changed: { "train.py": UNSEEDED } },
    );
    expect(told(await checked(other))).toEqual([]);
  });

  test("E5: a merge brings in what neither side had", async () => {
    const files = { "train.py": THROUGH_HELPER, "utils/__init__.py": "", "utils/seeding.py": SEEDED_HELPER };
    const repository = buildRepository({
      commits: [
        { id: "base", files },
        { id: "ours", files: { "a.py": "x = 1\n" } },
        { id: "theirs", parents: ["base"], files: { "old.py": UNSEEDED } },
      ],
      branches: { theirs: "theirs" },
      head: "ours",
    });
    repository.git("merge", "--no-commit", "--no-ff", "theirs");
    // What comes from the other side as it was is not this commit's doing.
    expect(told(await checked(repository))).toEqual([]);
    repository.write({ "train.py": UNSEEDED });
    repository.git("add", "train.py");
    expect(told(await checked(repository))).toEqual([ERROR]);
  });

  test("E5: of a range of commits counts what came in since the branches parted", async () => {
    const repository = buildRepository({
      commits: [
        { id: "base", files: { "train.py": SEEDED } },
        { id: "main", files: { "other.py": UNSEEDED } },
        { id: "feature", parents: ["base"], files: { "train.py": UNSEEDED } },
      ],
    });
    const { main = "", base = "", feature = "" } = repository.commits;
    const range = (from: string, to: string) => checked(repository, { range: { from, to } });
    expect(told(await range(main, feature))).toEqual([ERROR]);
    expect(told(await range(base, base))).toEqual([]);
    expect(told(await range("0".repeat(40), base))).toEqual([]);
    expect(told(await range("0".repeat(40), feature))).toEqual([ERROR]);
  });

  test("E5: of named files every finding counts where nothing is staged", async () => {
    const repository = buildRepository({
      commits: [{ files: { "train.py": UNSEEDED, "b/train.py": UNSEEDED } }],
    });
    expect(told(await checked(repository))).toEqual([]);
    expect(told(await checked(repository, { files: ["train.py"] }))).toEqual([ERROR]);
    expect(told(await checked(repository, { all: true }))).toHaveLength(2);
  });

  test("E5: a program that is named is spoken of, wherever it draws", async () => {
    const files = {
      "train.py": THROUGH_HELPER.replace("torch.nn.Linear(10, 2)", "Net()").replace(
        "import torch\n",
        "import torch\nfrom net import Net\n",
      ),
      "net.py":
        "import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = torch.nn.Linear(10, 2)\n",
      "utils/__init__.py": "",
      "utils/seeding.py": SEEDED_HELPER,
    };
    const unseeded = files["train.py"].replace("seed_everything(1)", "pass");
    const repository = staged(files, { "train.py": unseeded, "net.py": `${files["net.py"]}\n# more\n` });
    const line = ["introduced error unseeded-randomness net.py"];
    expect(told(await checked(repository, { files: ["train.py"] }))).toEqual(line);
    expect(told(await checked(repository, { files: ["net.py"] }))).toEqual([]);
  });

  test("E5: files that a hook leaves out are not spoken of", async () => {
    const repository = staged({}, { "train.py": UNSEEDED, "b/train.py": UNSEEDED });
    expect(told(await checked(repository, { files: ["b/train.py"] }))).toEqual([
      "introduced error unseeded-randomness b/train.py",
    ]);
  });
});

describe("E5, C5: runs without the commit of their code", () => {
  const tracked = (more: string): string =>
    SEEDED.replace(
      "import torch\n",
      "import subprocess\n\nimport torch\nfrom torch.utils.tensorboard import SummaryWriter\n",
    ).replace("    net = ", `    writer = SummaryWriter()\n${more}    net = `);

  test("C5: TensorBoard alone does not keep it: an error", async () => {
    expect(told(await checked(staged({}, { "train.py": tracked("") })))).toEqual([
      "introduced error run-without-commit train.py",
    ]);
  });

  test("C5: a launcher may keep it: a warning", async () => {
    const launcher = "git rev-parse HEAD > runs/commit.txt\npython train.py\n";
    expect(told(await checked(staged({ "train.sh": launcher }, { "train.py": tracked("") })))).toEqual([
      "introduced warning run-without-commit train.py",
    ]);
  });

  test("C5: a writer behind an option that is off may never be made: a warning at most", async () => {
    const optional = tracked("").replace(
      "    writer = SummaryWriter()\n",
      "    writer = SummaryWriter() if os.environ.get('LOG') else None\n",
    );
    const report = await checked(
      staged({}, { "train.py": optional.replace("import subprocess", "import os\nimport subprocess") }),
    );
    expect(report.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("C5: a program that had it before brings nothing in", async () => {
    const files = { "train.py": tracked("") };
    const report = await checked(staged(files, { "train.py": tracked("    batch = 3\n") }));
    expect(told(report)).toEqual(["older warning run-without-commit train.py"]);
  });

  test("C5: code that writes the commit into the record is enough", async () => {
    const kept =
      '    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)\n    writer.add_text("commit", commit)\n';
    expect(told(await checked(staged({}, { "train.py": tracked(kept) })))).toEqual([]);
  });

  test("C5: a program without a tracker is not asked", async () => {
    expect(told(await checked(staged({}, { "train.py": SEEDED })))).toEqual([]);
  });
});

describe("E6: what a project says about findings", () => {
  const DRAW = "net = torch.nn.Linear(10, 2)";

  test("E6: a suppression on the line of the finding accepts it", async () => {
    const accepted = UNSEEDED.replace(DRAW, `${DRAW}  # exptrack: ignore[unseeded-randomness] a smoke test`);
    const report = await checked(staged({}, { "train.py": accepted }));
    expect(told(report)).toEqual([]);
    expect(report.forgiven).toBe(1);
  });

  test("E6: severities, exclusions and accepted paths of the configuration hold", async () => {
    const repository = staged({}, { "train.py": UNSEEDED });
    const as = (severity: "warning" | "off") =>
      checked(repository, { configuration: { rules: new Map([["unseeded-randomness", { severity }]]) } });
    expect(told(await as("warning"))).toEqual(["introduced warning unseeded-randomness train.py"]);
    expect(told(await as("off"))).toEqual([]);
    expect(told(await checked(repository, { configuration: { exclude: ["train.py"] } }))).toEqual([]);
    const ignore = (expires: string | null) =>
      checked(repository, {
        today: "2026-05-02",
        configuration: {
          ignore: [
            {
              rule: "unseeded-randomness",
              reach: "paths",
              paths: [],
              reason: "known",
              expires,
              location: { path: "exptrack.yml" },
            },
          ],
        },
      });
    expect(told(await ignore(null))).toEqual([]);
    expect(told(await ignore("2026-05-02"))).toEqual([]);
    expect(told(await ignore("2026-05-01"))).toEqual([ERROR]);
  });
});

const notebook = (...lines: readonly string[]): string =>
  JSON.stringify({
    cells: [
      {
        cell_type: "code",
        metadata: {},
        source: lines.map((line) => `${line}\n`),
        outputs: [],
        execution_count: null,
      },
    ],
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  });

describe("E5: what is not certain is shown and does not stop a commit", () => {
  const WARNING = "introduced warning unseeded-randomness";

  test("E5: a program that is called train.py and draws, though nothing known is fitted", async () => {
    const files = {
      "train.py": "import torch\n\nx = torch.rand(2)\n",
      "env/__init__.py": "import random\n\nrandom.seed(1)\n",
    };
    expect(told(await checked(staged({}, files)))).toEqual([`${WARNING} train.py`]);
  });

  test("E5: seeds that only a function sets which nobody calls", async () => {
    const program =
      "import torch\n\n\ndef set_seed(s):\n    torch.manual_seed(s)\n\n\ndef dead():\n    set_seed(0)\n\n\nx = torch.randn(2)\n";
    expect(told(await checked(staged({}, { "train.py": program })))).toEqual([`${WARNING} train.py`]);
  });

  test("E5: a notebook that begins a run of a tracker and draws", async () => {
    const lines = ["import torch, wandb", "wandb.init(project='x')", "x = torch.randn(3)"];
    expect(told(await checked(staged({}, { "exp.ipynb": notebook(...lines) })))).toEqual([
      `${WARNING} exp.ipynb`,
    ]);
    const seeded = [...lines.slice(0, 2), "torch.manual_seed(0)", lines[2]!];
    expect(told(await checked(staged({}, { "exp.ipynb": notebook(...seeded) })))).toEqual([]);
  });

  test("E5: what shows another purpose is not asked, whatever it records", async () => {
    const program = (name: string) => ({
      [name]:
        'import torch\nimport wandb\n\nif __name__ == "__main__":\n    wandb.init(project="x")\n    print(torch.randn(3))\n',
    });
    expect(told(await checked(staged({}, program("evaluate.py"))))).toEqual([]);
    expect(told(await checked(staged({}, program("plot_results.py"))))).toEqual([]);
    expect(told(await checked(staged({}, program("run.py"))))).toEqual([`${WARNING} run.py`]);
  });

  test("E5: a seed on a condition for what nothing draws from is not spoken of", async () => {
    const program = training(
      'if args.seed != "none":\n        np.random.seed(3)',
      'import argparse\n\nimport numpy as np\n\nparser = argparse.ArgumentParser()\nparser.add_argument("--seed", required=True)\nargs = parser.parse_args()\ntorch.manual_seed(0)\n',
    );
    expect(told(await checked(staged({}, { "train.py": program })))).toEqual([]);
  });

  test("E5: a draw in another file that comes before the seed", async () => {
    const files = {
      "train.py":
        'import torch\nfrom losses import build\n\n\ndef main():\n    net = build()\n    torch.manual_seed(0)\n    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n    net(torch.ones(2)).sum().backward()\n    optimizer.step()\n\n\nif __name__ == "__main__":\n    main()\n',
      "losses.py": "import torch\n\n\ndef build():\n    return torch.nn.Linear(2, 2)\n",
    };
    expect(told(await checked(staged({}, files)))).toEqual([`${WARNING} train.py`]);
  });
});
