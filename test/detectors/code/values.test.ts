import { expect, test } from "vitest";
import type { Evidence } from "../../../src/core/evidence.js";
import { DETECTORS } from "../../../src/detectors/index.js";
import { evidenceOf, type Sources } from "./repository.js";

const seeds = async (sources: Sources) =>
  (await evidenceOf(sources, DETECTORS)).evidence.filter(
    (one): one is Extract<Evidence, { kind: "code.seed" }> => one.kind === "code.seed",
  );
const readme = (...commands: string[]): string => `# Project\n\n\`\`\`bash\n${commands.join("\n")}\n\`\`\`\n`;

const HYDRA = [
  "import hydra",
  "import torch",
  "",
  '@hydra.main(version_base=None, config_path="conf", config_name="config")',
  "def main(cfg):",
  '    if cfg.get("seed"):',
  "        torch.manual_seed(cfg.seed)",
  "    torch.nn.Linear(2, 1)(torch.randn(4, 2)).sum().backward()",
  "",
  'if __name__ == "__main__":',
  "    main()",
  "",
].join("\n");
const OPTION = [
  "import argparse",
  "import torch",
  "parser = argparse.ArgumentParser()",
  'parser.add_argument("--seed", type=int)',
  "args = parser.parse_args()",
  "if args.seed is not None:",
  "    torch.manual_seed(args.seed)",
  "torch.nn.Linear(2, 1)(torch.randn(4, 2)).sum().backward()",
  "",
].join("\n");

test("C1: a seed that is null in the configuration is off, and the reason names key, value and place", async () => {
  const [seed] = await seeds({ "train.py": HYDRA, "conf/config.yaml": "lr: 0.1\nseed: null\n" });
  expect(seed).toMatchObject({ on: "no", why: 'cfg.get("seed") is null (conf/config.yaml:2)' });
});

test("C1: a seed that only some commands give stays off, and the reason says so", async () => {
  const [seed] = await seeds({
    "train.py": HYDRA,
    "conf/config.yaml": "seed: null\n",
    "README.md": readme("python train.py", "python train.py lr=2", "python train.py seed=3"),
  });
  expect(seed).toMatchObject({
    on: "no",
    why: 'cfg.get("seed") is null (conf/config.yaml:1; 1 of 3 commands gives seed=3 (README.md:6))',
  });
});

test("C1: a seed that every command gives is the program's, at the place of the command", async () => {
  const [seed] = await seeds({
    "train.py": HYDRA,
    "conf/config.yaml": "seed: null\n",
    "README.md": readme("python train.py seed=3", "python train.py seed=3 lr=0.2"),
  });
  expect(seed).toMatchObject({ on: "yes", value: "3", why: 'cfg.get("seed") is 3 (README.md:4)' });
});

test("C1: a sweep over seeds gives each run one of them", async () => {
  const [seed] = await seeds({
    "train.py": HYDRA,
    "conf/config.yaml": "seed: null\n",
    "README.md": readme("python train.py -m seed=1,2,3"),
  });
  expect(seed).toMatchObject({ on: "yes", value: "1, 2, 3" });
});

test("C1: what evaluates, asks for help or stands in CI does not count among the commands of a training", async () => {
  const [seed] = await seeds({
    "train.py": OPTION,
    "README.md": readme("python train.py --seed 3", "python train.py --help", "python train.py --eval"),
    ".github/workflows/ci.yml": "jobs:\n  t:\n    steps:\n      - run: python train.py\n",
  });
  expect(seed).toMatchObject({ on: "yes", value: "3" });
});

test("C1: commands of scripts count where no document runs the program", async () => {
  const sources = { "train.py": OPTION, "scripts/a.sh": "python train.py --seed=1\n" };
  expect((await seeds(sources))[0]).toMatchObject({ on: "yes", value: "1" });
  const [told] = await seeds({ ...sources, "README.md": readme("python train.py") });
  expect(told).toMatchObject({ on: "no", why: "args.seed is null (argparse default None (train.py:4))" });
});

test("C1: seeds that differ from command to command are all named", async () => {
  const [seed] = await seeds({
    "train.py": OPTION,
    "README.md": readme("python train.py --seed 1", "python train.py --seed 2"),
  });
  expect(seed).toMatchObject({ on: "yes", value: "1, 2" });
});

test("C1: an option of another program is none of this one's", async () => {
  const [seed] = await seeds({
    "train.py": OPTION.replace(", type=int)", ", type=int, default=4)"),
    "sample.py":
      'import argparse\nfrom train import parser\np = argparse.ArgumentParser()\np.add_argument("--seed", default=None)\n',
  });
  expect(seed).toMatchObject({ value: "4" });
});

test("C1: what code sets on its options counts where it comes to that", async () => {
  const source = (condition: string): string =>
    OPTION.replace(
      "if args.seed is not None:",
      `if ${condition}:\n    args.seed = 9\nif args.seed is not None:`,
    );
  expect((await seeds({ "train.py": source("args.seed is None") }))[0]).toMatchObject({
    value: "9",
    on: "yes",
  });
  expect((await seeds({ "train.py": source("args.seed == 3") }))[0]).toMatchObject({ on: "no" });
});

test("C1: an environment variable that nothing sets leaves the default, and the reason names it", async () => {
  const source = OPTION.replace("type=int", 'default=os.environ.get("SEED")').replace(
    "import torch",
    "import os\nimport torch",
  );
  const [seed] = await seeds({ "train.py": source });
  expect(seed).toMatchObject({ on: "no", why: "args.seed is null (SEED unset)" });
});

test("C1: the main process of several runs what a rank guards, the others do not", async () => {
  const source = (guard: string): string =>
    `import torch\nimport torch.distributed as dist\nrank = dist.get_rank()\nif ${guard}:\n    torch.manual_seed(1)\ntorch.nn.Linear(2, 1)(torch.randn(4, 2)).sum().backward()\n`;
  expect((await seeds({ "train.py": source("rank == 0") }))[0]).toMatchObject({ on: "yes" });
  expect((await seeds({ "train.py": source("rank != 0") }))[0]).toMatchObject({ on: "no" });
});
