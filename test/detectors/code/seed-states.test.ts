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

test("C3: a seed in a test is told apart", async () => {
  const { evidence } = await evidenceOf(sourcesIn("seed-state", "none", "only-a-test-seeds"));
  expect(evidence.filter((one) => one.kind === "code.seed")).toMatchObject([{ test: true, programs: [] }]);
});
