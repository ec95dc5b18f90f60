import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reader } from "../../src/trackers/mlflow/records.js";
import { readRegistry } from "../../src/trackers/mlflow/registry.js";
import { asWeSayIt, byId, type ClientView, inClientWords, readAll } from "../trackers/mlflow/client-view.js";
import { inFolder, storesOf } from "../trackers/mlflow/tree.js";

const python = process.env.EXPTRACK_PYTHON ?? "python3";
const tool = (name: string): string => fileURLToPath(new URL(`../tools/${name}`, import.meta.url));

describe.each(["file", "sqlite"])("B1: a store just written by the installed MLflow client: %s", (kind) => {
  const folder = mkdtempSync(join(tmpdir(), "exptrack-mlflow-client-"));
  const project = join(folder, "project");
  let view: ClientView;

  beforeAll(() => {
    execFileSync(python, [tool("make_mlflow.py"), project, kind], { stdio: ["ignore", "ignore", "pipe"] });
    const copy = join(folder, "copy.db");
    if (kind === "sqlite") copyFileSync(join(project, "mlflow.db"), copy);
    const uri = kind === "sqlite" ? `sqlite:///${copy}` : `file:${join(project, "mlruns")}`;
    const dump = execFileSync(python, [tool("dump_mlflow.py"), uri], {
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "pipe"],
    });
    view = JSON.parse(dump.toString("utf8")) as ClientView;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("every run agrees field by field", async () => {
    await inFolder(project, async (workspace) => {
      const { runs, problems } = await readAll(reader, workspace);
      const ours = await Promise.all(runs.map((run) => inClientWords(run, reader, workspace)));
      expect(problems).toEqual([]);
      expect(ours.length).toBeGreaterThan(8);
      expect(byId(ours)).toEqual(byId(view.runs.map(asWeSayIt)));
    });
  });

  test("the registry agrees", async () => {
    await inFolder(project, async (workspace) => {
      const { models } = await readRegistry((await storesOf(workspace))[0]!, workspace);
      expect(models.map(({ name, versions }) => [name, versions.map(({ run }) => run)])).toEqual(
        view.registry.map(({ name, versions }) => [name, versions.map(({ run }) => run)]),
      );
    });
  });
});
