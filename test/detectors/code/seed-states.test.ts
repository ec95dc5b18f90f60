import { describe, expect, test } from "vitest";
import { seedFacts } from "../../../src/model/seeds.js";
import { evidenceOf, namesIn, sourcesIn } from "./repository.js";

describe.each(namesIn("seed-state"))("C3: the seed state is %s", (state) => {
  test.each(namesIn("seed-state", state))("%s", async (name) => {
    const { evidence, problems } = await evidenceOf(sourcesIn("seed-state", state, name));
    expect(seedFacts(evidence).state).toBe(state);
    expect(problems).toEqual([]);
  });
});

test("C3: the reason for a seed that is off names the key and its place in the configuration", async () => {
  const { evidence } = await evidenceOf(sourcesIn("seed-state", "wired-but-off", "null-in-configuration"));
  const torch = seedFacts(evidence).sources.find(({ source }) => source === "torch");
  expect(torch).toMatchObject({ verdict: "conditional", value: null });
  expect(torch?.why).toContain('cfg.get("seed") is null (configs/train.yaml:6)');
});

test("C3: a seed that comes through a wrapper and an option has the option's value", async () => {
  const { evidence } = await evidenceOf(
    sourcesIn("seed-state", "full", "through-a-wrapper-in-another-module"),
  );
  const torch = evidence.find((one) => one.kind === "code.seed" && one.call === "torch.manual_seed");
  expect(torch).toMatchObject({ value: "7", on: "yes", programs: ["train.py"] });
});

const WORKERS = {
  "blur.py": `import random


class Blur:
    def __call__(self, image):
        return image if random.random() < 0.5 else image + 1
`,
  "train.py": `import torch
from torch.utils.data import DataLoader
from torchvision.datasets import FakeData

from blur import Blur

torch.manual_seed(0)
loader = DataLoader(FakeData(transform=Blur()), num_workers=4)
model = torch.nn.Linear(4, 1)
for images, _ in loader:
    model(images).sum().backward()
`,
};

test("C3: workers of a DataLoader hand torch's seed on to what transforms draw from Python", async () => {
  const python = async (sources: typeof WORKERS) =>
    seedFacts((await evidenceOf(sources)).evidence).sources.find(({ source }) => source === "python")
      ?.verdict;
  expect(await python(WORKERS)).toBe("not-needed");
  for (const [is, were] of [
    ["num_workers=0", "num_workers=4"],
    ["", "torch.manual_seed(0)"],
  ] as const)
    expect(await python({ ...WORKERS, "train.py": WORKERS["train.py"].replace(were, is) })).toBe("unseeded");
});

test("C3: where another program seeds the source, the reason names the one that does not", async () => {
  const fit = "model = torch.nn.Linear(4, 1)\nmodel(torch.ones(4)).sum().backward()\n";
  const { evidence } = await evidenceOf({
    "a.py": `import torch\n\ntorch.manual_seed(0)\n${fit}`,
    "b.py": `import torch\n\n${fit}`,
  });
  const torch = seedFacts(evidence).sources.find(({ source }) => source === "torch");
  expect(torch?.why).toMatch(/draws, and b\.py does not seed it$/);
});

test("C3: a seed in a test is told apart", async () => {
  const { evidence } = await evidenceOf(sourcesIn("seed-state", "none", "only-a-test-seeds"));
  expect(evidence.filter((one) => one.kind === "code.seed")).toMatchObject([{ test: true, programs: [] }]);
});
