import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeSqlite } from "../parsers/make-sqlite.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";
import { testSqlite } from "../tools/sqlite-driver.js";
import { COMMANDS, HEALTHY_RUN, PROJECT, withstands } from "./attacked.js";

const SECRET = "canary-outside-4711";
const RUN = `mlruns/0/${HEALTHY_RUN}`;

testSqlite(
  "F1: an endless view, a trigger and a generated column in a database are never evaluated",
  async () => {
    const { root } = buildRepository({ untracked: PROJECT });
    const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i";
    for (const [name, view] of [
      ["mlflow.db", "runs"],
      ["study.db", "trials"],
      ["sacred.db", "run"],
      ["results.sqlite3", "results"],
    ] as const) {
      makeSqlite(
        join(root, name),
        `CREATE VIEW ${view} AS ${endless} AS run_uuid, i AS run_id FROM n;
       CREATE TABLE metrics(a, b GENERATED ALWAYS AS (zeroblob(90000000)) VIRTUAL);
       CREATE TABLE experiments(experiment_id, name);
       CREATE TRIGGER t AFTER INSERT ON experiments BEGIN ${endless} FROM n; END;
       INSERT INTO metrics(a) VALUES (1);`,
      );
    }
    for (const command of COMMANDS) await withstands(command, root, { killAfterSeconds: 30 });
  },
);

test("F1: links out of the root, to devices and in circles are not followed, pipes are not waited for", async () => {
  const outside = temporaryFolder("outside");
  mkdirSync(join(outside, "store/0/ffffffffffffffffffffffffffffffff"), { recursive: true });
  for (const name of ["train.py", "README.md", "store/0/meta.yaml", "metrics.json", "secret.txt"])
    writeFileSync(join(outside, name), `${SECRET}: "${SECRET}"\n`);
  const { root } = buildRepository({ untracked: PROJECT });
  for (const [name, target] of [
    ["loop", "."],
    ["linked-store", join(outside, "store")],
    ["linked.py", join(outside, "train.py")],
    ["metrics.json", join(outside, "metrics.json")],
    ["CITATION.cff", join(outside, "secret.txt")],
    ["dvc.lock", join(outside, "secret.txt")],
    ["zero.py", "/dev/zero"],
    ["params.yaml", "/dev/zero"],
    [`${RUN}/tags`, outside],
  ] as const)
    symlinkSync(target, join(root, name));
  for (const name of ["pipe.py", "dvc.yaml", "mlflow.db", `${RUN}/params/pipe`])
    expect(spawnSync("mkfifo", [join(root, name)]).status).toBe(0);
  for (const command of COMMANDS) {
    const { stdout, stderr } = await withstands(command, root, { untouched: false, killAfterSeconds: 30 });
    expect(stdout + stderr).not.toContain(SECRET);
  }
});

describe("F1: places in records that lie outside", () => {
  test("are named, and nothing is read there", async () => {
    const outside = temporaryFolder("outside");
    writeFileSync(join(outside, "MLmodel"), `flavors: {${SECRET}: 1}\n`);
    const meta = (uri: string) =>
      PROJECT[`${RUN}/meta.yaml`]!.toString().replace(/artifact_uri: .*/, `artifact_uri: ${uri}`);
    for (const uri of [`file://${outside}`, "../../../../../../etc", "C:\\Windows", "\\\\server\\share"]) {
      const { root } = buildRepository({
        untracked: { ...PROJECT, [`${RUN}/meta.yaml`]: meta(JSON.stringify(uri)) },
      });
      const { stdout } = await withstands(COMMANDS[0]!, root);
      expect(stdout).not.toContain(SECRET);
    }
  });
});

const ESCAPES = "\u001b]52;c;ZXZpbA==\u0007\u001b[31m\u009b31m\u202e</script><script>|`-->\r\n::error::x";
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test("F1: what a terminal obeys is in no output, whatever names, parameters, tags and headings hold", async () => {
  const { root } = buildRepository({
    untracked: {
      ...PROJECT,
      "README.md": `# ${ESCAPES}\n`,
      [`${RUN}/params/${ESCAPES.replaceAll("/", "")}`]: ESCAPES,
      [`${RUN}/tags/mlflow.note.content`]: ESCAPES,
      [`${RUN}/params/__proto__`]: "polluted",
      [`${RUN}/params/constructor`]: "polluted",
      "=cmd|' /C calc'!A0.py": "import torch\n",
      "$(touch canary)\n;`id`.py": "import torch\n",
      "-rf.py": "import torch\n",
    },
  });
  for (const command of COMMANDS) {
    const { stdout, stderr } = await withstands(command, root);
    expect(stdout).not.toMatch(FORBIDDEN);
    expect(stderr).not.toMatch(FORBIDDEN);
    expect(stderr).not.toMatch(/^::/m);
  }
});
