import { describe, expect, test } from "vitest";
import { NO_CONFIGURATION } from "../../src/core/policy.js";
import { buildRepository, type Content, type Files } from "../tools/repository.js";
import { checked, staged, told } from "./checked.js";

const LARGE = { questions: ["large-files"] } as const;
const megabytes = (count: number): Content => ({ repeat: "0123456789", times: count * 1e5 });
const errorAt = (path: string): string => `introduced error large-file-in-git ${path}`;
const bytes = (head: string, count: number): Uint8Array =>
  Buffer.concat([Buffer.from(head, "latin1"), Buffer.alloc(count * 1e6)]);
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 90000000\n`;

describe("E5: large data and weights that are about to come in", () => {
  test("E5: data and weights above the size would come in as errors, smaller ones silently", async () => {
    const files: Files = {
      "data/train.csv": megabytes(6),
      "data/small.csv": megabytes(4),
      "models/best.ckpt": megabytes(6),
      "models/head.pt": megabytes(1),
      "src/table.py": megabytes(6),
      "docs/manual.pdf": megabytes(6),
    };
    const report = await checked(staged({}, files), LARGE);
    expect(told(report)).toEqual(["data/train.csv", "models/best.ckpt"].map(errorAt));
    expect(report.findings.map(({ message }) => message)).toEqual([
      "data/train.csv goes into git itself (6.0 MB, data)",
      "models/best.ckpt goes into git itself (6.0 MB, model weights)",
    ]);
  });

  test.each([
    ["a PyTorch checkpoint", `PK\x03\x04${"\0".repeat(22)}\x10\0\0\0archive/data.pkl`],
    ["an HDF5 file", "\x89HDF\r\n\x1a\n"],
    ["a NumPy array", "\x93NUMPY\x01\0"],
    ["NumPy arrays", `PK\x03\x04${"\0".repeat(22)}\x05\0\0\0x.npy`],
    ["a Parquet table", "PAR1\x15\x04"],
    ["a pickle", "\x80\x04\x95\x10\0"],
    ["model weights", '\x40\0\0\0\0\0\0\0{"__metadata__":'],
  ])("E5: %s is told by its content, whatever it is called", async (kind, head) => {
    const report = await checked(staged({}, { "out/last.thing": bytes(head, 6) }), LARGE);
    expect(told(report)).toEqual([errorAt("out/last.thing")]);
    expect(report.findings[0]?.message).toContain(kind);
  });

  test("E5: a large file of an unknown kind is a warning from the size on at which hosts warn", async () => {
    const files = { "a.thing": bytes("\0\x01", 20), "b.thing": bytes("\0\x01", 60) };
    expect(told(await checked(staged({}, files), LARGE))).toEqual([
      "introduced warning large-file-in-git b.thing",
    ]);
  });

  test("E5: the advice names the file, in the tool that the project keeps such files with", async () => {
    const files: Files = { "models/best of all.ckpt": megabytes(6), weights: bytes("\x89HDF\r\n\x1a\n", 6) };
    const advice = async (before: Files) =>
      (await checked(staged(before, files), LARGE)).findings.map(({ example }) => example);
    expect(await advice({})).toEqual([
      `git lfs track "*.ckpt" && git add .gitattributes && git add --renormalize 'models/best of all.ckpt'`,
      "git lfs track weights && git add .gitattributes && git add --renormalize weights",
    ]);
    expect(await advice({ ".dvc/config": "[core]\n" })).toEqual([
      "git rm --cached 'models/best of all.ckpt' && dvc add 'models/best of all.ckpt'",
      "git rm --cached weights && dvc add weights",
    ]);
  });

  test("E5: samples of tests and vendored code pass", async () => {
    const files = { "tests/data/sample.csv": megabytes(6), "third_party/x/weights.pt": megabytes(6) };
    expect(told(await checked(staged({}, files), LARGE)).join()).not.toContain("tests/");
  });

  test("E5: pointers of DVC, Git LFS and git-annex pass, and links", async () => {
    const files: Files = {
      ".gitattributes": "*.ckpt filter=lfs diff=lfs merge=lfs -text\n",
      "models/best.ckpt": POINTER,
      "data/train.csv.dvc":
        "outs:\n- md5: 1a6e9d634c81878f11bd54d5a7eb3e7a\n  size: 900000000\n  path: train.csv\n",
      "data/annexed.csv": "/annex/objects/MD5E-s900000000--1a6e9d634c81878f11bd54d5a7eb3e7a.csv\n",
      "data/link.csv": { symlink: "../elsewhere/train.csv" },
    };
    expect(told(await checked(staged({}, files), LARGE))).toEqual([]);
  });

  test("E5: content that .gitattributes sends through Git LFS and that is staged itself is named so", async () => {
    const attributes = "*.py text\n*.ckpt filter=lfs diff=lfs merge=lfs -text\n";
    const report = await checked(
      staged({ ".gitattributes": attributes }, { "models/best.ckpt": "weights\n" }),
      LARGE,
    );
    expect(told(report)).toEqual([errorAt("models/best.ckpt")]);
    expect(report.findings[0]).toMatchObject({
      message:
        "models/best.ckpt goes into git itself (1 kB), though .gitattributes:2 sends it through Git LFS: is git-lfs installed here?",
      related: [{ path: ".gitattributes", line: 2 }],
    });
  });

  test("E5: a deeper .gitattributes, or a later line, takes the filter away", async () => {
    const files: Files = {
      ".gitattributes": "*.ckpt filter=lfs\nkept/*.ckpt -filter\n",
      "small/.gitattributes": "*.ckpt !filter\n",
      "small/a.ckpt": "1\n",
      "kept/a.ckpt": "1\n",
    };
    expect(told(await checked(staged({}, files), LARGE))).toEqual([]);
  });

  test("E5: named files of the folder are what Git LFS made of its pointers: they pass", async () => {
    const repository = buildRepository({
      commits: [{ files: { ".gitattributes": "*.ckpt filter=lfs\n", "models/best.ckpt": POINTER } }],
      changed: { "models/best.ckpt": megabytes(6) },
    });
    const report = await checked(repository, { ...LARGE, files: ["models/best.ckpt"] });
    expect(told(report)).toEqual([]);
  });

  test("E5: what was large before is no new error; what grows beyond the size is", async () => {
    const before: Files = { "data/old.csv": megabytes(6), "data/grows.csv": megabytes(4) };
    const after: Files = { "data/old.csv": megabytes(7), "data/grows.csv": megabytes(6) };
    expect(told(await checked(staged(before, after), LARGE))).toEqual([
      errorAt("data/grows.csv"),
      "older warning large-file-in-git data/old.csv",
    ]);
  });

  test("E5: a large file that only moves brings nothing in", async () => {
    const repository = staged({ "data/old.csv": megabytes(6) }, {});
    repository.git("mv", "data/old.csv", "data/new.csv");
    expect(told(await checked(repository, LARGE)).filter((line) => line.includes("error"))).toEqual([]);
  });

  test("E5: the size is the project's own where it sets one", async () => {
    const rules = new Map([["large-file-in-git", { options: { megabytes: 1 } }]]);
    const configuration = { ...NO_CONFIGURATION, rules };
    const report = await checked(staged({}, { "data/a.csv": megabytes(2) }), { ...LARGE, configuration });
    expect(told(report)).toEqual([errorAt("data/a.csv")]);
  });

  test("E5: the way out is that of the tool in use", async () => {
    const way = async (before: Files) =>
      (await checked(staged(before, { "data/a.csv": megabytes(6) }), LARGE)).findings[0]?.example;
    expect(await way({ ".dvc/config": "[core]\n" })).toContain("dvc add");
    expect(await way({})).toContain("git lfs track");
  });
});
