import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Report } from "../src/core/report.js";
import { markdown } from "../src/formats/markdown.js";
import { openWorkspace } from "../src/workspace/open.js";
import { buildRepository, type Files } from "./tools/repository.js";

async function auditOf(files: Files): Promise<Report> {
  const workspace = await openWorkspace(buildRepository({ commits: [{ files }] }).root);
  try {
    return await audit(workspace, { ruleSet: RULES, local: true });
  } finally {
    await workspace.close();
  }
}

const RUN = "mlruns/0/0123456789abcdef0123456789abcdef";
const STORE: Files = {
  "requirements.txt": "mlflow\nscikit-learn\n",
  "mlruns/0/meta.yaml": "experiment_id: '0'\nname: Default\nlifecycle_stage: active\n",
  [`${RUN}/meta.yaml`]:
    "experiment_id: '0'\nlifecycle_stage: active\nrun_id: 0123456789abcdef0123456789abcdef\nrun_name: busy-ant-1\nstart_time: 1720755233135\nend_time: 1720755261388\nstatus: 3\nuser_id: root\n",
  [`${RUN}/metrics/r2`]: "1720755233181 0.88 0\n",
  [`${RUN}/tags/mlflow.source.name`]: "train.py",
};
const TRAIN =
  "import mlflow\nfrom sklearn.linear_model import LogisticRegression\n\nwith mlflow.start_run():\n    model = LogisticRegression().fit([[0], [1]], [0, 1])\n    mlflow.log_metric('r2', 0.88)\n";

describe("D5: examples", () => {
  const exampleOf = (report: Report, id: string): string =>
    report.findings.find(({ rule }) => rule === id)?.fix.example ?? "";

  test("D5: speak the language of the tracker that made the record, where DVC only holds data", async () => {
    const files = {
      ...STORE,
      "train.py": TRAIN,
      ".dvc/config": "",
      "data/raw.csv.dvc": `outs:\n- md5: ${"e".repeat(32)}\n  size: 5\n  path: raw.csv\n`,
    };
    const report = await auditOf(files);
    expect(exampleOf(report, "parameters-not-logged")).toContain("mlflow.log_params");
    expect(exampleOf(report, "no-run-command")).not.toContain("dvc repro");
  });
});

describe("D5: what cannot wait", () => {
  test("D5 B9: a secret in a record is the first thing to do, and gains no point", async () => {
    const key = `${"ghp"}_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`;
    const report = await auditOf({ ...STORE, "train.py": TRAIN, [`${RUN}/params/api_key`]: key });
    const [first] = report.recommendations;
    expect(first).toMatchObject({ priority: "P1", gain: 0 });
    expect(first?.title).toContain("Revoke the secret first");
    expect(JSON.stringify(report)).not.toContain(key);
  });
});

test("D8: a committed report names no commit that the tree itself does not name", async () => {
  const report = await auditOf({ ...STORE, "train.py": TRAIN });
  const commit = report.repository.commit ?? "";
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  const text = markdown(report, { folder: "docs" });
  expect(text).toContain("no commit is recorded; the commit that brought the record stands in");
  expect(text).not.toContain(commit.slice(0, 8));
});
