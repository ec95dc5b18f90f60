import { afterEach, describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/run.js";
import type { Workspace } from "../../src/core/workspace.js";
import { askGit } from "../../src/ledger/git-answers.js";
import { recover } from "../../src/runs/recover.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files, type Recipe, type Repository } from "../tools/repository.js";
import { runRecord } from "../tools/run-record.js";

const opened: Workspace[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workspace) => workspace.close()));
});

/** What was found out about one run, and the answers that follow. */
async function judge(root: string, record: RunRecord) {
  const workspace = await openWorkspace(root);
  opened.push(workspace);
  const git = await askGit(workspace, [record]);
  return { found: git.found.get(record)!, ...recover(record, git, null) };
}

const SCRIPT = "import torch\nlr = 0.1\nprint(lr)\n";
const PROJECT: Files = {
  "src/train.py": SCRIPT,
  "src/data.py": "rows = 3\n",
  "blob.bin": { base64: "AAECAwQ=" },
};

/** A repository, and the patch of its work tree after an edit, as git writes it. */
function edited(edit: Files, ...options: string[]): { repository: Repository; patch: string } {
  const repository = buildRepository({ commits: [{ id: "base", files: PROJECT }], changed: edit });
  return { repository, patch: `${repository.git("diff", "HEAD", ...options)}\n` };
}

async function withPatch({ repository, patch }: ReturnType<typeof edited>, more: Partial<RunRecord> = {}) {
  repository.write({ "wandb/run-1/files/diff.patch": patch });
  const record = runRecord({
    tracker: "wandb",
    commit: repository.commits.base!,
    dirty: true,
    program: "src/train.py",
    ...more,
    trace: { patch: "wandb/run-1/files/diff.patch" },
  });
  return judge(repository.root, record);
}

describe("B6: patches that runs keep are looked at", () => {
  const change = { "src/train.py": SCRIPT.replace("0.1", "0.2"), "src/new file.py": "1\n" };

  test("a patch of the recorded commit is whole", async () => {
    const judged = await withPatch(edited(change));
    expect(judged.found.patch).toEqual({ state: "whole", why: null });
    expect(judged.recoverability.code.state).toBe("exact");
  });

  test("so is one with new, renamed and removed files, full ids and names beyond ASCII", async () => {
    const made = edited({ "src/größe 1.py": "1\n" });
    made.repository.git("add", "-A");
    made.repository.git("mv", "src/data.py", "src/rows.py");
    made.repository.git("rm", "-q", "-f", "blob.bin");
    const patch = `${made.repository.git("diff", "HEAD", "--full-index", "--binary", "-M")}\n`;
    expect((await withPatch({ ...made, patch })).found.patch).toEqual({ state: "whole", why: null });
  });

  test.each([
    ["nothing", "", "none", "is empty"],
    [
      "a pointer of git-lfs",
      `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`,
      "none",
      "is the pointer of git-lfs alone",
    ],
    ["an error message", "fatal: not a git repository\n", "none", "is no difference of files"],
  ])("%s is no patch", async (_, patch, state, why) => {
    const judged = await withPatch({ ...edited(change), patch });
    expect(judged.found.patch).toEqual({ state, why });
    expect(judged.recoverability.code).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining(`what was kept as its patch ${why}`),
    });
    expect(judged.trace.patch).toBeNull();
  });

  test("one that is cut off is a part", async () => {
    const made = edited(change);
    const patch = made.patch.slice(0, made.patch.indexOf("+lr"));
    expect((await withPatch({ ...made, patch })).found.patch).toEqual({ state: "part", why: "is cut off" });
  });

  test("one that leaves binary changes out is a part, one that holds them is whole", async () => {
    const binary = { "blob.bin": { base64: "AAECAwQF" } };
    expect((await withPatch(edited(binary))).found.patch).toEqual({
      state: "part",
      why: "leaves out how blob.bin differs, which is binary",
    });
    expect((await withPatch(edited(binary, "--binary"))).found.patch?.state).toBe("whole");
  });

  test("one of another commit does not apply, and says to what", async () => {
    const made = edited(change);
    made.repository.git("stash", "-q");
    made.repository.write({ "src/train.py": "other = 1\n" });
    made.repository.git("commit", "-q", "-am", "Go on");
    const commit = made.repository.git("rev-parse", "HEAD");
    expect((await withPatch(made, { commit })).found.patch).toEqual({
      state: "part",
      why: "changes another version of src/train.py than the commit holds",
    });
    const foreign = made.patch.replaceAll("src/train.py", "lib/train.py");
    expect((await withPatch({ ...made, patch: foreign })).found.patch?.why).toBe(
      "changes lib/train.py, which the commit does not hold",
    );
  });

  test("in a folder of a repository, paths are those of the repository", async () => {
    const repository = buildRepository({
      commits: [{ id: "base", files: { "sub/train.py": SCRIPT, "lib/x.py": "1\n" } }],
      changed: { "sub/train.py": "2\n", "lib/x.py": "2\n" },
    });
    repository.write({ "sub/run/diff.patch": `${repository.git("diff", "HEAD")}\n` });
    const record = runRecord({
      commit: repository.commits.base!,
      dirty: true,
      program: "train.py",
      trace: { patch: "run/diff.patch" },
    });
    expect((await judge(`${repository.root}/sub`, record)).found.patch).toEqual({
      state: "whole",
      why: null,
    });
  });

  test("MLflow keeps it as a tag", async () => {
    const { repository, patch } = edited(change);
    const record = runRecord({
      commit: repository.commits.base!,
      program: "src/train.py",
      tags: { "mlflow.source.git.diff": patch },
      trace: { patch: "mlflow.db" },
    });
    expect((await judge(repository.root, record)).found.patch?.state).toBe("whole");
  });
});

describe("B6: copies of the source that runs keep are looked at", () => {
  const base: Recipe = { commits: [{ id: "base", files: PROJECT }] };
  const copied = (repository: Repository, files: Files, more: Partial<RunRecord> = {}) => {
    repository.write(files);
    return runRecord({
      tracker: "wandb",
      commit: repository.commits.base!,
      dirty: false,
      program: "src/train.py",
      ...more,
      trace: { sources: { paths: Object.keys(files), whole: more.tracker === "guild" } },
    });
  };

  test("a copy that equals the file of the commit, under any line ends, supports a clean tree", async () => {
    const repository = buildRepository(base);
    const path = "wandb/run-1/files/code/src/train.py";
    const record = copied(repository, { [path]: SCRIPT.replaceAll("\n", "\r\n") });
    const judged = await judge(repository.root, record);
    expect(judged.found.copies).toEqual({ paths: [path], whole: false, changed: [], added: [] });
    expect(judged.recoverability.code.state).toBe("exact");
  });

  test("a copy that differs contradicts it", async () => {
    const repository = buildRepository(base);
    const record = copied(repository, { "wandb/run-1/files/code/src/train.py": `${SCRIPT}# more\n` });
    expect((await judge(repository.root, record)).recoverability.code).toMatchObject({
      state: "approximate",
      reason: expect.stringContaining("the copy of src/train.py that was kept is not what it holds"),
    });
  });

  test("Sacred's copies carry their hash in the name, and lie side by side", async () => {
    const repository = buildRepository(base);
    const hash = "0123456789abcdef0123456789abcdef";
    const record = copied(
      repository,
      {
        [`runs/_sources/train_${hash}.py`]: SCRIPT,
        [`runs/_sources/data_${hash}.py`]: "rows = 4\n",
        [`runs/_sources/elsewhere_${hash}.py`]: "1\n",
      },
      { tracker: "sacred" },
    );
    expect((await judge(repository.root, record)).found.copies).toMatchObject({
      changed: ["src/data.py"],
      added: [],
    });
  });

  test("pointers, missing files and notebooks with their outputs prove nothing", async () => {
    const repository = buildRepository(base);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`;
    const record = copied(
      repository,
      {
        ".guild/runs/1/.guild/sourcecode/src/train.py": pointer,
        ".guild/runs/1/.guild/sourcecode/nb.ipynb": "{}",
      },
      { tracker: "guild" },
    );
    const paths = [...record.trace.sources!.paths, ".guild/runs/1/.guild/sourcecode/gone.py"];
    const judged = await judge(repository.root, {
      ...record,
      trace: { ...record.trace, sources: { paths, whole: true } },
    });
    expect(judged.found.copies).toEqual({
      paths: [".guild/runs/1/.guild/sourcecode/nb.ipynb"],
      whole: false,
      changed: [],
      added: [],
    });
    expect(judged.trace.sources?.whole).toBe(false);
  });
});

describe("B6: the commit holds the program that the run names", () => {
  const repository = buildRepository({
    commits: [
      { id: "base", files: { "src/pkg/train.py": "1\n", "code/fit.py": "1\n", "nb/explore.ipynb": "{}" } },
    ],
  });
  const held = async (program: string, more: Partial<RunRecord> = {}) =>
    (
      await judge(
        repository.root,
        runRecord({ tracker: "wandb", commit: repository.commits.base!, program, ...more }),
      )
    ).found.program;

  test.each([
    ["src/pkg/train.py", "src/pkg/train.py"],
    ["./code/fit.py", "code/fit.py"],
    ["pkg.train", "src/pkg/train.py"],
    ["-m src.pkg.train", "src/pkg/train.py"],
    ["/home/ada/project/code/fit.py", "code/fit.py"],
    ["C:\\Users\\ada\\project\\code\\fit.py", "code/fit.py"],
    ["code\\fit.py", "code/fit.py"],
    ["nb/explore.ipynb", "nb/explore.ipynb"],
    ["fit.py", null],
    ["pkg.other", null],
    ["../fit.py", undefined],
  ])("%s is found at %s", async (program, path) => {
    expect(await held(program)).toBe(path);
  });

  test("where only a name is recorded, a script of that name anywhere in the commit counts", async () => {
    expect(await held("fit.py", { tracker: "hydra" })).toBe("code/fit.py");
    expect(await held("src/fit.py", { tracker: "mlflow", tags: { "mlflow.source.name": "fit.py" } })).toBe(
      "code/fit.py",
    );
    expect(
      await held("src/gone.py", { tracker: "mlflow", tags: { "mlflow.source.name": "gone.py" } }),
    ).toBeNull();
  });
});
