import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { buildRepository, type Files, type Repository } from "../tools/repository.js";
import { checked, staged, told } from "./checked.js";

const RECORDS = { questions: ["records"] } as const;
const ABSENT = "0123456789abcdef0123456789abcdef01234567";
/** Put together here, so that no scanner takes this file for a leak. */
const TOKEN = ["ghp", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_");

interface MlflowRun {
  readonly tags?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/** A run of MLflow's file store. */
function mlflow(id: string, { tags = {}, params = { lr: "0.1" }, status = 3 }: MlflowRun): Files {
  const folder = `mlruns/0/${id.repeat(32).slice(0, 32)}`;
  const meta = [
    "artifact_uri: mlflow-artifacts:/0/x/artifacts",
    "end_time: 1767312000000",
    "entry_point_name: ''",
    "experiment_id: '0'",
    "lifecycle_stage: active",
    `run_id: ${id.repeat(32).slice(0, 32)}`,
    `run_name: run-${id}`,
    "source_name: ''",
    "source_type: 4",
    "source_version: ''",
    "start_time: 1767308400000",
    `status: ${status}`,
    "tags: []",
    "user_id: root",
    "",
  ].join("\n");
  return {
    "mlruns/0/meta.yaml":
      "artifact_location: mlflow-artifacts:/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: base\n",
    [`${folder}/meta.yaml`]: meta,
    [`${folder}/metrics/loss`]: "1767308400000 0.5 0\n1767308401000 0.25 1\n",
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${folder}/tags/${key}`, value])),
    ...Object.fromEntries(Object.entries(params).map(([key, value]) => [`${folder}/params/${key}`, value])),
  };
}

const meta = (id: string): string => `mlruns/0/${id.repeat(32)}/meta.yaml`;
const committed = (recipe: Parameters<typeof buildRepository>[0]): Repository => buildRepository(recipe);
const COMMIT = "mlflow.source.git.commit";

describe("B6: what a staged record says of its code", () => {
  test("B6 E5: a new run that names no commit would come in as an error", async () => {
    const report = await checked(staged({}, mlflow("a", {})), RECORDS);
    expect(told(report)).toEqual([`introduced error run-without-commit ${meta("a")}`]);
    expect(report.findings[0]?.message).toBe(
      "this run (mlflow) named no git commit: which code ran cannot be told",
    );
    expect(report.findings[0]?.location.run).toBe(`mlflow:${"a".repeat(32)}`);
  });

  test("B6: a new run that names a commit of the repository comes in silently", async () => {
    const repository = committed({
      commits: [{ id: "first", files: { "train.py": "print(1)\n" } }],
      staged: mlflow("a", { tags: { [COMMIT]: "<commit:first>", "mlflow.source.name": "train.py" } }),
    });
    expect(told(await checked(repository, RECORDS))).toEqual([]);
  });

  test("B6: a commit that the repository does not hold is an error, in a shallow clone it is not told", async () => {
    const files = mlflow("a", { tags: { [COMMIT]: ABSENT } });
    const error = [`introduced error commit-not-in-repository ${meta("a")}`];
    expect(told(await checked(staged({}, files), RECORDS))).toEqual(error);
    const whole = committed({ commits: [{ files: { a: "1\n" } }, { files: { a: "2\n" } }] });
    const shallow = whole.clone("--depth=1");
    shallow.write(files);
    shallow.git("add", "--all");
    expect(told(await checked(shallow, RECORDS))).toEqual([]);
  });

  test("B6: a commit without the program that the run names is an error", async () => {
    const repository = committed({
      commits: [{ id: "first", files: { "other.py": "print(1)\n" } }],
      staged: mlflow("a", { tags: { [COMMIT]: "<commit:first>", "mlflow.source.name": "train.py" } }),
    });
    expect(told(await checked(repository, RECORDS))).toEqual([
      `introduced error commit-without-program ${meta("a")}`,
    ]);
  });

  test("B6: a Sacred run with uncommitted changes is an error, unless its sources were kept", async () => {
    const run = (sources: readonly unknown[]): Files => ({
      "runs/1/run.json": {
        json: {
          experiment: {
            name: "x",
            base_dir: "/p",
            mainfile: "train.py",
            sources,
            repositories: [{ url: null, commit: "<commit:first>", dirty: true }],
            dependencies: [],
          },
          status: "COMPLETED",
          start_time: "2026-01-01T00:00:00",
          stop_time: "2026-01-01T01:00:00",
          heartbeat: "2026-01-01T01:00:00",
          result: 1,
          artifacts: [],
          resources: [],
          host: {},
          meta: { command: "main", options: {} },
        },
      },
      "runs/1/config.json": '{"seed": 1}\n',
      "runs/1/cout.txt": "",
      "runs/1/metrics.json": "{}\n",
      "runs/_sources/train_dee5c46989f5ec092311188f4fe829c3.py": "print(1)\n",
    });
    const commits = [{ id: "first", files: { "train.py": "print(1)\n" } }];
    const bare = await checked(committed({ commits, staged: run([]) }), RECORDS);
    expect(told(bare)).toContain("introduced error dirty-run-without-patch runs/1/run.json");
    const kept = await checked(
      committed({
        commits,
        staged: run([["train.py", "_sources/train_dee5c46989f5ec092311188f4fe829c3.py"]]),
      }),
      RECORDS,
    );
    expect(told(kept).join()).not.toContain("dirty-run-without-patch");
  });
});

describe("B8: what a staged record says of its run", () => {
  test("B8: a run that ended in NaN is a warning, one without metrics is left to the audit, which knows the others", async () => {
    const good = { [COMMIT]: "<commit:first>" };
    const { [`mlruns/0/${"a".repeat(32)}/metrics/loss`]: _loss, ...bare } = mlflow("a", { tags: good });
    const odd = mlflow("b", { tags: good });
    const files = { ...bare, ...odd, [`mlruns/0/${"b".repeat(32)}/metrics/loss`]: "1767308400000 nan 0\n" };
    const report = await checked(
      committed({ commits: [{ id: "first", files: { a: "1\n" } }], staged: files }),
      RECORDS,
    );
    expect(told(report)).toEqual([`introduced warning non-finite-result ${meta("b")}`]);
  });

  test("B8: a damaged record is a problem line and stops nothing", async () => {
    const files = {
      ...mlflow("a", {}),
      [meta("b")]: "status: [3\n",
      "logs/events.out.tfevents.1.host": "\0\x01\x02",
    };
    const report = await checked(staged({}, files), RECORDS);
    expect(told(report)).toContain(`introduced error run-without-commit ${meta("a")}`);
    expect(report.problems.map(({ path }) => path)).toEqual([meta("b"), "logs/events.out.tfevents.1.host"]);
  });

  test("B8: samples of tests are no runs", async () => {
    const files = Object.fromEntries(
      Object.entries(mlflow("a", {})).map(([path, content]) => [`tests/${path}`, content]),
    );
    expect(told(await checked(staged({}, files), RECORDS))).toEqual([]);
  });
});

describe("B9: secrets and persons in staged records", () => {
  test("B9: a secret in a record would come in as an error, and its value is nowhere in the answer", async () => {
    const report = await checked(staged({}, mlflow("a", { params: { token: TOKEN } })), RECORDS);
    const secret = report.findings.find(({ rule }) => rule === "secret-in-record");
    expect(secret).toMatchObject({ severity: "error", confidence: "high", standing: "introduced" });
    expect(secret?.message).toMatch(/GitHub token \(token in meta.yaml\)/);
    expect(JSON.stringify(report)).not.toContain(TOKEN.slice(6, 20));
  });

  test("B9: a password that only its name promises is an error as well", async () => {
    const params = { db_password: "Xk29_fQz81-Lw" };
    const report = await checked(staged({}, mlflow("a", { params })), RECORDS);
    expect(report.findings.find(({ rule }) => rule === "secret-in-record")).toMatchObject({
      severity: "error",
      confidence: "high",
    });
    expect(JSON.stringify(report)).not.toContain(params.db_password);
  });

  test("B9: a placeholder is no secret", async () => {
    const files = mlflow("a", { params: { api_key: "YOUR_API_KEY", token: "<your token>" } });
    expect(told(await checked(staged({}, files), RECORDS)).join()).not.toContain("secret");
  });
});

describe("E5: only what the change brings in", () => {
  const OLD = mlflow("a", {});

  test("E5: a run that was there stays silent while another comes in", async () => {
    const report = await checked(staged(OLD, mlflow("b", {})), RECORDS);
    expect(told(report)).toEqual([`introduced error run-without-commit ${meta("b")}`]);
  });

  test("B6 E5: rows of a database that come in are told apart from those that were there", async () => {
    const store = (name: string): Buffer =>
      readFileSync(
        fileURLToPath(new URL(`../../fixtures/trackers/optuna/5.0.0/store/${name}`, import.meta.url)),
      );
    const before = { "study.db": store("beating.db") };
    const report = await checked(staged(before, { "study.db": store("study.db") }), RECORDS);
    const standings = new Set(report.findings.map(({ rule, standing }) => `${standing} ${rule}`));
    expect(standings).toContain("introduced run-without-commit");
    const same = await checked(staged(before, { ...before, "other.txt": "1\n" }), RECORDS);
    expect(told(same)).toEqual([]);
  });

  test("E5: a touched run of old is a warning", async () => {
    const report = await checked(
      staged(OLD, { [`mlruns/0/${"a".repeat(32)}/tags/note`]: "better\n" }),
      RECORDS,
    );
    expect(told(report).filter((line) => line.includes("error"))).toEqual([]);
  });

  test("E5: a store that moves brings nothing in", async () => {
    const repository = staged(OLD, {});
    repository.git("mv", "mlruns", "old-mlruns");
    expect(told(await checked(repository, RECORDS)).filter((line) => line.includes("error"))).toEqual([]);
  });

  test("E5: many new runs of one store are told in one sentence", async () => {
    const files = Object.assign({}, ..."0123456789".split("").map((id) => mlflow(id, {})));
    const report = await checked(staged(OLD, files), RECORDS);
    expect(report.findings.map(({ message }) => message)).toEqual([
      "all 10 runs (mlflow) named no git commit: which code ran cannot be told",
    ]);
  });

  test("E5: what was recorded and is not staged says nothing", async () => {
    const repository = buildRepository({
      commits: [{ files: { "a.txt": "1\n" } }],
      staged: { "a.txt": "2\n" },
      untracked: mlflow("a", {}),
    });
    expect(told(await checked(repository, RECORDS))).toEqual([]);
  });

  test("E5: a suppression in the configuration is heeded", async () => {
    const report = await checked(staged({}, mlflow("a", {})), {
      ...RECORDS,
      configuration: { rules: new Map([["run-without-commit", { severity: "off" }]]) },
    });
    expect(told(report)).toEqual([]);
  });
});

describe("B6, B9: stores that the real clients wrote", () => {
  const STORES: Readonly<Record<string, readonly [folder: string, rules: RegExp]>> = {
    "MLflow 3.17.2, files": ["mlflow/3.17.2-file-store", /commit-not-in-repository/],
    "MLflow 3.17.2, SQLite": ["mlflow/3.17.2-sqlite", /commit-not-in-repository/],
    "W&B 0.21.4": ["wandb/0.21.4", /commit-not-in-repository/],
    "Sacred 0.8.7": ["sacred/0.8.7-file", /failed-run-without-reason/],
    "Optuna 5.0.0": ["optuna/5.0.0", /run-without-commit/],
    "TensorBoard 2.20.0": ["tensorboard/tensorboard-2.20.0", /run-without-commit/],
    "Lightning 2.6.0": ["lightning/2.6.0", /run-without-commit/],
    "Hugging Face 5.23.0": ["huggingface/5.23.0", /run-without-commit/],
    "Hydra 1.3.2": ["hydra/1.3.2", /run-without-commit/],
    "DVCLive 3.49.1": ["dvclive/3.49.1", /run-without-commit/],
  };

  for (const [name, [folder, rules]] of Object.entries(STORES)) {
    test(`staged records of ${name} are read from the index`, async () => {
      const from = fileURLToPath(new URL(`../../fixtures/trackers/${folder}`, import.meta.url));
      const paths = readdirSync(from, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && entry.name !== "client.json")
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(from.length + 1));
      const files = Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(from, path))]));
      const report = await checked(staged({}, files), RECORDS);
      expect(report.findings.map(({ rule }) => rule).join(" ")).toMatch(rules);
      expect(report.findings.every(({ standing }) => standing === "introduced")).toBe(true);
    });
  }

  test("E5: a log that CatBoost leaves behind by itself is nobody's run", async () => {
    const from = fileURLToPath(
      new URL("../../fixtures/trackers/tensorboard/tensorboard-2.20.0", import.meta.url),
    );
    const log = readdirSync(from, { withFileTypes: true, recursive: true }).find((entry) =>
      entry.name.includes("tfevents"),
    )!;
    const bytes = readFileSync(join(log.parentPath ?? log.path, log.name));
    const report = await checked(staged({}, { "catboost_info/learn/events.out.tfevents": bytes }), RECORDS);
    expect(told(report)).toEqual([]);
  });

  test("a change that is no record loads no question about records", async () => {
    expect(
      (await checked(staged({}, { "train.py": "x = 1\n", "docs/run.md": "run\n" }), RECORDS)).findings,
    ).toEqual([]);
  });
});
