import { describe, expect, test } from "vitest";
import type { Exposure, Problem, RunRecord } from "../../src/core/run.js";
import { exposuresOf } from "../../src/ledger/exposures.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files } from "../tools/repository.js";
import { runRecord } from "../tools/run-record.js";

const KEY = ["m3Kq8ZtW1xYb7", "RfP4cD9sVhJ2nL"].join("");

async function exposed(records: readonly RunRecord[], files: Files = {}) {
  const { root } = buildRepository({ untracked: { "train.py": "import mlflow\n", ...files } });
  const workspace = await openWorkspace(root);
  const problems: Problem[] = [];
  try {
    const found = await exposuresOf(records, workspace, (one) => problems.push(one));
    return { found, problems };
  } finally {
    await workspace.close();
  }
}

const secret = (what: string, path: string, key: string | null): Exposure => ({
  kind: "secret",
  what,
  path,
  key,
});
const personal = (what: string, path: string, key: string | null): Exposure => ({
  kind: "personal",
  what,
  path,
  key,
});

describe("B9: what records give away", () => {
  test("fields are named with kind, file and key, once each, and never with a value", async () => {
    const record = runRecord({
      id: "a",
      params: { api_key: KEY, data: "/home/ada/x", list: ["/home/ada/a", "/home/ada/b"] },
      tags: { "mlflow.user": "ada" },
      trace: { directory: "store/a", personal: [personal("host name", "store/a/host.json", "host")] },
    });
    const { found } = await exposed([record, runRecord({ id: "b" })]);
    const path = "store/a/meta.yaml";
    expect(found).toEqual(
      new Map([
        [
          "mlflow:a",
          [
            personal("home folder", path, "data"),
            personal("home folder", path, "list"),
            personal("host name", "store/a/host.json", "host"),
            personal("user name", path, "mlflow.user"),
            secret("API key", path, "api_key"),
          ],
        ],
      ]),
    );
    expect(JSON.stringify([...found])).not.toContain(KEY);
  });

  test("texts beside records are looked into; a patch names authors on purpose", async () => {
    const record = runRecord({
      trace: { texts: ["wandb/output.log", "wandb/diff.patch", "wandb/gone.log"] },
    });
    const files = {
      "wandb/output.log": `connecting to postgresql://ada:q7Rk-Z2mX@db.lab.org/x\nFile "/home/ada/x/train.py"\nmail ada@lab.org\n`,
      "wandb/diff.patch": `+__author__ = "ada@lab.org"\n+api_key = "${KEY}"\n`,
    };
    const { found, problems } = await exposed([record], files);
    expect(found.get("mlflow:a")).toEqual([
      personal("e-mail address", "wandb/output.log", null),
      personal("home folder", "wandb/output.log", null),
      secret("API key", "wandb/diff.patch", null),
      secret("database password", "wandb/output.log", null),
    ]);
    expect(problems).toEqual([]);
  });

  test("accounts that are nobody's are no data of a person", async () => {
    const record = runRecord({
      params: { out: "/home/jovyan/work" },
      tags: { "mlflow.user": "root", user: "ada" },
    });
    expect((await exposed([record])).found).toEqual(new Map());
  });

  test("F1: binary and very long files cost no more than their first MiB", async () => {
    const record = runRecord({ trace: { texts: ["a.log", "b.log"] } });
    const files: Files = {
      "a.log": { base64: Buffer.from(`\0\0api_key=${KEY}`).toString("base64") },
      "b.log": { repeat: `password=q7Rk-Z2mX${" ".repeat(1000)}`, times: 2000 },
    };
    const { found } = await exposed([record], files);
    expect(found.get("mlflow:a")).toEqual([secret("password", "b.log", null)]);
  });

  test("F1: texts beyond the budget of all together are told, not dropped", async () => {
    const paths = Array.from({ length: 70 }, (_, at) => `logs/${String(at).padStart(2, "0")}.log`);
    const long = { repeat: "0123456789abcde\n", times: 2 ** 16 };
    const { problems } = await exposed(
      [runRecord({ trace: { texts: paths } })],
      Object.fromEntries(paths.map((path) => [path, long])),
    );
    expect(problems.map(({ path }) => path)).toEqual(["logs/64.log"]);
    expect(problems[0]?.message).toContain("5 further texts");
  });
});
