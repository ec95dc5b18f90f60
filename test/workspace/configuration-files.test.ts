import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesHere, filesOnDisk } from "../../src/workspace/configuration-files.js";
import { filesAt } from "../../src/workspace/configuration-revision.js";
import { buildRepository, temporaryFolder } from "../tools/repository.js";

const PATHS = ["exptrack.yml", "a/exptrack.yml", "gone.yml"];

describe("E6: the files by which a project speaks to exptrack", () => {
  test("are found up to the top of the repository, on disk and in a revision", async () => {
    const { root } = buildRepository({
      commits: [
        { files: { "exptrack.yml": "old", "a/exptrack.yml": "deep", "a/b/x.py": "" } },
        { files: { "exptrack.yml": "new" } },
      ],
      changed: { "exptrack.yml": "edited" },
    });
    const disk = filesOnDisk(join(root, "a/b"));
    expect(disk.folder).toBe("a/b");
    expect(Object.fromEntries(await disk.texts(PATHS))).toEqual({
      "exptrack.yml": { text: "edited" },
      "a/exptrack.yml": { text: "deep" },
    });
    const before = await filesAt(join(root, "a"), "HEAD~1");
    expect(before.folder).toBe("a");
    expect(Object.fromEntries(await before.texts(PATHS))).toEqual({
      "exptrack.yml": { text: "old" },
      "a/exptrack.yml": { text: "deep" },
    });
    for (const files of [disk, before]) {
      expect(await files.hasFolder("a/b")).toBe(true);
      expect(await files.hasFolder("a/exptrack.yml")).toBe(false);
      expect(await files.hasFolder("b")).toBe(false);
      expect(files.inside(join(root, "a", "..", "x.yml"))).toBe("x.yml");
      expect(files.inside(join(root, "..", "x.yml"))).toBeNull();
      files.close();
    }
  });

  test("without git the folder itself is the top", async () => {
    const outer = temporaryFolder("plain");
    mkdirSync(join(outer, "in"));
    writeFileSync(join(outer, "exptrack.yml"), "outer");
    const files = await filesHere(join(outer, "in"));
    expect(files.folder).toBe("");
    expect([...(await files.texts(["exptrack.yml", "../exptrack.yml"]))]).toEqual([
      ["../exptrack.yml", { unreadable: "a link out of the repository" }],
    ]);
  });

  test("of a bare repository are those of HEAD; without a commit there are none", async () => {
    const { root } = buildRepository({ commits: [{ files: { "exptrack.yml": "x" } }] });
    const bare = temporaryFolder("bare");
    spawnSync("git", ["clone", "-q", "--bare", root, join(bare, "full")]);
    spawnSync("git", ["init", "-q", "--bare", join(bare, "empty")]);
    const full = await filesHere(join(bare, "full"));
    expect((await full.texts(PATHS)).get("exptrack.yml")).toEqual({ text: "x" });
    full.close();
    const empty = await filesHere(join(bare, "empty"));
    expect((await empty.texts(PATHS)).size).toBe(0);
    empty.close();
  });

  test("F4: a revision that is not there is named, with what to do", async () => {
    const { root } = buildRepository({ commits: [{ files: { a: "" } }] });
    await expect(filesAt(root, "origin/nope")).rejects.toThrow(
      /no commit is called origin\/nope here: fetch it/,
    );
    await expect(filesAt(root, "--output=x")).rejects.toThrow(/no commit is called/);
    await expect(filesAt(temporaryFolder("none"), "HEAD")).rejects.toThrow(/cannot be read: no git here/);
    expect(() => filesOnDisk(join(root, "nope"))).toThrow(/does not exist/);
  });

  test("F1: links out of the repository, pipes, folders and other encodings are not read", async () => {
    const { root } = buildRepository({
      commits: [{ files: { "real/x.yml": "inside", "out.yml": { symlink: "../outside.yml" } } }],
    });
    writeFileSync(join(root, "..", "outside.yml"), "not ours");
    symlinkSync("real/x.yml", join(root, "link.yml"));
    symlinkSync("/etc/passwd", join(root, "passwd.yml"));
    symlinkSync("nowhere", join(root, "dangling.yml"));
    symlinkSync(".git/config", join(root, "git.yml"));
    mkdirSync(join(root, "folder.yml"));
    spawnSync("mkfifo", [join(root, "pipe.yml")]);
    writeFileSync(join(root, "latin.yml"), Buffer.from("# caf\xe9\n", "latin1"));
    writeFileSync(join(root, "bom.yml"), "\uFEFFthreshold: 1\r\n");
    writeFileSync(join(root, "utf16.yml"), Buffer.from("\uFEFFthreshold: 1\n", "utf16le"));
    writeFileSync(join(root, "large.yml"), Buffer.alloc(17 * 1024 ** 2, 32));
    const names = [
      "link",
      "out",
      "passwd",
      "dangling",
      "git",
      "folder",
      "pipe",
      "latin",
      "bom",
      "utf16",
      "large",
    ];
    const found = await filesOnDisk(root).texts(names.map((name) => `${name}.yml`));
    expect(Object.fromEntries(found)).toEqual({
      "link.yml": { text: "inside" },
      "out.yml": { unreadable: "a link out of the repository" },
      "passwd.yml": { unreadable: "a link out of the repository" },
      "dangling.yml": { unreadable: "a link that leads nowhere" },
      "git.yml": { unreadable: "belongs to git" },
      "folder.yml": { unreadable: "not a regular file" },
      "pipe.yml": { unreadable: "not a regular file" },
      "latin.yml": { unreadable: "not UTF-8 text: save it as UTF-8" },
      "bom.yml": { text: "threshold: 1\r\n" },
      "utf16.yml": { text: "threshold: 1\n" },
      "large.yml": { unreadable: "larger than 16 MB" },
    });
  });

  test("F1: links of a revision are followed inside the repository only", async () => {
    const { root } = buildRepository({
      commits: [
        {
          files: {
            "real/x.yml": "inside",
            "a/link.yml": { symlink: "../real/x.yml" },
            "out.yml": { symlink: "../x.yml" },
            "passwd.yml": { symlink: "/etc/passwd" },
            "loop.yml": { symlink: "loop.yml" },
            "dangling.yml": { symlink: "nowhere" },
            "folder.yml/x": "",
          },
        },
      ],
    });
    const files = await filesAt(root, "HEAD");
    const names = ["a/link.yml", "out.yml", "passwd.yml", "loop.yml", "dangling.yml", "folder.yml"];
    expect(Object.fromEntries(await files.texts(names))).toEqual({
      "a/link.yml": { text: "inside" },
      "out.yml": { unreadable: "a link out of the repository" },
      "passwd.yml": { unreadable: "a link out of the repository" },
      "loop.yml": { unreadable: "a link that leads nowhere" },
      "dangling.yml": { unreadable: "a link that leads nowhere" },
      "folder.yml": { unreadable: "not a regular file" },
    });
    files.close();
  });
});
