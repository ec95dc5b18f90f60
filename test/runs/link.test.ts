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
});
