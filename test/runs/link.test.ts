import { describe, expect, test } from "vitest";
import { runKey } from "../../src/core/run.js";
import { linkRuns } from "../../src/runs/link.js";
import { runRecord } from "../tools/run-record.js";

const hydra = (directory: string) => runRecord({ tracker: "hydra", id: directory, trace: { directory } });
const wandb = (id: string, directory: string) => runRecord({ tracker: "wandb", id, trace: { directory } });
const events = (directory: string) =>
  runRecord({ tracker: "tensorboard", id: directory, trace: { directory } });

describe("B2: one execution seen by several trackers", () => {
  test("a run whose directory lies inside another tracker's run is the same execution, each link with its reason", () => {
    const outer = hydra("outputs/1");
    const inner = wandb("ab12", "outputs/1/wandb/run-x-ab12");
    const { links, executions } = linkRuns([outer, inner]);
    expect(executions).toEqual([["hydra:outputs/1", "wandb:ab12"]]);
    expect(links.get(runKey(inner))).toEqual([
      { run: "hydra:outputs/1", why: "its directory lies inside this hydra run" },
    ]);
    expect(links.get(runKey(outer))?.[0]?.run).toBe("wandb:ab12");
  });

  test("three trackers in one directory tree are one execution", () => {
    const { executions } = linkRuns([
      hydra("outputs/1"),
      wandb("ab12", "outputs/1/wandb/run-ab12"),
      events("outputs/1/tb"),
    ]);
    expect(executions).toHaveLength(1);
  });

  test("two runs of one tracker inside a run are never joined", () => {
    const { executions, links } = linkRuns([
      hydra("outputs/1"),
      wandb("a", "outputs/1/wandb/a"),
      wandb("b", "outputs/1/wandb/b"),
    ]);
    expect(executions).toHaveLength(3);
    expect(links.size).toBe(0);
  });

  test("a project root contains everything and links nothing", () => {
    expect(linkRuns([hydra("."), wandb("a", "wandb/a")]).executions).toHaveLength(2);
  });

  test("similar times and values link nothing", () => {
    const at = "2026-01-01T00:00:00.000Z";
    const a = runRecord({ tracker: "mlflow", id: "a", startedAt: at, params: { lr: "0.1" } });
    const b = runRecord({ tracker: "wandb", id: "b", startedAt: at, params: { lr: 0.1 } });
    expect(linkRuns([a, b]).executions).toHaveLength(2);
  });

  test("a recorded run id or directory links", () => {
    const a = runRecord({ tracker: "wandb", id: "w", trace: { directory: "wandb/w", sameAs: ["mlflow:m"] } });
    const b = runRecord({ tracker: "mlflow", id: "m", trace: { directory: "mlruns/0/m" } });
    const { executions, links } = linkRuns([a, b]);
    expect(executions).toEqual([["mlflow:m", "wandb:w"]]);
    expect(links.get("wandb:w")).toEqual([{ run: "mlflow:m", why: "its record names mlflow:m" }]);
  });

  test("two trackers that share one directory are one execution", () => {
    expect(linkRuns([hydra("outputs/1"), events("outputs/1")]).executions).toHaveLength(1);
  });

  test("of a run and those nested in it, the run is the one that its folder holds", () => {
    const mlflow = (id: string, parent: string | null) =>
      runRecord({ tracker: "mlflow", id, parent, trace: { directory: `outputs/1/mlruns/0/${id}` } });
    const { executions } = linkRuns([hydra("outputs/1"), mlflow("top", null), mlflow("fold", "top")]);
    expect(executions).toEqual([["hydra:outputs/1", "mlflow:top"], ["mlflow:fold"]]);
  });

  test("a folder that two runs of one tracker share is the home of neither", () => {
    const shared = (id: string) => runRecord({ tracker: "mlflow", id, trace: { directory: "outputs/1" } });
    expect(linkRuns([shared("a"), shared("b"), wandb("w", "outputs/1/wandb/w")]).links.size).toBe(0);
  });

  test("a project below the root links nothing either: neither where a manifest lies, nor where a program does", () => {
    const inner = wandb("w", "services/fit/wandb/w");
    expect(linkRuns([hydra("services/fit"), inner], new Set(["services/fit"])).links.size).toBe(0);
    expect(
      linkRuns([hydra("services/fit"), { ...inner, program: "services/fit/src/train.py" }]).links.size,
    ).toBe(0);
    expect(linkRuns([hydra("services/fit"), inner]).links.size).toBe(2);
  });

  test("a recorded folder links the one run that lies below it", () => {
    const stage = runRecord({
      tracker: "dvc",
      id: "dvc.lock:train",
      trace: { directory: null, sameAs: ["logs"] },
    });
    expect(linkRuns([stage, events("logs/run")]).executions).toEqual([
      ["dvc:dvc.lock:train", "tensorboard:logs/run"],
    ]);
    expect(linkRuns([stage, events("logs/a"), events("logs/b")]).links.size).toBe(0);
  });

  test("ids of other trackers' runs in parameters and tags link, those of runs that it used do not", () => {
    const m = runRecord({ tracker: "mlflow", id: "m" });
    const trial = (tags: Record<string, string>) =>
      runRecord({ tracker: "optuna", id: "study:3", tags, trace: { directory: null } });
    expect(linkRuns([m, trial({ mlflow_run_id: "m" })]).links.get("optuna:study:3")).toEqual([
      { run: "mlflow:m", why: "its record names mlflow:m" },
    ]);
    expect(linkRuns([m, trial({ "user_attrs.mlflow_run_id": "m" })]).links.size).toBe(2);
    expect(linkRuns([m, trial({ pretrained_mlflow_run_id: "m" })]).links.size).toBe(0);
    const w = wandb("ab12", "wandb/run-ab12");
    expect(
      linkRuns([w, runRecord({ tracker: "mlflow", id: "m", params: { wandb_id: "team/project/ab12" } })])
        .links.size,
    ).toBe(2);
  });

  test("two trials that name one run are ambiguous", () => {
    const trial = (id: string) =>
      runRecord({ tracker: "optuna", id, params: { mlflow_run_id: "m" }, trace: { directory: null } });
    expect(linkRuns([runRecord({ tracker: "mlflow", id: "m" }), trial("1"), trial("2")]).links.size).toBe(0);
  });

  test("twenty thousand runs, half of them in one folder, are linked as far as they can be", () => {
    const records = Array.from({ length: 10_000 }, (_, index) => [
      hydra(`outputs/${index}`),
      index % 2 === 0 ? wandb(`w${index}`, `outputs/${index}/wandb/w`) : wandb(`w${index}`, "shared"),
    ]).flat();
    const { links, executions } = linkRuns(records);
    expect(links.size).toBe(10_000);
    expect(executions).toHaveLength(15_000);
  });
});
