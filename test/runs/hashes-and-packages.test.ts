import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import type { Workspace } from "../../src/core/workspace.js";
import { askGit } from "../../src/ledger/git-answers.js";
import { recover } from "../../src/runs/recover.js";
import { reader } from "../../src/trackers/dvc/records.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files, type Repository } from "../tools/repository.js";
import { runRecord } from "../tools/run-record.js";
import { filesOf } from "../trackers/dvc/client-view.js";

const opened: Workspace[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workspace) => workspace.close()));
});
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

async function stagesOf(root: string) {
  const workspace = await openWorkspace(root);
  opened.push(workspace);
  const records: RunRecord[] = [];
  for (const store of await reader.find(await workspace.files(), workspace))
    for await (const read of reader.read(store, workspace)) if ("run" in read) records.push(read.run);
  const git = await askGit(workspace, records);
  return new Map(
    records.map((record) => [record.id, { found: git.found.get(record)!, ...recover(record, git, null) }]),
  );
}

describe.each(["2.58.2", "3.67.1"])("B5 B6: what dvc %s ties by hash", (version) => {
  test("files and folders of code are those of the commit, as the client hashed them", async () => {
    const repository = buildRepository({
      commits: [{ id: "base", files: filesOf(`fixtures/trackers/dvc/${version}/project`) }],
    });
    const stages = await stagesOf(repository.root);
    const commits = Object.fromEntries([...stages].map(([id, { found }]) => [id, found.hashes?.commit]));
    expect(commits["dvc.lock:prepare"]).toBe(repository.commits.base);
    // Here the dependency is a folder.
    expect(commits["dvc.lock:train@forest"]).toBe(repository.commits.base);
    expect(stages.get("dvc.lock:train@forest")?.recoverability.code.state).toBe("exact");
    expect([...stages.values()].flatMap(({ found }) => found.hashes?.unmatched ?? [])).toEqual([]);
  });
});

const lock = (deps: Readonly<Record<string, string>>, more = ""): string =>
  `schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n${Object.entries(deps)
    .map(([path, hash]) => `    - path: ${path}\n      hash: md5\n      md5: ${hash}\n`)
    .join("")}${more}`;
const other = (value: number) => `  other:\n    cmd: python other.py ${value}\n`;

describe("DVC locks in history", () => {
  test("a stage is judged against the commit that last changed its entry, not the file", async () => {
    const entry = { "train.py": md5("1\n") };
    const repository = buildRepository({
      commits: [
        { id: "first", files: { "train.py": "1\n", "dvc.yaml": "stages: {}\n", "dvc.lock": lock(entry) } },
        { id: "second", files: { "dvc.lock": lock(entry, other(1)) } },
        { id: "third", files: { "train.py": "2\n", "dvc.lock": lock(entry, other(2)) } },
      ],
    });
    const stages = await stagesOf(repository.root);
    expect(stages.get("dvc.lock:train")?.found.recordedIn?.commit).toBe(repository.commits.first);
    expect(stages.get("dvc.lock:other")?.found.recordedIn?.commit).toBe(repository.commits.third);
    expect(stages.get("dvc.lock:train")?.recoverability.code.state).toBe("exact");
  });

  test("a filter on other files takes nothing from the code's hashes; one on the code leaves them open", async () => {
    const found = async (pattern: string) => {
      const repository = buildRepository({
        commits: [
          {
            id: "only",
            files: {
              ".gitattributes": `# filter=none\n${pattern} filter=strip-output\n`,
              "train.py": "1\n",
              "dvc.lock": lock({ "train.py": md5("1\n") }),
            },
          },
        ],
      });
      const { found } = (await stagesOf(repository.root)).get("dvc.lock:train")!;
      return found.hashes?.commit === repository.commits.only;
    };
    expect(await found("*.ipynb")).toBe(true);
    expect(await found("*.py")).toBe(false);
    expect(await found('"*.ipynb"')).toBe(false);
  });

  test("an entry that is not committed yet has no commit, and its code may still be found", async () => {
    const repository = buildRepository({
      commits: [{ id: "only", files: { "train.py": "1\n", "dvc.lock": lock({ "train.py": md5("0\n") }) } }],
      changed: { "dvc.lock": lock({ "train.py": md5("1\n") }) },
    });
    const stage = (await stagesOf(repository.root)).get("dvc.lock:train")!;
    expect(stage.found.recordedIn).toBeNull();
    expect(stage.found.hashes?.commit).toBe(repository.commits.only);
    expect(stage.recoverability.code.state).toBe("exact");
  });

  test("code that was committed after the lock is found as well", async () => {
    const repository = buildRepository({
      commits: [
        { files: { "train.py": "0\n", "dvc.lock": lock({ "train.py": md5("1\n") }) } },
        { id: "late", files: { "train.py": "1\n" } },
        { files: { "train.py": "2\n" } },
      ],
    });
    expect((await stagesOf(repository.root)).get("dvc.lock:train")?.found.hashes).toEqual({
      commit: repository.commits.late,
      unmatched: [],
    });
  });

  test("a hash of digits alone is read as it is written", async () => {
    const zero = "0".repeat(32);
    const repository = buildRepository({
      commits: [{ files: { "train.py": "1\n", "x.csv": "1\n", "dvc.lock": lock({ "x.csv": zero }) } }],
    });
    const stage = (await stagesOf(repository.root)).get("dvc.lock:train")!;
    expect(stage.trace.unmatchedHashes).toEqual([{ path: "x.csv", digest: `md5:${zero}` }]);
    expect(stage.recoverability.data.state).toBe("approximate");
  });
});

describe("B5: lists of packages", () => {
  const FREEZE = "numpy==1.26.4\ntorch==2.1.0+cu118\npip==24.0\nwandb==0.17.0\nPyYAML==6.0\n";
  async function environment(files: Files, kept: string | null, record: Partial<RunRecord> = {}) {
    const repository: Repository = buildRepository({
      commits: [{ id: "base", files: { "train.py": "1\n", ...files } }],
    });
    if (kept !== null) repository.write({ "run/requirements.txt": kept });
    const workspace = await openWorkspace(repository.root);
    opened.push(workspace);
    const run = runRecord({
      tracker: "wandb",
      commit: repository.commits.base!,
      program: "train.py",
      environment: {
        python: "3.11.4",
        packages: kept === null ? null : "run/requirements.txt",
        hardware: null,
      },
      ...record,
      trace: { packages: kept === null ? null : record.tracker === "mlflow" ? "partial" : "freeze" },
    });
    const git = await askGit(workspace, [run]);
    return recover(run, git, null).recoverability.environment;
  }

  test("a freeze is one, and where it contradicts the manifest's pins that is said", async () => {
    const agreeing = await environment(
      { "requirements.txt": "numpy==1.26.4\ntorch==2.1\npyyaml>=5\n" },
      FREEZE,
    );
    expect(agreeing).toMatchObject({
      state: "exact",
      reason: "every installed package was recorded with its version",
    });
    expect((await environment({ "requirements.txt": "numpy==1.24\ntorch==2.1.0\n" }, FREEZE)).reason).toMatch(
      /; requirements\.txt at commit \w{8} differs: numpy 1\.26\.4, not 1\.24$/,
    );
  });

  test("a list without what is always installed, or without versions, is a partial one", async () => {
    expect((await environment({}, "numpy==1.26.4\ntorch==2.1.0\n")).state).toBe("approximate");
    expect((await environment({}, "numpy\ntorch\nwandb\npip\nscipy\n")).state).toBe("approximate");
    expect(
      await environment({}, "# nothing\n", {
        environment: { python: null, packages: "run/requirements.txt", hardware: null },
      }),
    ).toMatchObject({
      state: "lost",
      reason: expect.stringContaining("the list of packages that was kept is empty"),
    });
  });

  const LOCK =
    '[[package]]\nname = "numpy"\nversion = "1.26.4"\n\n[[package]]\nname = "scipy"\nversion = "1.12.0"\n';
  test("a partial list that agrees with the lock at the commit leaves the lock standing, one that does not undoes it", async () => {
    const mlflow = { tracker: "mlflow" as const };
    expect(await environment({ "poetry.lock": LOCK }, "numpy==1.26.4\n", mlflow)).toMatchObject({
      state: "exact",
      reason: expect.stringContaining("locks the packages, and the recorded ones are as in it"),
    });
    expect(await environment({ "poetry.lock": LOCK }, "numpy==2.0.0\n", mlflow)).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("numpy 2.0.0, not 1.26.4"),
    });
  });

  test("another Python than the manifest asks for is said", async () => {
    const conda = "dependencies:\n  - python=3.8\n  - numpy=1.26.4\n";
    expect((await environment({ "conda.yaml": conda }, FREEZE)).reason).toContain("Python 3.11.4, not 3.8");
  });
});
