import { describe, expect, test } from "vitest";
import { detector } from "../../src/detectors/documents.js";
import { detector as environment } from "../../src/detectors/environment.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const see = (files: Files) => observe(detector, files);
const readme = (text: string, others: Files = {}) => see({ "README.md": text, ...others });

describe("A8: the README", () => {
  const told = async (text: string, others: Files = {}) => {
    const [found] = (await readme(text, others)).of("docs.readme");
    return [found?.purpose, found?.structure];
  };

  test("A8: words, purpose, structure and headings", async () => {
    const seen = await readme(
      "# Iris\n\nThis project classifies irises by their petals.\n\n## Structure\n\n- `train.py` trains\n",
    );
    expect(seen.of("docs.readme")).toMatchObject([
      {
        words: 11,
        purpose: true,
        structure: true,
        headings: ["Iris", "Structure"],
        location: { path: "README.md", line: 1 },
      },
    ]);
  });

  test("A8: a title alone, badges and updates tell no purpose", async () => {
    expect(await told("# Example MLflow project\n")).toEqual([false, false]);
    expect(await told("# X\n\n[![b](https://img.shields.io/x.svg)](https://y.org)\n")).toEqual([
      false,
      false,
    ]);
    expect(await told("# X\n\nTODO: write this readme some day when there is time.\n")).toEqual([
      false,
      false,
    ]);
  });

  test("A8: a tree in a block and files that exist are structure, files that do not are none", async () => {
    expect(await told("# X\n\n```\n├── a\n└── b\n```\n")).toEqual([false, true]);
    expect(await told("# X\n\nproject\n│── labs  # notebooks\n│── data\n")).toEqual([false, true]);
    const text = "# X\n\n- `a.py`\n- `b.py`\n- `c.py`\n";
    expect(await told(text, { "a.py": "", "b.py": "", "c.py": "" })).toEqual([false, true]);
    expect(await told(text)).toEqual([false, false]);
  });

  test("trap 20: any casing, none or another extension; the root's speaks before others", async () => {
    for (const name of ["ReadMe.md", "README", "readme.rst", "docs/README.md"]) {
      const seen = await see({ [name]: "X\n=\n\nThis project classifies irises by their petals.\n" });
      expect(seen.of("docs.readme").map((one) => [one.location.path, one.purpose])).toEqual([[name, true]]);
    }
    const seen = await see({ "README.md": "# A\n", "docs/README.md": "# B\n", "sub/README.md": "# C\n" });
    expect(seen.of("docs.readme").map((one) => one.location.path)).toEqual(["README.md"]);
  });

  test("trap 16: READMEs of vendored trees and of run records say nothing", async () => {
    const text = "# X\n\n```\npython train.py\n```\n";
    const seen = await see({
      "third_party/x/README.md": text,
      "mlruns/README.md": text,
      "train.py": "x = 1\n",
    });
    expect(seen.all).toEqual([]);
  });

  test("A8: what exptrack itself wrote is no evidence", async () => {
    const text =
      "# Report\n\n## Conclusion\n\nEverything is well and this sentence is long enough to be counted as a conclusion of the work by any measure.\n";
    expect((await see({ "docs/experiment-tracking-analysis.md": text })).all).toEqual([]);
    expect((await see({ "docs/other.md": text })).of("docs.conclusion").length).toBe(1);
  });
});

describe("C2: commands", () => {
  const commands = async (text: string, others: Files = {}) =>
    (await readme(text, others))
      .of("docs.command")
      .map(({ program, purpose, location }) => [program, purpose, location.line]);
  const files = {
    "train.py": "x = 1\n",
    "src/evaluate.py": "x = 1\n",
    "main.py": "x = 1\n",
    "data/prepare.py": "x = 1\n",
  };

  test("C2: a line that is a command and nothing else needs no fence; a sentence about one is none", async () => {
    const files = { "train.py": "import torch\n" };
    const seen = await readme(
      "# P\n\n## Usage\npython train.py --lr 0.1\n\n## Install\npip install -r requirements.txt\n",
      files,
    );
    expect(seen.of("docs.command")).toMatchObject([{ program: "train.py", location: { line: 4 } }]);
    expect(seen.of("docs.install")).toHaveLength(1);
    const sentence = await readme(
      "# P\n\npython train.py is slow, so be patient\n\nPython 3.8 is required\n",
      files,
    );
    expect(sentence.of("docs.command")).toEqual([]);
  });

  test("C2: fenced, indented and inline commands name the file that they run", async () => {
    expect(
      await commands(
        "# X\n\n```bash\n$ python train.py\ncd src && python evaluate.py\n```\n\n    python -m src.evaluate --x\n\nThen run `python data/prepare.py`.\n",
        files,
      ),
    ).toEqual([
      ["train.py", "training", 4],
      ["src/evaluate.py", "evaluation", 5],
      ["src/evaluate.py", "evaluation", 8],
      ["data/prepare.py", "data", 10],
    ]);
  });

  test("C2: where the name does not tell, the flag, the comment and the heading do", async () => {
    expect(await commands("# X\n\n```\npython main.py --eval\n```\n", files)).toEqual([
      ["main.py", "evaluation", 4],
    ]);
    expect(await commands("# X\n\n```\n# Train the model\npython main.py\n```\n", files)).toEqual([
      ["main.py", "training", 5],
    ]);
    expect(await commands("# X\n\n## Training\n\n```\npython main.py\n```\n", files)).toEqual([
      ["main.py", "training", 6],
    ]);
    expect(
      await commands("# X\n\nDownload the training data first:\n\n```\npython main.py\n```\n", files),
    ).toEqual([["main.py", "data", 6]]);
  });

  test("C2: making the data of a training is no training; what trains and then evaluates is one", async () => {
    const programs = { "create_pretraining_data.py": "x = 1\n", "classes.py": "x = 1\n" };
    const one = async (command: string) =>
      (await commands(`# X\n\n\`\`\`\n${command}\n\`\`\`\n`, programs))[0]?.[1];
    expect(await one("python create_pretraining_data.py --out a")).toBe("data");
    expect(await one("python classes.py --do_train=true --do_eval=true")).toBe("training");
    expect(await one("python classes.py --do_train=false --do_eval=true")).toBe("evaluation");
  });

  test("C2: what the program does decides where its name is silent", async () => {
    const fits =
      "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression()\nm.fit([[0], [1]], [0, 1])\n";
    expect(await commands("# X\n\n```\npython ppo.py\n```\n", { "ppo.py": fits })).toEqual([
      ["ppo.py", "training", 4],
    ]);
    expect(await commands("# X\n\n```\npython ppo.py\n```\n", { "ppo.py": "x = 1\n" })).toEqual([
      ["ppo.py", "unknown", 4],
    ]);
  });

  test("C2: a program called test_… is run where it trains", async () => {
    const trains = "import torch\ntorch.ones(1).sum().backward()\n";
    const text = "# X\n\n```\npython test_ind.py\n```\n";
    expect(await commands(text, { "test_ind.py": trains })).toEqual([["test_ind.py", "training", 4]]);
    expect(await commands(text, { "test_ind.py": "import pytest\n" })).toEqual([]);
  });

  test("C2: tools count where what they run is there", async () => {
    const text = "# X\n\n```\nmake train\ndvc repro\nmlflow run . -P a=1\nmake lint\n```\n";
    expect(
      await commands(text, { Makefile: "train:\n", "dvc.yaml": "stages: {}\n", MLproject: "name: x\n" }),
    ).toEqual([
      [null, "training", 4],
      [null, "training", 5],
      [null, "training", 6],
    ]);
    expect(await commands(text)).toEqual([]);
  });

  test("C2: installed commands lead to their module", async () => {
    const others = {
      "pyproject.toml": '[project]\nname = "x"\n[project.scripts]\nx-train = "x.cli:main"\n',
      "x/cli.py": "def main(): ...\n",
    };
    expect(await commands("# X\n\n```\nx-train --lr 1\n```\n", others)).toEqual([
      ["x/cli.py", "training", 4],
    ]);
  });

  test("C2: a file's name is a mention, installs and tests are no runs, Python source is no shell", async () => {
    const text =
      "# X\n\nSee `train.py`.\n\n```\npip install .\npython -m pytest tests\ntrain.py\n```\n\n```python\nimport train\n```\n";
    expect(await commands(text, files)).toEqual([]);
  });

  test("C2: a script that the text says to run is a command, one that it describes is not", async () => {
    const scripts = { "train.sh": "python train.py\n" };
    expect(await commands("# X\n\nTraining is done in the **`train.sh`** script.\n", scripts)).toEqual([
      ["train.sh", "training", 3],
    ]);
    expect(await commands("# X\n\nThe file `train.sh` is long.\n", scripts)).toEqual([]);
  });

  test("F5: a secret in a command is not repeated", async () => {
    const seen = await readme("# X\n\n```\npython train.py --api_key=abcd1234\n```\n", files);
    expect(seen.of("docs.command").map((one) => one.command)).toEqual(["python train.py --api_key=***"]);
  });

  test("A5: installation is told by its command", async () => {
    const seen = await readme(
      "# X\n\n```\nconda env create -f environment.yml\n```\n\nor `pip install -e .`\n",
    );
    expect(seen.of("docs.install").map(({ detail, location }) => [detail, location.line])).toEqual([
      ["conda env create -f environment.yml", 4],
      ["pip install -e .", 7],
    ]);
  });
});

test("A5: installation is told by a sentence that names a manifest of the tree, where no command tells it", async () => {
  const told = async (text: string, others: Files) =>
    (await readme(text, others)).of("docs.install").map(({ detail, location }) => [detail, location.line]);
  const sentence = "# X\n\n1. Install the packages, see [requirements.txt](requirements.txt)\n";
  expect(await told(sentence, { "requirements.txt": "torch\n" })).toEqual([["install requirements.txt", 3]]);
  expect(await told(sentence, {})).toEqual([]);
  expect(
    await told("# X\n\nThe versions stand in requirements.txt.\n", { "requirements.txt": "torch\n" }),
  ).toEqual([]);
});

describe("A8: files that are named and absent", () => {
  const missing = async (text: string, others: Files = {}) =>
    (await readme(text, others))
      .of("inventory.item")
      .filter((one) => one.item === "readme-missing-file")
      .map(({ name, location }) => [name, location.line]);

  test("trap 14: a script and a link that lead nowhere", async () => {
    expect(await missing("# X\n\n```\npython run_all.py\n```\n\nSee [notes](docs/notes.md).\n")).toEqual([
      ["run_all.py", 4],
      ["docs/notes.md", 7],
    ]);
    expect(
      await missing("# X\n\n```\npython run_all.py\n```\n\nSee [notes](docs/Notes.md).\n", {
        "sub/run_all.py": "x = 1\n",
        "docs/notes.md": "# N\n",
      }),
    ).toEqual([]);
  });

  test("trap 19: what DVC pulls is not missing", async () => {
    const text =
      "# X\n\nSee [train](./results/train/report.md), [old](results/old.md), [raw](data/raw.csv).\n";
    const others = {
      "dvc.lock": "schema: '2.0'\nstages:\n  train:\n    cmd: x\n    outs:\n    - path: results/train\n",
      "data/raw.csv.dvc": "outs:\n- path: raw.csv\n",
    };
    expect(await missing(text, others)).toEqual([["results/old.md", 3]]);
  });

  test("trap 14: placeholders, what was downloaded or cloned, and source shown above are not missing", async () => {
    expect(
      await missing(
        "# X\n\n```\npython your_script.py\npython <task>.py\nwget https://e.org/Miniconda.sh\nbash Miniconda.sh\n```\n\n```\ngit clone https://e.org/other/tool\npython tool.py\n```\n\n## Example\n\n```python\nx = 1\n```\n\n```\npython example_run.py\n```\n",
      ),
    ).toEqual([]);
  });
});

describe("A2: results", () => {
  const results = async (text: string) =>
    (await readme(text))
      .of("docs.results")
      .map(({ form, confidence, location }) => [form, confidence, location.line]);

  test.each([
    ["a metric column", "# X\n\n| Model | Acc. |\n|---|---|\n| A | **92.6%** |\n| B | [93.0](u) |\n"],
    ["no outer pipes", "# X\n\nModel | F1\n--- | ---\nA | 0.91 ± 0.01\nB | 0.92\n"],
    [
      "HTML",
      "# X\n\n<table><tr><th>Model</th><th>BLEU</th></tr><tr><td>A</td><td>31.2</td></tr><tr><td>B</td><td>32.0</td></tr></table>\n",
    ],
    [
      "data sets as columns",
      "## Results\n\n| Method | CIFAR | MNIST |\n|---|---|---|\n| A | 92.1 | 99.1 |\n| B | 93.2 | 99.3 |\n",
    ],
    ["metrics as rows", "# X\n\n|  | train | valid |\n|---|---|---|\n| accuracy | 0.91 | 0.88 |\n"],
  ])("A2: a results table with %s", async (_, text) => {
    expect(await results(text)).toEqual([["table", "high", 3]]);
  });

  test.each([
    [
      "hyper-parameters",
      "## Hyper-parameters\n\n| name | value |\n|---|---|\n| lr | 0.01 |\n| dropout | 0.5 |\n| decay | 0.1 |\n",
    ],
    ["sizes of data", "# X\n\n| split | samples |\n|---|---|\n| train | 5000 |\n| test | 1000 |\n"],
    [
      "flags",
      "# X\n\n| option | default | description |\n|---|---|---|\n| --lr | 0.1 | rate |\n| --bs | 32 | size |\n",
    ],
    [
      "downloads",
      "# X\n\n| model | link |\n|---|---|\n| A | [x](https://e.org/1.0) |\n| B | [y](https://e.org/2.0) |\n",
    ],
    ["versions", "# X\n\n| package | version |\n|---|---|\n| torch | 1.7.1 |\n| numpy | 1.19.2 |\n"],
  ])("A2: a table of %s shows no results", async (_, text) => {
    expect(await results(text)).toEqual([]);
  });

  test("A2: figures of measurements, by file name, alt text or heading", async () => {
    expect(
      await results(
        "# X\n\n![](img/val_loss.png)\n\n![ROC curve](a.png)\n\n## Results\n\n![](figure1.png)\n",
      ),
    ).toEqual([
      ["figure", "medium", 3],
      ["figure", "medium", 5],
      ["figure", "low", 9],
    ]);
  });

  test("A2: teasers, architectures, logos, badges and animations are no results", async () => {
    expect(
      await results(
        "# X\n\n![](teaser.png) ![Model architecture](net_results.png) ![](logo.svg) ![acc](https://img.shields.io/x) ![](reward.gif) ![](cat.png)\n",
      ),
    ).toEqual([]);
  });

  test("A2: the table is named first where a README has both, others' tables are none", async () => {
    const seen = await readme("# X\n\n![](loss.png)\n\n| M | acc |\n|---|---|\n| A | 0.9 |\n| B | 0.8 |\n");
    expect(seen.of("completeness").map(({ item, location }) => [item, location.line])).toEqual([
      ["results", 5],
    ]);
    expect(await results("## Related work\n\n| M | acc |\n|---|---|\n| A | 0.9 |\n| B | 0.8 |\n")).toEqual(
      [],
    );
  });

  test("A2: several seeds are told by number, by range or by spread", async () => {
    const seeds = async (text: string) => (await readme(text)).of("docs.seeds").map((one) => one.detail);
    expect(await seeds("# X\n\nMean over 5 random seeds.\n")).toEqual(["Mean over 5 random seeds"]);
    expect(await seeds("# X\n\n| M | acc |\n|---|---|\n| A | 92.1 ± 0.3 |\n")).toEqual(["92.1 ± 0.3"]);
    expect(await seeds("# X\n\n```\npython t.py -m seed=1,2,3\n```\n")).toEqual(["seed=1,2"]);
    expect(await seeds("# X\n\nWe set the seed to 42 and stop after 100 trials.\n")).toEqual([]);
  });
});

describe("A8: purposes and conclusions", () => {
  const long =
    "The larger model was better on every data set, but only after the learning rate had been halved, which we did not expect.";
  const conclusions = async (files: Files) =>
    (await see(files))
      .of("docs.conclusion")
      .map(({ detail, location }) => [location.path, detail, location.line]);

  test("A8: sections that conclude, with words under them", async () => {
    expect(await conclusions({ "README.md": `# X\n\n## What did not work\n\n${long}\n` })).toEqual([
      ["README.md", "What did not work", 3],
    ]);
    expect(await conclusions({ "README.md": "# X\n\n## Results\n\nSee the table.\n" })).toEqual([]);
    expect(await conclusions({ "README.md": `# X\n\n## Usage\n\n${long}\n` })).toEqual([]);
    expect(await conclusions({ "README.md": `# Course\n\n## Lessons\n\n${long}\n` })).toEqual([]);
  });

  test("A8: notes of experiments are conclusions as a whole", async () => {
    expect(await conclusions({ "EXPERIMENTS.md": `# Log\n\n${long} ${long}\n` })).toEqual([
      ["EXPERIMENTS.md", "EXPERIMENTS.md", 1],
    ]);
    expect(await conclusions({ "CHANGELOG.md": `# Log\n\n${long} ${long}\n` })).toEqual([]);
  });

  test("trap 30: a notebook's text counts where there is no README, or README points to it", async () => {
    const notebook = {
      json: {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [
          { cell_type: "code", source: "1", metadata: {}, outputs: [], execution_count: null },
          { cell_type: "markdown", source: ["## Conclusion\n", "\n", long], metadata: {} },
        ],
      },
    };
    const places = async (files: Files) =>
      (await see(files)).of("docs.conclusion").map((one) => one.location);
    expect(await places({ "a.ipynb": notebook })).toEqual([{ path: "a.ipynb", cell: 1, line: 1 }]);
    expect(await places({ "a.ipynb": notebook, "README.md": "# X\n\nSee [it](a.ipynb).\n" })).toEqual([
      { path: "a.ipynb", cell: 1, line: 1 },
    ]);
    expect(await places({ "a.ipynb": notebook, "README.md": "# X\n" })).toEqual([]);
  });

  test("A8: documentation of three pages or of a generator is a site", async () => {
    const page = "# Page\n\nText.\n";
    expect(
      (await see({ "docs/a.md": page, "docs/b.md": page, "docs/c.md": page }))
        .of("docs.site")
        .map((one) => one.detail),
    ).toEqual(["3 pages in docs/"]);
    expect((await see({ "docs/a.md": page })).of("docs.site")).toEqual([]);
    expect((await see({ "mkdocs.yml": "site_name: x\n" })).of("docs.site").map((one) => one.detail)).toEqual([
      "MkDocs (mkdocs.yml)",
    ]);
  });

  test("A4: data are told by a section with content or a sentence that leads to them", async () => {
    const data = async (text: string) =>
      (await readme(text)).of("docs.data").map(({ location }) => location.line);
    expect(await data("# X\n\n## Data preparation\n\nRun the script to get the images ready.\n")).toEqual([
      3,
    ]);
    expect(await data("# X\n\nThe dataset is available at [UCI](https://archive.ics.uci.edu/x).\n")).toEqual([
      3,
    ]);
    expect(
      await data("# X\n\n## Data\n\n## Data structures\n\nWe use lists and trees and graphs here.\n"),
    ).toEqual([]);
    expect(await data("# X\n\nWe play with the CIFAR dataset.\n")).toEqual([]);
  });
});

describe("A7: own weights", () => {
  test("trap 16: the weights of a copied project, which brings its licence, are not this one's", async () => {
    const text = "# X\n\n## Pretrained models\n\n- [base](https://e.org/base.pth)\n";
    const copy = { "README.md": "# Y\n", LICENSE: "MIT", "xnet/README.md": text, "xnet/LICENSE": "MIT" };
    const from = async (files: Files) =>
      (await see(files)).of("weights.offer").map(({ location }) => location.path);
    expect(await from(copy)).toEqual([]);
    expect(await from({ ...copy, "xnet/pyproject.toml": "" })).toEqual(["xnet/README.md"]);
    const { LICENSE: _, ...unlicensed } = copy;
    expect(await from(unlicensed)).toEqual(["xnet/README.md"]);
  });

  const offers = async (text: string) =>
    (await readme(text)).of("weights.offer").map(({ location }) => location.line);

  test.each([
    [
      "a link beside the words",
      "# X\n\nPretrained models are available [here](https://drive.google.com/file/d/1).\n",
      [3],
    ],
    ["a section", "# X\n\n## Pretrained models\n\n- [base](https://e.org/base.pth)\n", [5]],
    [
      "the data set that they were trained on is none",
      "# X\n\nDownload the pretrained [ImageNet](https://web.x.edu/) data, our weights are [here](https://e.org/a.pth).\n\n## Pretrained models\n\nPlease download [ImageNet](https://imagenet.stanford.edu/).\n",
      [3],
    ],
    [
      "a table that links to arguments and logs too",
      "# X\n\n## Pretrained models\n\n| Model | download | |\n|---|---|---|\n| A | [args](https://dl.fbaipublicfiles.com/a/args.txt) | [full](https://dl.fbaipublicfiles.com/a/a.pth) |\n| B | [args](https://dl.fbaipublicfiles.com/b/args.txt) | |\n",
      [7],
    ],
    [
      "a column of a table",
      "# X\n\n| Model | acc | Checkpoint |\n|---|---|---|\n| A | 0.9 | [link](https://e.org/a.ckpt) |\n",
      [5],
    ],
    ["an address in a command", "# X\n\n```\nwget https://e.org/models/best.pth.tar\n```\n", [4]],
    [
      "a script of a section, told what to fetch",
      "# X\n\n```\nbash download.sh flowers\n```\n\n## Pre-trained networks\n\n```\n$ bash download.sh pretrained-128\n```\n",
      [10],
    ],
    [
      "a name that is defined further down",
      "# X\n\n## Use a pre-trained model\n\nDownload our [Best] model\n\n## Thanks\n\nTo all.\n\n[Best]: https://drive.google.com/open?id=1\n",
      [5],
    ],
    [
      "a lead and its items",
      "# X\n\nDownload our trained models:\n- [A](https://drive.google.com/file/d/1)\n",
      [4],
    ],
  ])("A7: %s offers weights", async (_, text, lines) => {
    expect(await offers(text)).toEqual(lines);
  });

  test.each([
    ["an empty link", "# X\n\nPretrained models are available [here]().\n"],
    [
      "a base model of others",
      "# X\n\nDownload the ImageNet pretrained ResNet-50 from [torchvision](https://e.org/resnet50.pth).\n",
    ],
    ["a link to data", "# X\n\nThe dataset is available [here](https://drive.google.com/file/d/1).\n"],
    ["a stage of the user's own training", "# X\n\nStart from a pretrained checkpoint in `out/`.\n"],
    ["a paper", "# X\n\nOur pretrained models are described [here](https://arxiv.org/abs/1).\n"],
    [
      "related work",
      "## Related projects\n\nPretrained models are available [here](https://drive.google.com/file/d/1).\n",
    ],
  ])("A7: %s offers none", async (_, text) => {
    expect(await offers(text)).toEqual([]);
  });
});

describe("A8: the completeness checklist, as its published labels read it", () => {
  const items = async (text: string) => {
    const seen = await Promise.all([detector, environment].map((one) => observe(one, { "README.md": text })));
    return seen.flatMap((one) => one.of("completeness").map(({ item }) => item));
  };

  test("packages set as a code block under a heading that asks for them are a list", async () => {
    const list = "Required packages are:\n\n    numpy      1.15.1\n    pytorch    1.0.1\n";
    expect(await items(`# X\n\n### Requirements\n\n${list}`)).toEqual(["dependencies"]);
    const line = "```\nPython>=3.6, PyTorch==0.4.0, torchvision==0.2.1 graphviz=0.10.1\n```\n";
    expect(await items(`# X\n\n## Requirements\n${line}`)).toEqual(["dependencies"]);
    expect(await items(`# X\n\n## Output\n\n    numpy      1.15.1\n    pytorch    1.0.1\n`)).toEqual([]);
  });

  test("a paragraph that asks for packages heads the list below it, one that lists data does not", async () => {
    const text = (asks: string) => `# X\n\n## Preliminaries\n${asks}\n* [scipy](https://x.org)\n* six\n`;
    expect(await items(text("It requires some packages to be installed:"))).toEqual(["dependencies"]);
    expect(await items(text("It was measured on these problems:"))).toEqual([]);
  });

  test("tables and figures of a chapter called results count in its sections, too", async () => {
    const table =
      "<table><tr><td>Model</td><td>T = 150</td><td>T = 300</td></tr><tr><td>RNN</td><td> 2.89 ± 0.002 </td><td> 2.90 ± 0.002 </td></tr><tr><td>LSTM</td><td> 1.62 ± 0.004 </td><td> 1.66 ± 0.006 </td></tr></table>\n";
    expect(await items(`# X\n\n## Results\n\n### PTB\n\n#### Bits\n\n${table}`)).toEqual(["results"]);
    expect(await items(`# Benchmark of X\n\n## Data\n\n### PTB\n\n#### Size\n\n${table}`)).toEqual([]);
    const figure = "![Copytask, 200](./copytask.png)\n";
    expect(await items(`# X\n\n## Current Results\n\n### Copytask\n\n${figure}`)).toEqual(["results"]);
    expect(await items(`# Results of X\n\n## Method\n\n${figure}`)).toEqual([]);
  });

  test("models that are available behind a link are offered", async () => {
    const text = "# X\n\nModels available [here](https://drive.google.com/open?id=1g).\n";
    expect(await items(text)).toEqual(["pretrained"]);
    expect(await items(text.replace("Models", "Slides"))).toEqual([]);
  });
});
