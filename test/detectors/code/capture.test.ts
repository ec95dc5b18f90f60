import { describe, expect, test } from "vitest";
import { detector } from "../../../src/detectors/code/habits/habits.js";
import { evidenceOf, type Sources } from "./repository.js";

const TRAIN = "import torch\n\ntorch.ones(1).backward()\n";
const evidence = async (sources: Sources) => (await evidenceOf(sources, [detector])).evidence;
const captured = async (sources: Sources) =>
  (await evidence(sources)).flatMap((one) =>
    one.kind === "code.capture" ? [`${one.what}: ${one.name}`] : [],
  );

describe("C10: what of a training could be kept", () => {
  test("a script that copies the console into a file captures it, a workflow's step summary does not", async () => {
    const run = (path: string) =>
      captured({ "train.py": TRAIN, [path]: "python train.py 2>&1 | tee log.txt\n" });
    expect(await run("run.sh")).toEqual(["console-output: tee"]);
    const workflow =
      "on: push\njobs:\n  a:\n    steps:\n      - run: echo done | tee -a $GITHUB_STEP_SUMMARY\n";
    expect(await captured({ "train.py": TRAIN, ".github/workflows/a.yml": workflow })).toEqual([]);
  });

  test("standard output that goes to a copy is captured, one that is restored is not", async () => {
    const redirected = (value: string) =>
      `import sys\nimport torch\n\nsys.stdout = ${value}\ntorch.ones(1).backward()\n`;
    expect(await captured({ "train.py": redirected('Tee("log.txt")') })).toEqual([
      "console-output: sys.stdout",
    ]);
    expect(await captured({ "train.py": redirected("sys.__stdout__") })).toEqual([]);
  });

  test("the optimiser that Hydra builds is shown with its settings", async () => {
    const sources = {
      "train.py":
        'import hydra\nimport torch\n\n\n@hydra.main(config_path="conf", config_name="train")\ndef main(cfg):\n    hydra.utils.instantiate(cfg.optimizer)\n    torch.ones(1).backward()\n\n\nif __name__ == "__main__":\n    main()\n',
      "conf/train.yaml": "optimizer:\n  _target_: torch.optim.Adam\n  lr: 0.01\n",
    };
    expect(await captured(sources)).toEqual(["optimizer: Adam(lr=0.01)"]);
  });

  test("a library that names itself like its users do shows nothing by that", async () => {
    const sources = {
      "segmentation_models/__init__.py": "from .unet import Unet\n",
      "segmentation_models/unet.py": "def Unet():\n    return 1\n",
      "train.py":
        "import torch\nimport segmentation_models\n\nsegmentation_models.Unet()\ntorch.ones(1).backward()\n",
    };
    expect((await evidence(sources)).map(({ kind }) => kind)).toEqual([]);
    const { "train.py": program } = sources;
    expect((await evidence({ "train.py": program })).map(({ kind }) => kind)).toEqual([
      "code.capture",
      "code.task",
    ]);
  });
});

describe("C11: habits that cost", () => {
  const items = async (sources: Sources) =>
    (await evidence(sources)).flatMap((one) =>
      one.kind === "inventory.item" ? [`${one.item}: ${one.state}`] : [],
    );

  test("an ensemble is listed with whether anything is recorded beside it", async () => {
    const program = (more: string) => ({
      "train.py": `import mlflow\nfrom sklearn.ensemble import VotingClassifier\n\nvote = VotingClassifier([("a", 1), ("b", 2)])\nvote.fit([[1]], [1])\n${more}`,
    });
    expect(await items(program(""))).toEqual(["ensemble: members not recorded"]);
    expect(await items(program('mlflow.log_params({"a": 1})\n'))).toEqual([
      "ensemble: a record is written beside it",
    ]);
  });

  test("results shown as a screenshot are named, other figures are not", async () => {
    const readme = (image: string) => ({
      "train.py": TRAIN,
      "README.md": `# A\n\n## Results\n\n![results](${image})\n`,
    });
    expect(await items(readme("img/Screen%20Shot%202020-01-02.png"))).toEqual([
      "screenshot: shown instead of a record",
    ]);
    expect(await items(readme("img/loss.png"))).toEqual([]);
  });
});

describe("C6: habits that stand elsewhere than in calls", () => {
  test("a folder of configurations or a heading about an ablation shows one", async () => {
    const practices = async (sources: Sources) =>
      (await evidence(sources)).flatMap((one) => (one.kind === "code.hygiene" ? [one.practice] : []));
    const readme = (heading: string) => ({
      "train.py": TRAIN,
      "README.md": `# A\n\n## ${heading}\n\ntext\n`,
    });
    expect(await practices(readme("Ablation study"))).toEqual(["ablation"]);
    expect(await practices(readme("Usage"))).toEqual([]);
    expect(await practices({ "train.py": TRAIN, "configs/ablation/no_attention.yaml": "a: 1\n" })).toEqual([
      "ablation",
    ]);
  });
});
