import { describe, expect, test } from "vitest";
import { detector } from "../../../src/detectors/code/habits/habits.js";
import { evidenceOf, type Sources } from "./repository.js";

const searches = async (sources: Sources) =>
  (await evidenceOf(sources, [detector])).evidence.flatMap((one) =>
    one.kind === "code.search" ? [one] : [],
  );

describe("C7: searches that files set up", () => {
  test("a sweep of W&B tells method, searched parameters and early termination", async () => {
    const yaml =
      "program: train.py\nmethod: bayes\nparameters:\n  lr:\n    min: 0.001\n    max: 0.1\n  epochs:\n    value: 5\nearly_terminate:\n  type: hyperband\n";
    expect(await searches({ "sweep.yaml": yaml })).toMatchObject([
      {
        tool: "wandb",
        method: "bayesian",
        space: ["lr"],
        prunes: true,
        location: { path: "sweep.yaml", line: 2 },
      },
    ]);
    expect(await searches({ "sweep.yaml": "method: post\nparameters:\n  - name: id\n" })).toEqual([]);
  });

  test("Hydra's sweeper for Optuna tells its sampler, seed and space", async () => {
    const yaml =
      "hydra:\n  sweeper:\n    _target_: hydra_plugins.hydra_optuna_sweeper.optuna_sweeper.OptunaSweeper\n    storage: null\n    direction: [minimize, maximize]\n    sampler:\n      _target_: optuna.samplers.NSGAIISampler\n      seed: 1\n    params:\n      model.lr: interval(0.1, 1)\n";
    expect(await searches({ "configs/hparams_search/a.yaml": yaml })).toMatchObject([
      {
        tool: "optuna",
        method: "evolutionary",
        seeded: true,
        stored: false,
        space: ["model.lr"],
        objectives: 2,
      },
    ]);
  });

  test("experiments of Katib and NNI tell algorithm and space", async () => {
    const katib =
      "apiVersion: kubeflow.org/v1beta1\nkind: Experiment\nspec:\n  algorithm:\n    algorithmName: hyperband\n  parameters:\n    - name: lr\n      parameterType: double\n";
    expect(await searches({ "k8s/katib.yaml": katib })).toMatchObject([
      { tool: "katib", method: "hyperband", space: ["lr"], location: { line: 4 } },
    ]);
    const nni =
      "trialCommand: python train.py\ntuner:\n  name: TPE\nsearchSpace:\n  lr:\n    _type: choice\n    _value: [0.1]\n";
    expect(await searches({ "config.yml": nni })).toMatchObject([
      { tool: "nni", method: "bayesian", space: ["lr"] },
    ]);
  });

  test("optimizers of Guild are a search, its flags are none", async () => {
    const guild = (more: string) => `train:\n  main: train\n  flags:\n    lr: 0.1\n${more}`;
    expect(
      await searches({ "guild.yml": guild("  optimizers:\n    gp:\n      random-starts: 5\n") }),
    ).toMatchObject([{ tool: "guild", method: "bayesian" }]);
    expect(await searches({ "guild.yml": guild("") })).toEqual([]);
  });

  test("a shell loop that hands a hyperparameter on is a search by hand, one over folders is none", async () => {
    const script = (head: string, option: string) => ({
      "train.py": "import torch\n\ntorch.ones(1).backward()\n",
      "run.sh": `#!/bin/bash\n${head}\ndo\n  python train.py ${option}\ndone\n`,
    });
    expect(await searches(script("for lr in 0.1 0.01", "--lr $lr"))).toMatchObject([
      { tool: "shell loops", method: "grid", space: ["lr"], location: { path: "run.sh", line: 4 } },
    ]);
    expect(await searches(script("for name in a b", "--data $name"))).toEqual([]);
    expect(await searches(script("for lr in 0.1", "--lr $lr"))).toEqual([]);
  });
});
