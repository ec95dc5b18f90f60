import { expect, test } from "vitest";
import { detector } from "../../src/detectors/serving.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const tools = async (files: Files) =>
  (await observe(detector, files)).of("serving.surface").map((one) => one.tool);

test.each([
  [
    "fastapi",
    {
      "app.py": "from fastapi import FastAPI\nimport joblib\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n",
    },
  ],
  [
    "flask",
    {
      "app.py": "from flask import Flask\nfrom model import predict\napp = Flask(__name__)\n",
      "model.py": "import torch\nnet = torch.load('m.pt')\ndef predict(x):\n    return net(x)\n",
    },
  ],
  ["bentoml", { "service.py": "import bentoml\n@bentoml.service\nclass S:\n    pass\n" }],
  ["ray serve", { "s.py": "from ray import serve\n@serve.deployment\nclass D:\n    pass\n" }],
  ["kserve", { "k8s/model.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n" }],
  ["triton", { "models/iris/config.pbtxt": 'name: "iris"\n' }],
  ["vllm", { "run.sh": "vllm serve my/model\n" }],
  ["mlflow", { Dockerfile: 'FROM python:3.11\nCMD ["mlflow", "models", "serve", "-m", "m"]\n' }],
  ["tensorflow serving", { Dockerfile: "FROM tensorflow/serving:2.14\n" }],
])("A7: %s serves a model", async (tool, files) => {
  expect(await tools(files as Files)).toEqual([tool]);
});

test("A7: a web application without a model is no serving surface", async () => {
  expect(await tools({ "app.py": "from fastapi import FastAPI\napp = FastAPI()\n" })).toEqual([]);
});

test("A7: a demo page is listed as a demo, and serves nothing", async () => {
  const seen = await observe(detector, {
    "demo.py":
      "import gradio as gr\nimport torch\nm = torch.load('m.pt')\ngr.Interface(m, 'text', 'text').launch()\n",
  });
  expect(seen.of("serving.surface")).toEqual([]);
  expect(seen.of("inventory.item").map((one) => [one.item, one.name])).toEqual([["demo", "gradio"]]);
});
