import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { UnreadableFile, type Workspace } from "../../src/core/workspace.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { scopedEntries } from "../../src/workspace/scopes.js";
import { walk } from "../../src/workspace/walk.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";

const opened: Workspace[] = [];
async function open(...args: Parameters<typeof openWorkspace>): Promise<Workspace> {
  const workspace = await openWorkspace(...args);
  opened.push(workspace);
  return workspace;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workspace) => workspace.close()));
});

const pathsOf = async (workspace: Workspace) => (await workspace.files()).map((file) => file.path);
const pointer = (content: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash("sha256").update(content).digest("hex")}\nsize ${content.length}\n`;

/** The three ways to open a repository; what they read of it must be the same. */
const STATES = [
  ["a directory", {}],
  ["a revision", { rev: "HEAD" }],
  ["the index", { index: true }],
] as const;

describe("listing", () => {
  test("B3: ignored folders are listed too, and each file says what a clone would hold", async () => {
    const { root } = buildRepository({
      commits: [
        { files: { "train.py": "1", ".gitignore": "mlruns/\n*.ckpt\n", "gone.py": "x", "kept.ckpt": "x" } },
      ],
      changed: { "gone.py": null },
      staged: { "staged.py": "1" },
      untracked: { "new.py": "", "mlruns/0/meta.yaml": "", "last.ckpt": "" },
    });
    const workspace = await open(root);
    expect((await workspace.files()).map(({ path, scope }) => `${scope} ${path}`)).toEqual([
      "tracked .gitignore",
      "tracked kept.ckpt",
      "ignored last.ckpt",
      "ignored mlruns/0/meta.yaml",
      "untracked new.py",
      "tracked staged.py",
      "tracked train.py",
    ]);
    expect(await workspace.entry("new.py")).toMatchObject({
      path: "new.py",
      size: 0,
      scope: "untracked",
      symlink: false,
    });
    expect(await workspace.entry("gone.py")).toBeUndefined();
  });

  test("a repository inside that is no submodule is not part of a clone", async () => {
    const outer = buildRepository({ commits: [{ files: { "a.py": "" } }] });
    buildRepository({ commits: [{ files: { "b.py": "" } }] }, { folder: join(outer.root, "copy") });
    expect((await (await open(outer.root)).files()).map(({ path, scope }) => `${scope} ${path}`)).toEqual([
      "tracked a.py",
      "untracked copy/b.py",
    ]);
  });

  const files = {
    "env/train.py": "",
    "build/model.py": "",
    "runs/exp1/metrics.json": "",
    "dist/x.py": "",
    "models/m.py": "",
    "my-venv/pyvenv.cfg": "",
    "my-venv/lib/x.py": "",
    "conda/conda-meta/history": "",
    "conda/lib/y.py": "",
    "web/node_modules/left-pad/index.js": "",
    "src/__pycache__/a.pyc": "",
    "lib/site-packages/numpy.py": "",
    ".tox/py/x.py": "",
    ".mypy_cache/x.json": "",
    ".ipynb_checkpoints/a.ipynb": "",
    ".dvc/cache/files/md5/ab/cdef": "",
    ".dvc/config": "",
    "data/cache/x.csv": "",
    "mirror.git/HEAD": "",
    "mirror.git/objects/x": "",
    "mirror.git/refs/y": "",
  };
  const left = [
    ".dvc/config",
    "build/model.py",
    "data/cache/x.csv",
    "dist/x.py",
    "env/train.py",
    "models/m.py",
    "runs/exp1/metrics.json",
  ];

  test.each(STATES)(
    "environments, caches and git's own are left out for what they are (%s)",
    async (_, state) => {
      expect(await pathsOf(await open(buildRepository({ commits: [{ files }] }).root, state))).toEqual(left);
    },
  );

  test("a project that is itself a virtual environment is still listed", async () => {
    const { root } = buildRepository({
      untracked: { "pyvenv.cfg": "", "train.py": "", "lib/site-packages/x.py": "" },
    });
    expect(await pathsOf(await open(root))).toEqual(["pyvenv.cfg", "train.py"]);
  });

  test("names of every kind are kept as they are", async () => {
    const names = [
      "a b.py",
      "a\tb.py",
      'quote".py',
      "back\\slash.py",
      "zeile\numbruch.py",
      "ünï/码.py",
      "-dash",
      "[x]*.py",
    ];
    const { root, git } = buildRepository({
      commits: [],
      untracked: Object.fromEntries(names.map((n) => [n, "x"])),
    });
    git("add", "--all");
    git("commit", "--quiet", "--message", "names");
    for (const [, state] of STATES) {
      const workspace = await open(root, state);
      expect(await pathsOf(workspace)).toEqual([...names].sort());
      expect((await workspace.files()).every((file) => file.scope === "tracked")).toBe(true);
      for (const name of names) expect(await workspace.readText(name)).toBe("x");
      expect(workspace.git.dirty).toBe(false);
      const changes = await workspace.git.lastChanges(names);
      expect([...changes.keys()].sort()).toEqual([...names].sort());
    }
  });

  test("F1: what cannot be listed is named a problem, and the rest is listed", async () => {
    const root = temporaryFolder();
    const deep = Array.from({ length: 12 }, (_, depth) => `d${depth}`).join("/");
    for (const path of ["a.py", "b.py", "c.py", `${deep}/deep.py`]) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), "");
    }
    spawnSync("mkfifo", [join(root, "pipe")]);
    writeFileSync(Buffer.concat([Buffer.from(`${root}/latin`), Buffer.from([0xe9])]), "");
    const shallow = await walk(root, { files: 100, depth: 3 });
    expect(shallow.files.map(({ path }) => path)).toEqual(["a.py", "b.py", "c.py"]);
    expect(shallow.problems).toEqual([
      { path: "latin�", message: "cannot be looked at (its name is not UTF-8, or it has just gone)" },
      { path: "d0/d1/d2/d3", message: "folders deeper than 3 are not listed" },
    ]);
    const few = await walk(root, { files: 2, depth: 100 });
    expect(few.files.length).toBe(2);
    expect(few.cut).toBe(true);
    expect(few.problems.at(-1)?.message).toBe(
      "more than 2 files: from here on only what git tracks is listed",
    );
  });
});

test("F4: beyond the cut of a listing, what git tracks is still listed", async () => {
  const { root } = buildRepository({
    commits: [{ files: { "a.py": "", "z/deep/train.py": "", "link/key": "" } }],
    ignored: { "data/1": "", "data/2": "" },
  });
  const outside = temporaryFolder("secret");
  writeFileSync(join(outside, "key"), "secret");
  rmSync(join(root, "link"), { recursive: true });
  symlinkSync(outside, join(root, "link"));
  const walked = await walk(root, { files: 3, depth: 100 });
  const tracked = new Set(["a.py", "z/deep/train.py", "link/key"]);
  const none = new Set<string>();
  const knowledge = { tracked, untracked: none, untrackedFolders: none, dirty: false, problems: [] };
  const listed = scopedEntries(root, walked, knowledge).map(({ path, scope }) => `${scope} ${path}`);
  expect(listed).toEqual(["tracked a.py", "ignored data/1", "ignored link", "tracked z/deep/train.py"]);
});

describe("reading", () => {
  const big = "x".repeat(3 * 1024 ** 2);

  test.each(STATES)("bytes, text, pieces and copies come out as they went in (%s)", async (_, state) => {
    const { root } = buildRepository({
      commits: [{ files: { "a.txt": "häl\r\nlo", "big.txt": big, empty: "" } }],
    });
    const workspace = await open(root, state);
    expect(await workspace.readText("a.txt")).toBe("häl\r\nlo");
    expect((await workspace.read("a.txt", { limit: 2 })).toString("latin1")).toBe("h\xc3");
    expect((await workspace.read("a.txt", { limit: 99 })).length).toBe(8);
    expect((await workspace.read("big.txt")).toString()).toBe(big);
    expect((await workspace.read("big.txt", { limit: 2_000_000 })).length).toBe(2_000_000);
    expect((await workspace.read("big.txt", { limit: 10, maxBytes: 20 })).toString()).toBe("xxxxxxxxxx");
    expect((await workspace.read("empty")).length).toBe(0);
    await expect(workspace.read("big.txt", { maxBytes: 20 })).rejects.toThrow("more than are read at once");
    await expect(workspace.read("nothing")).rejects.toThrow(new UnreadableFile("nothing", "not there"));
    let length = 0;
    for await (const piece of workspace.stream("big.txt")) length += piece.length;
    expect(length).toBe(big.length);
    for await (const piece of workspace.stream("big.txt")) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await expect(workspace.stream("nothing")[Symbol.asyncIterator]().next()).rejects.toThrow(UnreadableFile);
  });

  test.each(STATES)(
    "F2: copies lie side by side in a private folder that is removed again (%s)",
    async (_, state) => {
      const { root } = buildRepository({
        commits: [{ files: { "s/runs.db": "db", "s/runs.db-wal": "wal", "t/runs.db": "2" } }],
      });
      chmodSync(join(root, "s/runs.db"), 0o444);
      const workspace = await open(root, state);
      let kept = "";
      const answer = await workspace.withCopy(
        ["s/runs.db", "s/runs.db-wal", "t/runs.db"],
        async (folder, copies) => {
          kept = folder;
          expect(statSync(folder).mode & 0o777).toBe(0o700);
          expect(copies).toEqual([
            join(folder, "runs.db"),
            join(folder, "runs.db-wal"),
            join(folder, "2/runs.db"),
          ]);
          for (const copy of copies) writeFileSync(copy, "changed");
          return 42;
        },
      );
      expect(answer).toBe(42);
      expect(existsSync(kept)).toBe(false);
      const failing = workspace.withCopy(["s/runs.db"], async (folder) => {
        kept = folder;
        throw new Error("no database");
      });
      await expect(failing).rejects.toThrow("no database");
      expect(existsSync(kept)).toBe(false);
      await expect(workspace.withCopy(["nothing"], async () => 1)).rejects.toThrow(UnreadableFile);
      expect(await workspace.readText("s/runs.db")).toBe("db");
    },
  );

  test.each(STATES)("text is read as UTF-8, UTF-16 by its mark, else Latin-1 (%s)", async (_, state) => {
    const swapped = Buffer.from("hé", "utf16le").swap16();
    const { root } = buildRepository({
      commits: [
        {
          files: {
            bom: Buffer.from("\ufeffhé"),
            little: Buffer.from("\ufeffhé", "utf16le"),
            big: Buffer.concat([Buffer.from([0xfe, 0xff]), swapped, Buffer.from([0])]),
            latin: Buffer.from("hé", "latin1"),
          },
        },
      ],
    });
    const workspace = await open(root, state);
    for (const name of ["bom", "little", "big", "latin"]) expect(await workspace.readText(name)).toBe("hé");
  });

  test.each(STATES)(
    "F1: links are listed, read inside the root, and never followed out of it (%s)",
    async (_, state) => {
      const outside = temporaryFolder("secret");
      writeFileSync(join(outside, "key"), "secret");
      const link = (symlink: string) => ({ symlink });
      const { root } = buildRepository({
        commits: [
          {
            files: {
              "data/a.csv": "1",
              "data/up.csv": link("../data/a.csv"),
              good: link("data/up.csv"),
              folder: link("data"),
              absolute: link(join(outside, "key")),
              relative: link("../../../../../../../../etc/passwd"),
              outside: link(outside),
              loop: link("loop"),
              broken: link("nothing"),
              git: link(".git/config"),
              annex: link(".git/annex/objects/aa/bb/SHA256E-s3--x/SHA256E-s3--x"),
            },
          },
        ],
      });
      const workspace = await open(root, state);
      const entries = await workspace.files();
      expect(entries.filter((entry) => entry.symlink).map((entry) => entry.path)).toEqual([
        "absolute",
        "annex",
        "broken",
        "data/up.csv",
        "folder",
        "git",
        "good",
        "loop",
        "outside",
        "relative",
      ]);
      expect(await workspace.entry("folder/a.csv")).toBeUndefined();
      expect(await workspace.readText("good")).toBe("1");
      expect(await workspace.readText("folder/a.csv")).toBe("1");
      for (const path of ["absolute", "relative", "outside/key", "loop", "broken", "git", "folder"]) {
        await expect(workspace.read(path)).rejects.toThrow(UnreadableFile);
        await expect(workspace.withCopy([path], async () => 1)).rejects.toThrow(UnreadableFile);
      }
      for (const path of ["../x", "/etc/passwd", ".git/config", "data/../.git/config", ".git"]) {
        await expect(workspace.read(path)).rejects.toThrow(UnreadableFile);
      }
      expect(await workspace.kind("absolute")).toBe("symlink");
      expect(await workspace.kind("annex")).toBe("annex-pointer");
    },
  );

  test.each(STATES)("F4: a file is what its first bytes say (%s)", async (_, state) => {
    const { root } = buildRepository({
      commits: [
        {
          files: {
            "text.bin": "hello",
            "binary.txt": Buffer.from([65, 0, 66]),
            "utf16.txt": Buffer.from("\ufeffab", "utf16le"),
            "zero.pt": "",
            "model.pt": pointer("weights"),
            "long.pt": pointer("weights") + "x".repeat(1024),
            "annex.pt": "/annex/objects/SHA256E-s3--abc\n",
          },
        },
      ],
    });
    const workspace = await open(root, state);
    const kinds = await Promise.all(
      (await pathsOf(workspace)).map(async (p) => [p, await workspace.kind(p)]),
    );
    expect(Object.fromEntries(kinds)).toEqual({
      "annex.pt": "annex-pointer",
      "binary.txt": "binary",
      "long.pt": "text",
      "model.pt": "lfs-pointer",
      "text.bin": "text",
      "utf16.txt": "text",
      "zero.pt": "empty",
    });
  });

  test("F4: a huge file is told by its size and never read whole", async () => {
    const { root } = buildRepository({ untracked: { "huge.ckpt": "x" } });
    truncateSync(join(root, "huge.ckpt"), 2 * 1024 ** 3 + 1);
    const workspace = await open(root);
    expect(await workspace.kind("huge.ckpt")).toBe("huge");
    await expect(workspace.read("huge.ckpt")).rejects.toThrow("more than are read at once");
    await expect(workspace.withCopy(["huge.ckpt"], async () => 1)).rejects.toThrow("too large to copy");
    expect((await workspace.read("huge.ckpt", { limit: 3 })).toString()).toBe("x\0\0");
  });

  test("F1: a link or a pipe put in the place of a listed file is not opened", async () => {
    const { root } = buildRepository({ untracked: { a: "1", b: "2" } });
    const workspace = await open(root);
    for (const name of ["a", "b"]) spawnSync("rm", [join(root, name)]);
    symlinkSync("/etc/passwd", join(root, "a"));
    spawnSync("mkfifo", [join(root, "b")]);
    await expect(workspace.read("a")).rejects.toThrow(UnreadableFile);
    await expect(workspace.withCopy(["a"], async () => 1)).rejects.toThrow(UnreadableFile);
    await expect(workspace.read("b")).rejects.toThrow(UnreadableFile);
  });

  test("the object store of DVC is not listed, and can be asked for a file by name", async () => {
    const { root } = buildRepository({
      untracked: { ".dvc/cache/files/md5/ab/cd": "data", ".dvc/config": "" },
    });
    const workspace = await open(root);
    expect(await pathsOf(workspace)).toEqual([".dvc/config"]);
    expect(await workspace.readText(".dvc/cache/files/md5/ab/cd")).toBe("data");
  });
});

describe("dirty", () => {
  const dirtyOf = async (root: string) => (await open(root)).git.dirty;
  /** So that git's index is younger than the files, and stat alone decides. */
  const settle = (git: (...args: string[]) => string) => git("update-index", "--really-refresh");

  test("is false where nothing differs, whatever the times say", async () => {
    const { root } = buildRepository({ commits: [{ files: { "a.py": "1", "b.py": { executable: "2" } } }] });
    expect(await dirtyOf(root)).toBe(false);
    utimesSync(join(root, "a.py"), 1, 1);
    expect(await dirtyOf(root)).toBe(false);
  });

  test.each([
    ["changed to the same length", { changed: { "a.py": "2" } }],
    ["changed to another length", { changed: { "a.py": "22" } }],
    ["removed", { changed: { "a.py": null } }],
    ["staged", { staged: { "a.py": "2" } }],
    ["staged anew", { staged: { "new.py": "2" } }],
    ["made a link", { changed: { "a.py": { symlink: "b.py" } } }],
  ])("is true where a tracked file was %s", async (_, change) => {
    const { root } = buildRepository({ commits: [{ files: { "a.py": "1", "b.py": "1" } }], ...change });
    expect(await dirtyOf(root)).toBe(true);
  });

  test("does not see untracked and ignored files, sparse and unchanged-declared ones", async () => {
    const { root, git, write } = buildRepository({
      commits: [{ files: { "a.py": "1", "b.py": "1" } }],
      untracked: { "new.py": "" },
      ignored: { "runs/x": "" },
    });
    git("update-index", "--skip-worktree", "a.py");
    git("update-index", "--assume-unchanged", "b.py");
    write({ "a.py": null, "b.py": "2" });
    expect(await dirtyOf(root)).toBe(false);
  });

  test("takes CRLF for LF, and the content that a git-LFS pointer names for the pointer", async () => {
    const { root, write, git } = buildRepository({
      commits: [
        {
          files: {
            ".gitattributes": "*.pt filter=lfs\n*.py text\n",
            "m.pt": pointer("weights"),
            "a.py": "1\n2\n",
          },
        },
      ],
    });
    settle(git);
    write({ "m.pt": "weights", "a.py": "1\r\n2\r\n" });
    expect(await dirtyOf(root)).toBe(false);
    write({ "m.pt": "WEIGHTS" });
    expect(await dirtyOf(root)).toBe(true);
  });

  test("of the index is what is staged, of a revision never", async () => {
    const { root } = buildRepository({ commits: [{ files: { "a.py": "1" } }], staged: { "a.py": "2" } });
    expect((await open(root, { index: true })).git.dirty).toBe(true);
    expect((await open(root, { rev: "HEAD" })).git.dirty).toBe(false);
  });
});
