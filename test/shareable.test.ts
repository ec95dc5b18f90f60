import { expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import { openWorkspace } from "../src/workspace/open.js";
import { buildRepository } from "./tools/repository.js";

const KEY = ["m3Kq8ZtW1xYb7", "RfP4cD9sVhJ2nL"].join("");

test("B9: what code and configuration say of a person, or give away, stands in no report", async () => {
  const { root } = buildRepository({
    untracked: {
      "train.py": [
        "import argparse, torch, mlflow",
        "parser = argparse.ArgumentParser()",
        'parser.add_argument("--data", default="/home/ada/flowers/train.csv")',
        `parser.add_argument("--api_key", default="${KEY}")`,
        "args = parser.parse_args()",
        "loss = torch.nn.Linear(1, 1)(torch.ones(1))",
        "loss.backward()",
      ].join("\n"),
      "config.yaml": `data_dir: /home/ada/flowers\nwandb_api_key: ${KEY}\nmail: ada@lab.org\n`,
    },
  });
  const workspace = await openWorkspace(root);
  try {
    const report = JSON.stringify(await audit(workspace, { ruleSet: RULES, local: true }));
    expect(report).toContain("~/flowers/train.csv");
    for (const secret of [KEY, "/home/ada", "ada@lab.org"]) expect(report).not.toContain(secret);
  } finally {
    await workspace.close();
  }
});

test("B1: runs that tests keep as samples are listed by the ledger and judged by nobody", async () => {
  const run = (id: string) => ({
    [`tests/samples/mlruns/1/${id}/meta.yaml`]: `artifact_uri: x\nexperiment_id: '1'\nrun_id: ${id}\nstatus: 3\n`,
  });
  const { root } = buildRepository({
    untracked: {
      "train.py": "import mlflow\n",
      "tests/samples/mlruns/1/meta.yaml": "experiment_id: '1'\nname: x\nartifact_location: x\n",
      ...run("a".repeat(32)),
    },
  });
  const workspace = await openWorkspace(root);
  try {
    const report = await audit(workspace, { ruleSet: RULES, local: true });
    expect(report.runs.total).toBe(0);
    expect(report.findings.map((finding) => finding.rule)).not.toContain("run-without-commit");
  } finally {
    await workspace.close();
  }
});
