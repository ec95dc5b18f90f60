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
  [
    "fastapi",
    {
      "main.py":
        "import requests\nfrom fastapi import FastAPI\napp = FastAPI()\ndef predict(x):\n    endpoint = 'http://localhost:8888/invocations'\n    return requests.post(endpoint, json=x).text\n",
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

test.each([
  ["edge", "tflite export", "import tensorflow as tf\nc = tf.lite.TFLiteConverter.from_keras_model(m)\n"],
  ["edge", "core ml export", "import coremltools as ct\nct.convert(m)\n"],
  ["edge", "onnx export", "import torch\ntorch.onnx.export(m, x, 'm.onnx')\n"],
  ["batch", "mlflow spark udf", "import mlflow\nf = mlflow.pyfunc.spark_udf(spark, 'models:/m/1')\n"],
])("A7: form %s: %s", async (form, tool, source) => {
  const seen = await observe(detector, { "job.py": source });
  expect(seen.of("serving.surface").map((one) => [one.form, one.tool])).toEqual([[form, tool]]);
});

test("D4: an example, and what a library has for others, serve nothing here", async () => {
  const app = "from flask import Flask\nimport joblib\n";
  const seen = await observe(detector, {
    "examples/app.py": `${app}app = Flask(__name__)\nm = joblib.load('m.pkl')\n`,
    "lib/server.py": `${app}def serve():\n    app = Flask(__name__)\n    m = joblib.load('m.pkl')\n`,
    "tests/Dockerfile": "FROM tensorflow/serving:2.14\n",
  });
  expect(seen.of("serving.surface")).toEqual([]);
  expect(seen.of("inventory.item").map((one) => [one.item, one.state])).toEqual([
    ["demo", "in an example"],
    ["demo", "in a function that no program here calls"],
  ]);
});
