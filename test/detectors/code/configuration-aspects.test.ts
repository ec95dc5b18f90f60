// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of OmegaConf
import { expect, test } from "vitest";
import type { Evidence } from "../../../src/core/evidence.js";
import { evidenceOf, type Sources } from "./repository.js";

const MAIN =
  'import hydra\n\n@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef main(cfg):\n    print(cfg)\n\nif __name__ == "__main__":\n    main()\n';

async function aspects(sources: Sources): Promise<string[]> {
  const { evidence } = await evidenceOf(sources);
  return evidence
    .filter((one): one is Extract<Evidence, { kind: "code.config" }> => one.kind === "code.config")
    .map(
      ({ aspect, by, detail, location }) =>
        `${aspect} ${by} ${detail} ${location.path}:${location.line ?? 0}`,
    )
    .sort();
}

test("C8: what a Hydra configuration can do, each with its place", async () => {
  expect(
    await aspects({
      "train.py": MAIN,
      "conf/config.yaml":
        "defaults:\n  - model: cnn\n  - _self_\ndata: ???\nname: run-${seed}\nseed: ${oc.env:SEED,1}\nkey: ${oc.env:WANDB_API_KEY}\n",
      "conf/model/cnn.yaml": "width: 8\n",
    }),
  ).toEqual([
    "composition hydra defaults list of 2 files conf/config.yaml:1",
    "environment environment seed conf/config.yaml:6",
    "format hydra conf/config.yaml conf/config.yaml:0",
    "format hydra conf/model/cnn.yaml conf/model/cnn.yaml:0",
    "format hydra hydra.main train.py:4",
    "interpolation hydra name conf/config.yaml:5",
    "mandatory hydra data conf/config.yaml:4",
    "secret-apart environment key conf/config.yaml:7",
  ]);
});

test("C8: options of a program, typed and checked ones, and variables of the environment", async () => {
  const source = [
    "import argparse",
    "import os",
    "from pydantic import BaseModel, field_validator",
    "",
    "class Settings(BaseModel):",
    "    lr: float = 0.1",
    "    @field_validator('lr')",
    "    def positive(cls, value):",
    "        return value",
    "",
    "parser = argparse.ArgumentParser()",
    'parser.add_argument("--model", choices=["a", "b"])',
    'parser.add_argument("--data", required=True)',
    'epochs = int(os.environ.get("EPOCHS", 3))',
    'gpu = os.environ.get("CUDA_VISIBLE_DEVICES")',
    'token = os.environ["HF_TOKEN"]',
    "print(parser.parse_args())",
    "",
  ].join("\n");
  expect(await aspects({ "train.py": source })).toEqual([
    "environment environment EPOCHS train.py:14",
    "mandatory argparse data train.py:13",
    "override argparse argparse.ArgumentParser train.py:11",
    "secret-apart environment HF_TOKEN train.py:16",
    "typed pydantic pydantic fields train.py:6",
    "validated argparse choices train.py:12",
    "validated pydantic validator train.py:8",
  ]);
});

test("C8: a secret inside of a configuration is named by its key, never by its value", async () => {
  const secret = ["9f8e7d6c5b4a39281706", "f5e4d3c2b1a09f8e7d6c"].join("");
  const { evidence } = await evidenceOf({
    "train.py": MAIN,
    "conf/config.yaml": `lr: 0.1\nwandb_api_key: ${secret}\nmask_token: "[MASK]"\n`,
    ".env": `WANDB_API_KEY=${secret}\n`,
    ".env.example": "WANDB_API_KEY=\n",
  });
  const found = evidence.filter((one) => one.kind === "code.config" && /^secret/.test(one.aspect ?? ""));
  expect(found.map((one) => one.location)).toEqual([
    { path: "conf/config.yaml", line: 2 },
    { path: ".env", line: 1 },
    { path: ".env.example" },
  ]);
  expect(JSON.stringify(evidence)).not.toContain(secret);
});

test("C8: every key of a composition is declared once, with the value and the place of a default run", async () => {
  const { evidence } = await evidenceOf({
    "train.py": MAIN,
    "conf/config.yaml": "defaults:\n  - model: cnn\n  - _self_\nseed: 1\nmodel:\n  lr: ${seed}\n",
    "conf/model/cnn.yaml": "lr: 0.5\nwidth: 8\n",
    "conf/model/mlp.yaml": "lr: 0.7\ndepth: 2\n",
  });
  const found = evidence.flatMap((one) =>
    one.kind === "code.parameter"
      ? [`${one.name}=${one.value} ${one.location.path}:${one.location.line}`]
      : [],
  );
  expect(found.sort()).toEqual([
    "model.depth=2 conf/model/mlp.yaml:2",
    "model.lr=1 conf/config.yaml:6",
    "model.width=8 conf/model/cnn.yaml:2",
    "seed=1 conf/config.yaml:4",
  ]);
});
