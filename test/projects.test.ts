import { expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import { openWorkspace } from "../src/workspace/open.js";
import { buildRepository, type Files } from "./tools/repository.js";

const TRAIN = "import torch\nm = torch.nn.Linear(1, 1)\nloss = m(torch.ones(1, 1)).sum()\nloss.backward()\n";

async function projectsOf(files: Files): Promise<readonly string[]> {
  const { root } = buildRepository({ commits: [{ files }] });
  const workspace = await openWorkspace(root);
  try {
    const { repository } = await audit(workspace, { ruleSet: RULES, local: true });
    return repository.projects.map((project) => project.root);
  } finally {
    await workspace.close();
  }
}

test("A9: a manifest, a DVC pipeline and an MLproject each make a project of their folder", async () => {
  const projects = await projectsOf({
    "a/requirements.txt": "torch==2.3.0\n",
    "a/train.py": TRAIN,
    "b/dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n",
    "b/train.py": TRAIN,
    "c/MLproject": "entry_points:\n  main:\n    command: python train.py\n",
    "c/train.py": TRAIN,
  });
  expect(projects).toEqual([".", "a", "b", "c"]);
});

test("A9: a demo or an API with a manifest of its own is a part of the project that it lies in", async () => {
  const projects = await projectsOf({
    "a/requirements.txt": "torch==2.3.0\n",
    "a/train.py": TRAIN,
    "a/api/requirements.txt": "torch==2.3.0\nfastapi\n",
    "a/api/app.py": "import torch\nfrom fastapi import FastAPI\napp = FastAPI()\n",
  });
  expect(projects).toEqual([".", "a"]);
});

test("A9: code that starts an MLflow project makes none of its own folder", async () => {
  const projects = await projectsOf({
    MLproject: "entry_points:\n  main:\n    command: python src/run.py\n",
    "src/run.py": `import mlflow\nmlflow.run(".", entry_point="train")\n${TRAIN}`,
  });
  expect(projects).toEqual(["."]);
});
