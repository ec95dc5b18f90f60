import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Files } from "../tools/repository.js";
import { checked, staged, told } from "./checked.js";

const LOCKS = { questions: ["stale-locks"] } as const;
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

const TRAIN = 'import yaml\n\nparams = yaml.safe_load(open("params.yaml"))\n';
const PARAMS = "seed: 7\ntrain:\n  lr: 1e-4\n  layers: [64, 32]\nunused: 1\n";
const PIPELINE = `stages:
  train:
    cmd: python train.py --seed \${seed}
    deps:
      - data/train.csv
      - train.py
    params:
      - train.lr
      - train.layers
    outs:
      - model.pt
`;
const entry = (source: string, data: string, lr: string): string => `  train:
    cmd: python train.py --seed 7
    deps:
    - path: data/train.csv
      hash: md5
      md5: ${md5(data)}
    - path: train.py
      hash: md5
      md5: ${md5(source)}
    params:
      params.yaml:
        train.layers:
        - 64
        - 32
        train.lr: ${lr}
    outs:
    - path: model.pt
      hash: md5
      md5: ${md5("model")}
`;
const lock = (source = TRAIN, data = "x\n", lr = "0.0001"): string =>
  `schema: '2.0'\nstages:\n${entry(source, data, lr)}`;
const pointer = (data: string): string => `outs:\n- md5: ${md5(data)}\n  hash: md5\n  path: train.csv\n`;

const RAN: Files = {
  "train.py": TRAIN,
  "params.yaml": PARAMS,
  "data/train.csv.dvc": pointer("x\n"),
  "dvc.yaml": PIPELINE,
  "dvc.lock": lock(),
};
const ERROR = "introduced error stale-lock dvc.lock";
const WARNING = "introduced warning stale-lock dvc.lock";
const asked = async (after: Files, before: Files = RAN) => checked(staged(before, after), LOCKS);

describe("E5: a lock out of step with its pipeline", () => {
  test.each<[string, Files, string]>([
    ["another value of a parameter", { "params.yaml": PARAMS.replace("1e-4", "0.01") }, "train.lr"],
    ["another item of a list", { "params.yaml": PARAMS.replace("64, 32", "64, 16") }, "train.layers"],
    ["a parameter that is gone", { "params.yaml": PARAMS.replace("  lr: 1e-4\n", "") }, "train.lr"],
    ["a value in the command", { "params.yaml": PARAMS.replace("seed: 7", "seed: 8") }, "another command"],
    [
      "a new dependency",
      {
        "dvc.yaml": PIPELINE.replace("      - train.py\n", "      - train.py\n      - model.py\n"),
        "model.py": "1\n",
      },
      "model.py",
    ],
    [
      "a new parameter",
      { "dvc.yaml": PIPELINE.replace("      - train.lr\n", "      - train.lr\n      - seed\n") },
      "seed",
    ],
    ["a new output", { "dvc.yaml": `${PIPELINE}      - scores.json\n` }, "scores.json"],
  ])("E5: %s would come in as an error", async (_, after, named) => {
    const report = await asked(after);
    expect(told(report)).toEqual([ERROR]);
    expect(report.findings[0]?.message).toContain(named);
    expect(report.findings[0]?.location).toMatchObject({ line: 3, run: "dvc:dvc.lock:train" });
  });

  test("E5: another command is told by the rule that knows it", async () => {
    const report = await asked({ "dvc.yaml": PIPELINE.replace("train.py --seed", "train.py --fast --seed") });
    expect(told(report)).toEqual(["introduced error lock-names-other-command dvc.lock"]);
  });

  test.each<[string, Files]>([
    ["a source", { "train.py": `${TRAIN}print(params)\n` }],
    ["data that a .dvc file ties down", { "data/train.csv.dvc": pointer("y\n") }],
  ])("E5: other content of %s is a warning: it need not change the results", async (_, after) => {
    expect(told(await asked(after))).toEqual([WARNING]);
  });

  test.each<[string, Files]>([
    [
      "the parameters with the lock of a new run",
      { "params.yaml": PARAMS.replace("1e-4", "0.01"), "dvc.lock": lock(TRAIN, "x\n", "0.01") },
    ],
    ["the source with the lock of a new run", { "train.py": `${TRAIN}#\n`, "dvc.lock": lock(`${TRAIN}#\n`) }],
    ["a parameter that no stage reads", { "params.yaml": PARAMS.replace("unused: 1", "unused: 2") }],
    [
      "a parameter written otherwise",
      { "params.yaml": PARAMS.replace("1e-4", "0.0001").replace("[64, 32]", "\n  - 64\n  - 32") },
    ],
    ["a comment in the parameters", { "params.yaml": `# seeds\n${PARAMS}` }],
    ["a comment in the pipeline", { "dvc.yaml": `# all stages\n${PIPELINE}` }],
    [
      "a pipeline that is laid out otherwise",
      {
        "dvc.yaml": PIPELINE.replace("cmd: python", "cmd: >-\n      python").replace(
          "  train:\n",
          "  train:\n    desc: learns\n",
        ),
      },
    ],
    [
      "a stage that never ran",
      {
        "dvc.yaml": `${PIPELINE}  evaluate:\n    cmd: python train.py --eval\n    deps:\n      - train.py\n`,
      },
    ],
    ["other line ends of a source", { "train.py": TRAIN.replaceAll("\n", "\r\n") }],
    ["a program that no stage names", { "other.py": "x = 1\n" }],
    ["a damaged pipeline", { "dvc.yaml": "stages: [\n" }],
    ["a template that stands for nothing known", { "dvc.yaml": PIPELINE.replace("{seed}", "{gone.seed}") }],
  ])("E5: %s comes in silently", async (_, after) => {
    expect(told(await asked(after))).toEqual([]);
  });

  test("E5: a frozen stage is not asked for its parameters, one that always runs is", async () => {
    const changed = { "params.yaml": PARAMS.replace("1e-4", "0.01") };
    const marked = (mark: string): Files => ({
      ...RAN,
      "dvc.yaml": PIPELINE.replace("    deps:", `    ${mark}: true\n    deps:`),
    });
    expect(told(await asked(changed, marked("frozen")))).toEqual([]);
    expect(told(await asked(changed, marked("always_changed")))).toEqual([ERROR]);
  });

  test("E5: a stage that leaves the pipeline leaves its entry behind: a warning says so", async () => {
    const two = `${PIPELINE}  evaluate:\n    cmd: python train.py --eval\n`;
    const locked = `${lock()}  evaluate:\n    cmd: python train.py --eval\n`;
    const report = await asked({ "dvc.yaml": PIPELINE }, { ...RAN, "dvc.yaml": two, "dvc.lock": locked });
    expect(told(report)).toEqual([WARNING]);
    expect(report.findings[0]?.message).toBe(
      "stage evaluate of dvc.lock is not defined in dvc.yaml any more",
    );
  });

  test("E5: new parameters are told although the source was another before", async () => {
    const stale = { ...RAN, "train.py": `${TRAIN}#\n` };
    expect(told(await asked({ "params.yaml": PARAMS.replace("1e-4", "0.6") }, stale))).toEqual([ERROR]);
  });

  test("E5: a lock that was out of step before brings nothing in", async () => {
    const stale = { ...RAN, "params.yaml": PARAMS.replace("1e-4", "0.5") };
    expect(told(await asked({ "params.yaml": PARAMS.replace("1e-4", "0.6") }, stale)).join()).not.toContain(
      "introduced",
    );
    expect(told(await asked({ "notes.txt": "1\n" }, stale))).toEqual([]);
  });

  test("E5: values of parameters are nowhere in the answer", async () => {
    const report = await asked({ "params.yaml": PARAMS.replace("1e-4", "0.123457") });
    expect(JSON.stringify(report)).not.toContain("0.123457");
  });

  test("E5: a source that goes through a filter of git is not compared: DVC has seen other bytes", async () => {
    const filtered = { ...RAN, ".gitattributes": "*.py filter=strip\n" };
    expect(told(await asked({ "train.py": `${TRAIN}#\n` }, filtered))).toEqual([]);
  });

  test("E5: without a lock no question is asked", async () => {
    const { "dvc.lock": _, ...bare } = RAN;
    expect(told(await asked({ "params.yaml": PARAMS.replace("1e-4", "0.01") }, bare))).toEqual([]);
  });
});
