import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { GitLayout } from "./git-layout.js";
import { refusePipes } from "./git-pipes.js";
import { type GitCaller, GitFailure, gitCaller, hardenedEnvironment } from "./git-process.js";
import { temporaryFolder } from "./temporary.js";

/** What the repository's own configuration says, read as data. */
export interface RepositoryConfig {
  readonly objectFormat: "sha1" | "sha256";
  /** Made with `--filter`: objects may be missing here that its server has. */
  readonly partial: boolean;
  /** URLs of the remotes, "origin" first. */
  readonly remotes: readonly string[];
}

/** A repository that git can be asked about safely. */
export interface SafeRepository {
  readonly layout: GitLayout;
  readonly config: RepositoryConfig;
  /** Ends of the history as far as this clone holds it; empty in a complete one. */
  readonly shallowEnds: ReadonlySet<string>;
  /** When git last wrote the index, in milliseconds; null without one. */
  readonly indexWrittenAt: number | null;
  readonly call: GitCaller;
  close(): void;
}

/**
 * Git is never shown the repository's own git directory, for no list of overrides closes it for good: a
 * configuration names commands in some twenty places (fsmonitor, hooks, filters, textconv, pagers, gpg, ssh,
 * proxies, credential and alternate-ref commands, promisor remotes that fetch whatever object is missing …), and
 * git before 2.45 has no switch against the last. It is shown a private one instead: `refs` linked, objects by
 * their path, HEAD, index and packed refs copied (reading a split index touches it), and a configuration of our
 * own, in which nothing is defined. So an object that is not there is just not there, on every version of git.
 * The layout is that of git's own contrib/workdir/git-new-workdir.
 * @param index  the index to see; during a commit git may work with another one than usual
 */
export async function openSafely(
  program: { readonly program: string; readonly path: string },
  layout: GitLayout,
  cwd: string,
  index: string = join(layout.gitDir, "index"),
): Promise<SafeRepository> {
  const { path: dir, remove } = temporaryFolder("git");
  try {
    const base = hardenedEnvironment(program.path, dir);
    const settings = await readSettings(gitCaller(program.program, dir, { ...base, GIT_DIR: dir }), layout);
    const indexWrittenAt = fill(dir, layout, index);
    writeFileSync(join(dir, "config"), ownConfig(settings, layout));
    const environment = {
      ...base,
      GIT_DIR: dir,
      GIT_OBJECT_DIRECTORY: join(layout.commonDir, "objects"),
      ...(layout.workTree === null ? {} : { GIT_WORK_TREE: layout.workTree }),
    };
    const call = gitCaller(program.program, layout.workTree === null ? dir : cwd, environment);
    return {
      layout,
      config: summarise(settings),
      shallowEnds: new Set(readLines(join(dir, "shallow"))),
      indexWrittenAt,
      call,
      close: () => {
        call.end();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw withoutPaths(error, layout, dir);
  }
}

/** What went wrong, without a place of this machine: it stands in the report. */
function withoutPaths(error: unknown, layout: GitLayout, dir: string): GitFailure {
  if (error instanceof GitFailure)
    return new GitFailure(
      [layout.gitDir, layout.commonDir, dir].reduce(
        (text, path) => text.replaceAll(path, ".git"),
        error.message,
      ),
    );
  return new GitFailure(
    `its git directory cannot be copied (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`,
  );
}

/** Copies and links what git has to see; returns the time of the index. */
function fill(dir: string, layout: GitLayout, index: string): number | null {
  refusePipes(layout.commonDir);
  copyHead(join(layout.gitDir, "HEAD"), join(dir, "HEAD"));
  mkdirSync(join(dir, "info"));
  for (const name of ["packed-refs", "shallow", "info/exclude", "info/attributes"]) {
    copy(join(layout.commonDir, name), join(dir, name));
  }
  for (const name of ["refs", "logs", "reftable"]) {
    const target = join(layout.commonDir, name);
    if (existsSync(target)) symlinkSync(target, join(dir, name), "junction");
  }
  for (const name of readdirSync(layout.gitDir)) {
    if (/^sharedindex\.[0-9a-f]{40,64}$/.test(name)) copy(join(layout.gitDir, name), join(dir, name));
  }
  return copy(index, join(dir, "index")) ? statSync(index).mtimeMs : null;
}

/** The index of a repository of a million files has a fifth of this. */
const LARGEST_COPY = 512 * 1024 ** 2;

/** Regular files only: a pipe of that name would keep us waiting for ever. @throws GitFailure for one of absurd size */
function copy(from: string, to: string): boolean {
  const stats = statSync(from, { throwIfNoEntry: false });
  if (!stats?.isFile()) return false;
  if (stats.size > LARGEST_COPY)
    throw new GitFailure(`its ${basename(from)} has ${stats.size} bytes, more than any repository needs`);
  copyFileSync(from, to);
  return true;
}

function copyHead(from: string, to: string): void {
  if (lstatSync(from).isSymbolicLink()) writeFileSync(to, `ref: ${readlinkSync(from)}\n`);
  else if (!copy(from, to)) writeFileSync(to, "ref: refs/heads/main\n");
}

type Settings = ReadonlyMap<string, string>;

/** Keys as git prints them: section and last part in lower case; the last value wins. */
async function readSettings(call: GitCaller, layout: GitLayout): Promise<Settings> {
  const file = join(layout.commonDir, "config");
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return new Map();
  // With a file named, git follows no include and asks nothing of the repository around it.
  const output = await call.run(["config", "--file", file, "--no-includes", "--list", "-z"]);
  return new Map(
    output
      .toString()
      .split("\0")
      .map((entry) => {
        const end = entry.indexOf("\n");
        return end < 0 ? ([entry, "true"] as const) : ([entry.slice(0, end), entry.slice(end + 1)] as const);
      }),
  );
}

function summarise(settings: Settings): RepositoryConfig {
  const urls = [...settings].filter(([key]) => /^remote\..*\.url$/s.test(key));
  const origin = urls.filter(([key]) => key === "remote.origin.url");
  return {
    objectFormat: settings.get("extensions.objectformat") === "sha256" ? "sha256" : "sha1",
    partial:
      settings.has("extensions.partialclone") ||
      [...settings].some(
        ([key, value]) =>
          /^remote\..*\.partialclonefilter$/s.test(key) ||
          (/^remote\..*\.promisor$/s.test(key) && /^(true|yes|on|1)$/i.test(value)),
      ),
    remotes: [...origin, ...urls.filter(([key]) => key !== "remote.origin.url")].map(([, url]) => url),
  };
}

/** Only what tells how to read the stores, each value checked; the rest is ours. */
function ownConfig(settings: Settings, layout: GitLayout): string {
  const known = (key: string, values: readonly string[]) => {
    const value = settings.get(key)?.toLowerCase();
    return value !== undefined && values.includes(value) ? value : undefined;
  };
  const objectFormat = known("extensions.objectformat", ["sha1", "sha256"]);
  const refStorage = known("extensions.refstorage", ["files", "reftable"]);
  return [
    "[core]",
    `repositoryformatversion = ${objectFormat || refStorage ? 1 : 0}`,
    `bare = ${layout.workTree === null}`,
    `ignorecase = ${known("core.ignorecase", ["true", "false"]) ?? "false"}`,
    `precomposeunicode = ${known("core.precomposeunicode", ["true", "false"]) ?? "false"}`,
    "fsmonitor = false",
    "untrackedcache = false",
    "hookspath = /dev/null",
    "[protocol]",
    "allow = never",
    "[extensions]",
    ...(objectFormat ? [`objectformat = ${objectFormat}`] : []),
    ...(refStorage ? [`refstorage = ${refStorage}`] : []),
    "",
  ].join("\n");
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
