/**
 * Builds temporary git repositories from a plain description, the same to the byte everywhere:
 * fixed author, fixed times (one day apart, from 2026-01-01T00:00:00Z), hence fixed commit ids.
 *
 *   const repository = buildRepository({
 *     commits: [
 *       { files: { "train.py": "import mlflow\n", "README.md": "# x\n" }, tag: "v1" },
 *       { id: "fix", message: "Fix the seed", files: { "train.py": "…", "README.md": null } },   // null removes
 *     ],
 *     changed: { "train.py": "edited, not committed\n" },
 *     untracked: { "notes.txt": "…" },
 *     ignored: { "mlruns/0/meta.yaml": "commit: <commit:fix>\n" },
 *   });
 *   repository.root         // the folder
 *   repository.commits.fix  // full id; commits without an `id` are "1", "2", … by their place
 *
 * Without `commits` there is no git at all; `commits: []` is a repository without commits.
 * In every text `<commit:ID>` becomes the full id of that commit, `<commit:ID:7>` its first 7 digits
 * (a commit can name only earlier ones).
 *
 * A fixture folder can hold the same object as `git.json` (`buildFixture`): a content `{ "from": "path" }`
 * takes the bytes of that file of the folder, and a key that ends in "/" with `{ "from": "folder/" }` a whole folder.
 * What no `from` takes belongs to the first commit (with `commits: []`, to the untracked files).
 * A folder without `git.json` is copied as it is.
 *
 * Everything lies in one temporary folder per process, removed when the process ends.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** null removes the file. */
export type Content =
  | string
  | Uint8Array
  | null
  | { readonly base64: string }
  /** For files of a size that nobody wants in a repository. */
  | { readonly repeat: string; readonly times: number }
  | { readonly json: unknown }
  | { readonly symlink: string }
  | { readonly executable: string }
  /** A file (or, under a key that ends in "/", a folder) of the fixture folder. */
  | { readonly from: string };

export type Files = Readonly<Record<string, Content>>;

export interface CommitRecipe {
  /** Label for `parents`, `branches`, `tags`, `refs`, `<commit:…>`; by default the place: "1", "2", … */
  readonly id?: string;
  readonly message?: string;
  /** Changes against the first parent. */
  readonly files?: Files;
  /** Labels; by default the commit before this one. `[]` starts a new root. */
  readonly parents?: readonly string[];
  /** ISO 8601; by default one day after the commit before. */
  readonly at?: string;
  /** "Name <mail>" */
  readonly author?: string;
  /** Lightweight tags on this commit. */
  readonly tag?: string | readonly string[];
}

export interface Recipe {
  /** Oldest first. */
  readonly commits?: readonly CommitRecipe[];
  /** Name → commit label. */
  readonly branches?: Readonly<Record<string, string>>;
  /** Name → commit label, or an annotated tag with a message. */
  readonly tags?: Readonly<Record<string, string | { readonly commit: string; readonly message: string }>>;
  /** Full name (`refs/exps/…`, `refs/remotes/origin/main`) → commit label. */
  readonly refs?: Readonly<Record<string, string>>;
  /** URL of the remote "origin". */
  readonly remote?: string;
  /** Commit label that `main` and the work tree stand on; by default the last commit. */
  readonly head?: string;
  /** Put into the index after the last commit. */
  readonly staged?: Files;
  /** Written to the work tree without `git add`: edits of tracked files. */
  readonly changed?: Files;
  /** New files that git does not know. */
  readonly untracked?: Files;
  /** New files, each named in `.git/info/exclude`. */
  readonly ignored?: Files;
}

export interface Repository {
  readonly root: string;
  /** Label → full id. */
  readonly commits: Readonly<Record<string, string>>;
  /** Runs git here, apart from the machine's configuration; its output, trimmed. Throws where git fails. */
  git(...args: readonly string[]): string;
  write(files: Files): void;
  /** `git clone` with options such as "--bare" or "--depth=1" into a new folder. */
  clone(...options: readonly string[]): Repository;
}

/** An empty temporary folder that vanishes with the process. */
export function temporaryFolder(name = "folder"): string {
  if (base === undefined) {
    const made = realpathSync(mkdtempSync(join(tmpdir(), "exptrack-test-")));
    const remove = () => rmSync(made, { recursive: true, force: true });
    process.once("exit", remove);
    // A test worker is ended by a signal, which skips "exit".
    process.once("SIGTERM", () => {
      remove();
      process.exit();
    });
    base = made;
  }
  const folder = join(base, String(++folders), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** @param folder  where to build; by default a new temporary folder called `name` */
export function buildRepository(
  recipe: Recipe,
  options: { readonly name?: string; readonly folder?: string; readonly from?: string } = {},
): Repository {
  const root = options.folder ?? temporaryFolder(options.name ?? "project");
  mkdirSync(root, { recursive: true });
  const commits: Record<string, string> = {};
  const repository = open(root, commits, options.from);
  if (recipe.commits !== undefined) {
    repository.git("init", "--quiet", "--initial-branch=main");
    makeCommits(root, recipe.commits, commits, options.from);
    makeRefs(repository, recipe, commits);
    if (recipe.staged) {
      repository.write(recipe.staged);
      repository.git("add", "--all", "--force", "--", ...Object.keys(recipe.staged));
    }
  }
  for (const files of [recipe.changed, recipe.untracked, recipe.ignored]) {
    if (files) repository.write(files);
  }
  if (recipe.ignored && recipe.commits !== undefined) {
    const lines = Object.keys(recipe.ignored).map((path) => `/${path}\n`);
    mkdirSync(join(root, ".git/info"), { recursive: true });
    writeFileSync(join(root, ".git/info/exclude"), lines.join(""));
  }
  return repository;
}

/** A fixture folder as a repository (see above); where there is no `git.json`, a plain copy without git. */
export function buildFixture(fixture: string, name = "project"): Repository {
  const recipePath = join(fixture, "git.json");
  if (!existsSync(recipePath)) {
    const root = temporaryFolder(name);
    cpSync(fixture, root, { recursive: true, verbatimSymlinks: true });
    return open(root, {}, undefined);
  }
  const recipe = JSON.parse(readFileSync(recipePath, "utf8")) as Recipe;
  const taken = sources(recipe);
  const rest: Record<string, Content> = {};
  for (const path of filesBelow(fixture)) {
    const elsewhere = taken.some((from) => from === path || (from.endsWith("/") && path.startsWith(from)));
    if (path !== "git.json" && !elsewhere) rest[path] = { from: path };
  }
  const options = { name, from: fixture };
  if (recipe.commits?.length === 0) {
    return buildRepository({ ...recipe, untracked: { ...rest, ...recipe.untracked } }, options);
  }
  const [first = {}, ...later] = recipe.commits ?? [];
  const commits = [{ ...first, files: { ...rest, ...first.files } }, ...later];
  return buildRepository({ ...recipe, commits }, options);
}

let base: string | undefined;
let folders = 0;

/** Serves `--filter` too. */
const SERVER = "--upload-pack=git -c uploadpack.allowFilter=true -c safe.directory=* upload-pack";
const AUTHOR = "Ada <ada@example.org>";
const FIRST_DAY = Date.UTC(2026, 0, 1) / 1000;
const DAY = 86_400;

function open(root: string, commits: Record<string, string>, from: string | undefined): Repository {
  return {
    root,
    commits,
    git: (...args) => runGit(root, args),
    write(files) {
      for (const [path, content] of expand(files, from)) writeOne(join(root, path), content, commits, from);
    },
    clone(...options) {
      const name = root.slice(root.lastIndexOf("/") + 1);
      const folder = join(temporaryFolder("clone"), options.includes("--bare") ? `${name}.git` : name);
      runGit(dirname(folder), ["clone", "--quiet", SERVER, ...options, `file://${root}`, folder]);
      return open(folder, commits, from);
    },
  };
}

function runGit(cwd: string, args: readonly string[], input?: Uint8Array): string {
  const result = spawnSync("git", args, {
    cwd,
    input,
    maxBuffer: 1024 ** 3,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_COUNT: "3",
      GIT_CONFIG_KEY_0: "protocol.file.allow",
      GIT_CONFIG_VALUE_0: "always",
      GIT_CONFIG_KEY_1: "safe.directory",
      GIT_CONFIG_VALUE_1: "*",
      GIT_CONFIG_KEY_2: "advice.detachedHead",
      GIT_CONFIG_VALUE_2: "false",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
      GIT_AUTHOR_DATE: "2026-06-01T00:00:00Z",
      GIT_COMMITTER_DATE: "2026-06-01T00:00:00Z",
    },
  });
  if (result.status !== 0) {
    throw new Error(`git ${args.join(" ")}: ${result.error?.message ?? result.stderr.toString()}`);
  }
  return result.stdout.toString().trim();
}

/** One fast-import process, and another one wherever a text names the id of an earlier commit. */
function makeCommits(
  root: string,
  recipes: readonly CommitRecipe[],
  commits: Record<string, string>,
  from: string | undefined,
): void {
  const marks = join(root, ".git/recipe-marks");
  const labels = recipes.map((recipe, index) => recipe.id ?? String(index + 1));
  let stream: Buffer[] = [];
  const flush = () => {
    if (stream.length === 0) return;
    const args = [
      "fast-import",
      "--quiet",
      "--force",
      `--import-marks-if-exists=${marks}`,
      `--export-marks=${marks}`,
    ];
    runGit(root, args, Buffer.concat(stream));
    for (const line of readFileSync(marks, "utf8").trim().split("\n")) {
      const [mark = "", id = ""] = line.slice(1).split(" ");
      const label = labels[Number(mark) - 1];
      if (label !== undefined) commits[label] = id;
    }
    stream = [];
  };
  const markOf = (label: string) => {
    const index = labels.indexOf(label);
    if (index < 0) throw new Error(`recipe: no commit called ${label}`);
    return `:${index + 1}`;
  };
  recipes.forEach((recipe, index) => {
    const files = expand(recipe.files ?? {}, from);
    if (files.some(([, content]) => namesCommit(content, from))) flush();
    const time = recipe.at === undefined ? FIRST_DAY + index * DAY : Math.floor(Date.parse(recipe.at) / 1000);
    const parents = (recipe.parents ?? labels.slice(Math.max(index - 1, 0), index)).map(markOf);
    const message = recipe.message ?? `Commit ${labels[index]}`;
    stream.push(
      Buffer.from(
        `${parents.length === 0 ? "reset refs/heads/main\n\n" : ""}commit refs/heads/main\nmark :${index + 1}\n` +
          `author ${recipe.author ?? AUTHOR} ${time} +0000\ncommitter ${recipe.author ?? AUTHOR} ${time} +0000\n` +
          `data ${Buffer.byteLength(message)}\n${message}\n` +
          parents.map((parent, place) => `${place === 0 ? "from" : "merge"} ${parent}\n`).join(""),
      ),
    );
    for (const [path, content] of files) stream.push(change(path, content, commits, from));
    for (const tag of [recipe.tag ?? []].flat()) {
      stream.push(Buffer.from(`reset refs/tags/${tag}\nfrom :${index + 1}\n\n`));
    }
  });
  flush();
  rmSync(marks, { force: true });
}

function change(
  path: string,
  content: Content,
  commits: Readonly<Record<string, string>>,
  from: string | undefined,
): Buffer {
  const name = JSON.stringify(path);
  if (content === null) return Buffer.from(`D ${name}\n`);
  const { mode, bytes } = materialise(content, commits, from);
  return Buffer.concat([
    Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from("\n"),
  ]);
}

function makeRefs(repository: Repository, recipe: Recipe, commits: Readonly<Record<string, string>>): void {
  const idOf = (label: string) => {
    const id = commits[label];
    if (id === undefined) throw new Error(`recipe: no commit called ${label}`);
    return id;
  };
  for (const [name, label] of Object.entries(recipe.branches ?? {})) {
    repository.git("update-ref", `refs/heads/${name}`, idOf(label));
  }
  for (const [name, label] of Object.entries(recipe.refs ?? {}))
    repository.git("update-ref", name, idOf(label));
  for (const [name, tag] of Object.entries(recipe.tags ?? {})) {
    if (typeof tag === "string") repository.git("update-ref", `refs/tags/${name}`, idOf(tag));
    else repository.git("tag", "--annotate", "--message", tag.message, name, idOf(tag.commit));
  }
  if (recipe.remote !== undefined) repository.git("remote", "add", "origin", recipe.remote);
  if ((recipe.commits ?? []).length > 0) {
    repository.git("reset", "--quiet", "--hard", recipe.head === undefined ? "HEAD" : idOf(recipe.head));
  }
}

type Mode = "100644" | "100755" | "120000";

function materialise(
  content: Exclude<Content, null>,
  commits: Readonly<Record<string, string>>,
  from: string | undefined,
): { readonly mode: Mode; readonly bytes: Buffer } {
  const plain = (text: string, mode: Mode = "100644") => ({
    mode,
    bytes: Buffer.from(
      text.replace(/<commit:([\w.-]+)(?::(\d+))?>/g, (_, label: string, length?: string) => {
        const id = commits[label];
        if (id === undefined) throw new Error(`recipe: no earlier commit called ${label}`);
        return id.slice(0, length === undefined ? undefined : Number(length));
      }),
    ),
  });
  if (typeof content === "string") return plain(content);
  if (content instanceof Uint8Array) return { mode: "100644", bytes: Buffer.from(content) };
  if ("repeat" in content) return plain(content.repeat.repeat(content.times));
  if ("base64" in content) return { mode: "100644", bytes: Buffer.from(content.base64, "base64") };
  if ("json" in content) return plain(`${JSON.stringify(content.json, null, 2)}\n`);
  if ("symlink" in content) return plain(content.symlink, "120000");
  if ("executable" in content) return plain(content.executable, "100755");
  const bytes = readFileSync(join(folderOf(from), content.from));
  return bytes.includes("<commit:") ? plain(bytes.toString()) : { mode: "100644", bytes };
}

function writeOne(
  target: string,
  content: Content,
  commits: Readonly<Record<string, string>>,
  from: string | undefined,
): void {
  rmSync(target, { force: true, recursive: true });
  if (content === null) return;
  const { mode, bytes } = materialise(content, commits, from);
  mkdirSync(dirname(target), { recursive: true });
  if (mode === "120000") symlinkSync(bytes.toString(), target);
  else writeFileSync(target, bytes);
  if (mode === "100755") chmodSync(target, 0o755);
}

/** Resolves folders taken with `from`; order as written. */
function expand(files: Files, from: string | undefined): (readonly [string, Content])[] {
  return Object.entries(files).flatMap(([path, content]): (readonly [string, Content])[] => {
    const source = takenFrom(content);
    if (!path.endsWith("/") || source === undefined) return [[path, content]];
    return filesBelow(join(folderOf(from), source)).map((file) => [
      path + file,
      { from: join(source, file) },
    ]);
  });
}

const takenFrom = (content: Content): string | undefined =>
  typeof content === "object" && content !== null && "from" in content ? content.from : undefined;

const namesCommit = (content: Content, from: string | undefined): boolean => {
  const source = takenFrom(content);
  const text = source === undefined ? JSON.stringify(content) : readFileSync(join(folderOf(from), source));
  return text.includes("<commit:");
};

function folderOf(from: string | undefined): string {
  if (from === undefined) throw new Error("recipe: { from } needs a fixture folder");
  return from;
}

function sources(recipe: Recipe): readonly string[] {
  const groups = [
    ...(recipe.commits ?? []).map((commit) => commit.files),
    recipe.staged,
    recipe.changed,
    recipe.untracked,
    recipe.ignored,
  ];
  return groups.flatMap((files) => Object.values(files ?? {}).flatMap((content) => takenFrom(content) ?? []));
}

/** POSIX paths of all files and links below a folder, sorted. */
function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
        : [prefix + entry.name],
    );
}
