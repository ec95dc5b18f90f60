import { execFileSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildRepository, type Files } from "../tools/repository.js";
import { COMMANDS, commandNamed, HEALTHY_RUN, PROJECT, problemsAt, withstands } from "./attacked.js";

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");
const RUN = "mlruns/0/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/meta.yaml";

const YAML_BOMBS: Readonly<Record<string, string>> = {
  "twenty thousand nested lists": `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
  "a billion laughs": `a0: &a0 [lol, lol]\n${many(30, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`,
  "merge keys that double": `a0: &a0 {x: 1}\n${many(30, (i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}, *a${i}]}\n`)}`,
  "an alias of itself": "run_id: &a [*a]\n",
  "more than a parser's memory": many(1_200_000, () => "key: value\n"),
};
const YAML_PLACES = [
  RUN,
  "dvc.lock",
  "dvc.yaml",
  "params.yaml",
  "environment.yml",
  "MLproject",
  "conf/config.yaml",
];
const NESTED_JSON = "[".repeat(1_000_000) + "]".repeat(1_000_000);
const JSON_PLACES = [
  "trainer_state.json",
  "sacred/1/run.json",
  "explore.ipynb",
  "metrics.json",
  "package.json",
  "logs.jsonl",
];

const everywhere = (paths: readonly string[], content: string): Files =>
  Object.fromEntries(paths.map((path) => [path, content]));

describe("F1: bombs of text", () => {
  test.each(Object.entries(YAML_BOMBS))("YAML: %s", async (_, text) => {
    const { root } = buildRepository({ untracked: { ...PROJECT, ...everywhere(YAML_PLACES, text) } });
    const outcome = await withstands(commandNamed("audit"), root);
    expect(problemsAt(outcome, RUN).length).toBeGreaterThan(0);
  });

  test("JSON nested a million deep, on every command", async () => {
    const { root } = buildRepository({ untracked: { ...PROJECT, ...everywhere(JSON_PLACES, NESTED_JSON) } });
    for (const command of COMMANDS) await withstands(command, root);
  });

  test("TOML: dotted keys nest without a bracket", async () => {
    const deep = `a${".a".repeat(100_000)} = 1\n`;
    const { root } = buildRepository({
      untracked: { ...PROJECT, "conf/train.toml": deep, "pyproject.toml": `[tool]\n${deep}` },
    });
    await withstands(commandNamed("audit"), root);
  });

  test("a list of a hundred thousand packages is cut, and the cut is said", async () => {
    const { root } = buildRepository({
      untracked: { ...PROJECT, "requirements-all.txt": many(100_000, () => "numpy==1.0\n") },
    });
    const outcome = await withstands(commandNamed("audit"), root);
    expect(problemsAt(outcome, "requirements-all.txt").join()).toMatch(/more than 20000 packages/);
  });
});

test("F4: parameters of two hundred thousand names are read", async () => {
  const { root } = buildRepository({
    untracked: {
      ...PROJECT,
      "dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n",
      "params.yaml": many(200_000, (i) => `k${i}: ${i}\n`),
    },
  });
  await withstands(commandNamed("audit"), root, { heapMegabytes: 2048, peakMegabytes: 3000 });
});

const SPARSE = [
  "logs/events.out.tfevents.1700000000.host.1.0",
  "wandb/run-20260101_100000-abcdefgh/run-abcdefgh.wandb",
  "mlflow.db",
  RUN,
  `mlruns/0/${HEALTHY_RUN}/metrics/endless`,
  "explore.ipynb",
  "big.py",
  "metrics.csv",
  "metrics.jsonl",
  "dvc.lock",
  "trainer_state.json",
  "requirements-dev.txt",
  "model.npz",
  "offline.zip",
  "README.rst",
];

test("F1: files of ten gigabytes of every kind are passed over, on every command", async () => {
  const { root } = buildRepository({ untracked: PROJECT });
  for (const path of SPARSE) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path.endsWith(".db") ? "SQLite format 3\0" : "");
    truncateSync(join(root, path), 10 * 1024 ** 3);
  }
  for (const command of COMMANDS.filter(({ name }) => name !== "metrics")) {
    const outcome = await withstands(command, root, { untouched: false });
    if (command.name === "audit")
      expect(problemsAt(outcome, `mlruns/0/${HEALTHY_RUN}/metrics/endless`).length).toBeGreaterThan(0);
  }
});

describe("F1: Python made to be slow", () => {
  test.each([
    ["one name bound twenty thousand times in a line", `x ${"= x ".repeat(20_000)}\n`],
    ["a million brackets", `x = ${"(".repeat(1_000_000)}\n`],
    ["calls of calls", `x = a${"()".repeat(100_000)}\n`],
    ["a chain of twenty thousand functions", many(20_000, (i) => `def f${i}(): f${i + 1}()\n`)],
    ["a chain of twenty thousand classes", many(20_000, (i) => `class A${i + 1}(A${i}): pass\n`)],
    [
      "five thousand seeds, each before a draw",
      many(5000, (i) => `torch.manual_seed(${i})\nx${i} = torch.randn(3)\n`),
    ],
    [
      "one name bound five thousand times and read between",
      many(5000, (i) => `x = ${i}\ntorch.manual_seed(x)\n`),
    ],
    [
      "five thousand models of one kind",
      `from sklearn.svm import SVC\n${many(5000, (i) => `m${i} = SVC().fit(a, b)\nm${i}.predict(a)\n`)}`,
    ],
    ["twenty thousand addresses", many(20_000, (i) => `s = "s3://bucket/data${i}.csv"\n`)],
    ["blocks three thousand deep", many(3000, (i) => `${" ".repeat(i)}if x:\n`)],
  ])("%s", async (_, text) => {
    const { root } = buildRepository({ untracked: { ...PROJECT, "hostile.py": `import torch\n${text}` } });
    await withstands(commandNamed("audit"), root);
  });
});

test("F1: branches whose trees hold themselves, with files and without, are looked at no longer than there is an end", async () => {
  const code = { "train.py": PROJECT["train.py"]!, "requirements.txt": "torch==2.3.0\n" };
  const { root, git } = buildRepository({ commits: [{ files: code }] });
  const tree = (lines: string): string =>
    execFileSync("git", ["mktree"], { cwd: root, input: lines }).toString().trim();
  const nested = (inner: string): string => {
    let id = inner;
    for (let depth = 0; depth < 40; depth++) id = tree(`040000 tree ${id}\ta\n040000 tree ${id}\tb\n`);
    return id;
  };
  const file = git("rev-parse", "HEAD:train.py");
  for (const [name, inner] of [
    ["empty", tree("")],
    ["full", tree(`100644 blob ${file}\tdvc.lock\n`)],
  ] as const)
    git("update-ref", `refs/heads/${name}`, git("commit-tree", nested(inner), "-m", name));
  const outcome = await withstands(commandNamed("audit"), root, { found: false });
  expect(outcome.stdout).toContain('"other-branches"');
});
