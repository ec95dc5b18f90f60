import { describe, expect, test } from "vitest";
import { type Evidence, evidence } from "../../src/core/evidence.js";
import type { RepoModel } from "../../src/core/model.js";
import { stakesOf } from "../../src/model/stakes.js";

const at = { path: "x.py", line: 3 };
const workflow = { provider: "GitHub Actions", tests: false, trains: false, deploys: false, release: false };

const stakes = (...all: readonly Evidence[]) =>
  stakesOf(((kind: string) => all.filter((one) => one.kind === kind)) as RepoModel["evidence"]);

describe("D4: the stakes, the first criterion that holds, with its place", () => {
  test("a serving surface, a registry or a deployment is high", () => {
    const serving = evidence("serving.surface", at, { tool: "FastAPI", detail: "predict" });
    expect(stakes(serving)).toEqual({
      level: "high",
      criterion: "a serving surface (FastAPI)",
      location: at,
    });
    expect(stakes(evidence("registry.entry", at, { tool: "MLflow", name: "m", detail: "" })).level).toBe(
      "high",
    );
    expect(stakes(evidence("ci.workflow", at, { ...workflow, deploys: true })).level).toBe("high");
  });

  test("published packages or weights, training by CI or a scheduler, a shared server are medium", () => {
    for (const one of [
      evidence("ci.workflow", at, { ...workflow, release: true }),
      evidence("ci.workflow", at, { ...workflow, trains: true }),
      evidence("weights.offer", at, { detail: "model.pt" }),
      evidence("env.runtime", at, { what: "scheduler", detail: "--gres=gpu:1" }),
      evidence("tracker.destination", at, { tracker: "mlflow", shared: true, detail: "server" }),
    ])
      expect(stakes(one)).toMatchObject({ level: "medium", location: at });
  });

  test("everything else is low, and says what was not found", () => {
    const local = evidence("tracker.destination", at, { tracker: "mlflow", shared: false, detail: "mlruns" });
    expect(stakes(local, evidence("ci.workflow", at, { ...workflow, tests: true }))).toEqual({
      level: "low",
      criterion: expect.stringContaining("no serving surface"),
      location: null,
    });
  });

  test("scoring files in bulk or exporting for a device does not raise them, nor does a declaration without a version", () => {
    for (const one of [
      evidence("serving.surface", at, { tool: "onnx export", detail: "torch.onnx.export", form: "edge" }),
      evidence("serving.surface", at, { tool: "mlflow spark udf", detail: "spark_udf", form: "batch" }),
      evidence("registry.entry", at, { tool: "dvc", name: "m", detail: "declared" }),
    ])
      expect(stakes(one).level).toBe("low");
    const tagged = evidence("registry.entry", at, {
      tool: "gto",
      name: "m",
      detail: "version v1.0.0 (tag m@v1.0.0)",
    });
    expect(stakes(tagged).level).toBe("high");
  });

  test("a model pushed to a hub is published: medium", () => {
    const pushed = evidence("registry.entry", at, {
      tool: "huggingface",
      name: "me/m",
      detail: "push_to_hub",
    });
    expect(stakes(pushed)).toEqual({ level: "medium", criterion: "a model pushed to a hub", location: at });
  });
});
