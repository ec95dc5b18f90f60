import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Code } from "../../../src/core/code.js";
import type { Problem } from "../../../src/core/run.js";
import { detector } from "../../../src/detectors/mlflow-registry.js";
import { readRegistry } from "../../../src/trackers/mlflow/registry.js";
import { readable } from "../../tools/sqlite-driver.js";
import type { ClientView } from "./client-view.js";
import { fileStore, inFolder, inTree, storesOf, type Tree } from "./tree.js";

const root = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/trackers/mlflow/${name}`, import.meta.url));

describe.each(
  readable(["1.30.1-sqlite", "2.9.2-file-store", "2.9.2-sqlite", "3.17.2-file-store", "3.17.2-sqlite"]),
)("B1: the registry of %s", (name) => {
  test("reads as the client reads it", async () => {
    const view = JSON.parse(readFileSync(join(root(name), "client.json"), "utf8")) as ClientView;
    const { models, problems } = await inFolder(root(name), async (workspace) =>
      readRegistry((await storesOf(workspace))[0]!, workspace),
    );
    expect(problems).toEqual([]);
    expect(
      models.map((model) => ({
        name: model.name,
        description: model.description,
        tags: model.tags,
        versions: model.versions.map(({ version, run, stage, description, aliases, tags }) => ({
          version,
          run,
          stage: stage ?? "None",
          description,
          aliases,
          tags,
        })),
      })),
    ).toEqual(
      view.registry.map((model) => ({
        name: model.name,
        description: model.description === "" ? null : model.description,
        tags: Object.keys(model.tags),
        versions: model.versions.map(({ version, run, stage, description, tags }) => ({
          version,
          run,
          stage,
          description,
          aliases: Object.keys(model.aliases).filter((alias) => model.aliases[alias] === version),
          tags: Object.keys(tags),
        })),
      })),
    );
  });
});

const REGISTERED: Tree = {
  ...fileStore(),
  "mlruns/models/churn/meta.yaml": "name: churn\ndescription: null\n",
  "mlruns/models/churn/aliases/champion": "2",
  "mlruns/models/churn/version-1/meta.yaml":
    "name: churn\nversion: 1\ncurrent_stage: Archived\nrun_id: abc\n",
  "mlruns/models/churn/version-2/meta.yaml": "name: churn\nversion: 2\ncurrent_stage: None\nrun_id: null\n",
  "mlruns/models/empty shelf/meta.yaml": "name: empty shelf\n",
};

const detect = (tree: Tree) =>
  inTree(tree, async (workspace) => {
    const problems: Problem[] = [];
    const evidence = await detector.detect({
      workspace,
      files: await workspace.files(),
      code: {} as Code,
      problem: (problem) => problems.push(problem),
    });
    return { evidence, problems };
  });

describe("the detector", () => {
  test("A7: names every version with alias, stage and run, at the file that records it", async () => {
    const { evidence, problems } = await detect(REGISTERED);
    expect(problems).toEqual([]);
    const entries = evidence.filter(({ kind }) => kind === "registry.entry");
    expect(entries).toEqual([
      {
        kind: "registry.entry",
        confidence: "high",
        tool: "mlflow",
        name: "churn",
        detail: "version 1, stage Archived, from run abc",
        record: { version: "1", run: "mlflow:abc", owner: null, described: false },
        location: { path: "mlruns/models/churn/version-1/meta.yaml", run: "mlflow:abc" },
      },
      expect.objectContaining({ detail: "version 2, alias champion, from no recorded run" }),
      expect.objectContaining({ name: "empty shelf", detail: "registered, without a version" }),
    ]);
  });

  test("B4: a version that cannot be read is a problem, the others stay", async () => {
    const { evidence, problems } = await detect({
      ...REGISTERED,
      "mlruns/models/churn/version-1/meta.yaml": "name: [churn\n",
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: "mlruns/models/churn/version-1/meta.yaml" });
    expect(evidence.filter(({ kind }) => kind === "registry.entry")).toHaveLength(3);
  });

  test("A7: names the fields that a record of a model holds and lacks, and never whose it is", async () => {
    const { evidence } = await detect({
      ...REGISTERED,
      "mlruns/models/churn/tags/owner": "Ada",
      "mlruns/models/churn/version-2/meta.yaml":
        "name: churn\nversion: 2\nrun_id: abc\ndescription: of May\n",
    });
    const metadata = evidence.flatMap((one) => (one.kind === "inventory.item" ? [one] : []));
    expect(metadata.map(({ item, name, state, value }) => [item, name, state, value])).toEqual([
      ["model metadata", "churn version 1", "has version, run, owner", "without description"],
      ["model metadata", "churn version 2", "has version, run, owner, description", undefined],
      ["model metadata", "empty shelf", "a name only", "without version, run, owner, description"],
    ]);
    expect(JSON.stringify(evidence)).not.toContain("Ada");
  });
});
