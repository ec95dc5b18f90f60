import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildRepository, type Files, type Repository, temporaryFolder } from "./repository.js";

/** An id of no commit. */
export const UNKNOWN = "1234567890123456789012345678901234567890";

/** What a repository brings by which git starts a program of its choice. */
export interface Trap {
  readonly name: string;
  /** @param program  leaves a file called like the trap in the folder of traps, wherever it is started */
  plant(repository: Repository, program: string): void;
  /** How plain git falls into it; null: only on a terminal, or not any more. */
  readonly spring: readonly string[] | null;
}

export const HOOKS: readonly string[] = [
  "applypatch-msg",
  "pre-applypatch",
  "post-applypatch",
  "pre-commit",
  "pre-merge-commit",
  "prepare-commit-msg",
  "commit-msg",
  "post-commit",
  "pre-rebase",
  "post-checkout",
  "post-merge",
  "pre-push",
  "pre-receive",
  "update",
  "proc-receive",
  "post-receive",
  "post-update",
  "reference-transaction",
  "push-to-checkout",
  "pre-auto-gc",
  "post-rewrite",
  "sendemail-validate",
  "fsmonitor-watchman",
  "p4-pre-submit",
  "post-index-change",
];

/** A program that leaves a file called like the trap, and fails. */
export function canary(traps: string, name: string): string {
  const program = join(traps, `run-${name}`);
  writeFileSync(program, `#!/bin/sh\n: > "${join(traps, name)}"\nexit 1\n`);
  chmodSync(program, 0o755);
  return program;
}

/** Names of the traps that have gone off. */
export const sprung = (traps: string): readonly string[] =>
  readdirSync(traps)
    .filter((name) => !name.startsWith("run-"))
    .sort();

/** A trap that is a setting, and whatever calls for it. */
const setting =
  (key: string, others: Readonly<Record<string, string>> = {}, value = (program: string) => program) =>
  ({ git }: Repository, program: string): void => {
    for (const [name, text] of Object.entries(others)) git("config", name, text);
    git("config", key, value(program));
  };

const attributed =
  (line: string, key: string, others: Readonly<Record<string, string>> = {}) =>
  (repository: Repository, program: string): void => {
    appendFileSync(join(repository.root, ".git/info/attributes"), `${line}\n`);
    setting(key, others)(repository, program);
  };

const hooksIn = (folder: string, program: string): void => {
  mkdirSync(folder, { recursive: true });
  for (const hook of HOOKS) cpSync(program, join(folder, hook));
};

const configured = (file: string, key: string, value: string): void => {
  spawnSync("git", ["config", "--file", file, key, value]);
};

/** A clone that says it is partial: git asks the remote for whatever it lacks. */
const PROMISED = {
  "remote.origin.promisor": "true",
  "remote.origin.partialclonefilter": "blob:none",
  "extensions.partialClone": "origin",
  "core.repositoryFormatVersion": "1",
};
const MISSING_OBJECT = ["cat-file", "-e", UNKNOWN];
const SSH = { ...PROMISED, "remote.origin.url": "ssh://nowhere.invalid/x" };

export const TRAPS: readonly Trap[] = [
  { name: "fsmonitor", plant: setting("core.fsmonitor"), spring: ["status"] },
  {
    name: "hook",
    plant({ root, git }, program) {
      hooksIn(join(root, ".git/trapped-hooks"), program);
      git("config", "core.hooksPath", join(root, ".git/trapped-hooks"));
    },
    spring: ["update-index", "--refresh"],
  },
  {
    name: "usual-hook",
    plant: ({ root }, program) => hooksIn(join(root, ".git/hooks"), program),
    spring: ["update-index", "--refresh"],
  },
  {
    name: "clean",
    plant: attributed("big.bin filter=trap", "filter.trap.clean", { "filter.trap.required": "true" }),
    spring: ["diff", "--stat", "big.bin"],
  },
  {
    name: "smudge",
    plant: attributed("big.bin filter=trap", "filter.trap.smudge"),
    spring: ["checkout", "--force", "HEAD", "--", "big.bin"],
  },
  {
    name: "process",
    plant: attributed("slow.bin filter=long", "filter.long.process"),
    spring: ["diff", "--stat", "slow.bin"],
  },
  {
    name: "textconv",
    plant: attributed("*.md diff=shown", "diff.shown.textconv"),
    spring: ["diff", "HEAD", "--", "notes.md"],
  },
  {
    name: "diff-driver",
    plant: attributed("other.py diff=outside", "diff.outside.command"),
    spring: ["diff", "HEAD", "--", "other.py"],
  },
  {
    name: "diff-external",
    plant: setting("diff.external"),
    spring: ["diff", "HEAD", "--", "other.py"],
  },
  {
    name: "merge-driver",
    plant: attributed("merged.txt merge=trap", "merge.trap.driver"),
    spring: ["merge-tree", "--write-tree", "main", "side"],
  },
  { name: "pager", plant: setting("core.pager"), spring: ["grep", "-O", "print"] },
  {
    name: "pager-of-command",
    plant({ git }, program) {
      for (const command of ["log", "diff", "grep", "ls-files", "config", "for-each-ref"])
        git("config", `pager.${command}`, program);
    },
    spring: null,
  },
  { name: "editor", plant: setting("core.editor"), spring: ["commit", "--allow-empty"] },
  {
    name: "sequence-editor",
    plant: setting("sequence.editor", { "rebase.autoStash": "true" }),
    spring: ["rebase", "-i", "HEAD~1"],
  },
  { name: "gpg", plant: setting("gpg.program", { "log.showSignature": "true" }), spring: ["log", "-1"] },
  { name: "alias", plant: setting("alias.tripwire", {}, (program) => `!${program}`), spring: ["tripwire"] },
  {
    name: "alias-of-command",
    plant({ git }, program) {
      for (const command of ["ls-files", "cat-file", "log", "grep", "diff-index"])
        git("config", `alias.${command}`, `!${program}`);
    },
    spring: null,
  },
  {
    name: "include",
    plant({ root, git }, program) {
      configured(join(root, ".git/included"), "alias.included", `!${program}`);
      git("config", "include.path", "included");
    },
    spring: ["included"],
  },
  {
    name: "include-if",
    plant({ root, git }, program) {
      configured(join(root, ".git/included-here"), "alias.included-here", `!${program}`);
      git("config", "includeIf.gitdir:/**.path", "included-here");
    },
    spring: ["included-here"],
  },
  {
    name: "worktree-config",
    plant({ root, git }, program) {
      git("config", "core.repositoryFormatVersion", "1");
      git("config", "extensions.worktreeConfig", "true");
      configured(join(root, ".git/config.worktree"), "core.fsmonitor", program);
    },
    spring: ["status"],
  },
  { name: "ssh", plant: setting("core.sshCommand", SSH), spring: MISSING_OBJECT },
  {
    name: "ext-url",
    plant: setting(
      "remote.origin.url",
      { ...PROMISED, "protocol.ext.allow": "always", "protocol.allow": "always" },
      (program) => `ext::${program}`,
    ),
    spring: MISSING_OBJECT,
  },
  {
    name: "instead-of",
    plant({ git }, program) {
      for (const [key, value] of Object.entries({ ...SSH, "protocol.ext.allow": "always" }))
        git("config", key, value);
      git("config", `url.ext::${program} .insteadOf`, "ssh://nowhere.invalid/");
    },
    spring: MISSING_OBJECT,
  },
  {
    name: "upload-pack",
    plant: setting("remote.origin.uploadpack", { ...PROMISED, "remote.origin.url": "." }),
    spring: MISSING_OBJECT,
  },
  { name: "proxy", plant: setting("core.gitProxy"), spring: ["fetch", "git://nowhere.invalid/x"] },
  { name: "credential", plant: setting("credential.helper"), spring: ["credential", "fill"] },
  { name: "askpass", plant: setting("core.askPass"), spring: ["credential", "fill"] },
  {
    name: "alternate-refs",
    plant(repository, program) {
      const other = buildRepository({ commits: [{ files: { "other.txt": "x" } }] });
      writeFileSync(join(repository.root, ".git/objects/info/alternates"), `${other.root}/.git/objects\n`);
      setting("core.alternateRefsCommand")(repository, program);
    },
    spring: ["fetch", "."],
  },
  {
    name: "submodule-update",
    plant({ root, git }, program) {
      const tip = spawnSync("git", ["-C", join(root, "part"), "rev-parse", "HEAD~1"])
        .stdout.toString()
        .trim();
      git("update-index", "--add", "--cacheinfo", `160000,${tip},part`);
      setting(
        "submodule.part.update",
        { "submodule.part.url": "-u./evil" },
        (run) => `!${run}`,
      )({ git } as Repository, program);
    },
    spring: ["submodule", "update", "part"],
  },
  {
    name: "submodule-config",
    plant: ({ root }, program) => configured(join(root, "part/.git/config"), "core.fsmonitor", program),
    spring: ["-C", "part", "status"],
  },
  {
    name: "nested-bare",
    plant({ root }, program) {
      configured(join(root, "assets/config"), "core.fsmonitor", program);
      configured(join(root, "assets/config"), "core.bare", "false");
      configured(join(root, "assets/config"), "core.worktree", root);
    },
    spring: ["-C", "assets", "status"],
  },
];

/** What the traps hang on: files under attributes, a commit with a signature, two branches, a repository inside, a bare one. */
export function trappable(files: Files = {}): Repository {
  const own: Files = {
    ".gitmodules":
      '[submodule "part"]\n\tpath = part\n\turl = -u./evil\n[submodule "x"]\n\tpath = -x\n\turl = ext::sh -c evil\n',
    "other.py": "print(1)\n",
    "notes.md": "a\n",
    "big.bin": "clean\n",
    "slow.bin": "clean\n",
    "merged.txt": "a\n",
  };
  const repository = buildRepository({
    commits: [
      { id: "first", files: { ...own, ...files, "train.py": "print(1)\n" } },
      { id: "side", parents: ["first"], files: { "merged.txt": "b\n" } },
      {
        id: "tip",
        parents: ["first"],
        files: { "train.py": files["train.py"] ?? "print(2)\n", "merged.txt": "c\n" },
        tag: "v1",
      },
    ],
    branches: { side: "side" },
    head: "tip",
    changed: { "other.py": "print(3)\n", "notes.md": "b\n", "big.bin": "edited\n", "slow.bin": "edited\n" },
  });
  const { root, git } = repository;
  const part = { commits: [{ files: { "part.txt": "1\n" } }, { files: { "part.txt": "2\n" } }] };
  buildRepository(part, { folder: join(root, "part") });
  git("clone", "--quiet", "--bare", root, join(root, "assets"));
  const [head, message] = git("cat-file", "commit", "HEAD").split("\n\n");
  const signed = `${head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n${message}\n`;
  const written = spawnSync("git", ["hash-object", "-t", "commit", "-w", "--stdin"], {
    cwd: root,
    input: signed,
  });
  git("update-ref", "refs/heads/main", written.stdout.toString().trim());
  return repository;
}

/** A repository with every trap set; those that went off while the others were set are forgotten. */
export function trapped(files: Files = {}): { readonly repository: Repository; readonly traps: string } {
  const repository = trappable(files);
  const traps = temporaryFolder("traps");
  for (const trap of TRAPS) trap.plant(repository, canary(traps, trap.name));
  // Folders and pipes in the place of what git reads.
  const { root, git } = repository;
  for (const name of ["excludesFile", "attributesFile", "worktree"]) {
    spawnSync("mkfifo", [join(root, `.git/${name}`)]);
    git("config", `core.${name}`, join(root, `.git/${name}`));
  }
  for (const name of sprung(traps)) rmSync(join(traps, name));
  return { repository, traps };
}
