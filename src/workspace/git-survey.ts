import type { SafeRepository } from "./git-shadow.js";

/** What the index says of one file. */
export interface IndexEntry {
  readonly id: string;
  /** As git writes it: 100644, 100755, 120000 (link), 160000 (submodule). */
  readonly mode: string;
  /** 0, or 1 to 3 in a conflict. */
  readonly stage: number;
  /** Not meant to be on disk (sparse checkout), or declared unchanged. */
  readonly exempt: boolean;
  /** As git found the file when it wrote the index; undefined where it does not say. */
  readonly stat:
    | { readonly size: number; readonly seconds: number; readonly nanoseconds: number }
    | undefined;
}

/** Paths are relative to the folder that the repository was opened for. */
export interface Survey {
  /** The commit checked out; null without commits. */
  readonly head: string | null;
  /** Links to submodules are apart. */
  readonly tracked: ReadonlyMap<string, IndexEntry>;
  readonly submodules: ReadonlyMap<string, IndexEntry>;
  readonly untracked: ReadonlySet<string>;
  /** Repositories inside that are no submodules: git names the folder alone. */
  readonly untrackedFolders: ReadonlySet<string>;
  /** The index differs from HEAD below the folder. */
  readonly staged: boolean;
}

export async function survey(repository: SafeRepository): Promise<Survey> {
  const { call } = repository;
  const [head, cached, others, differs] = await Promise.all([
    resolveCommit(repository, "HEAD"),
    call.run(["ls-files", "-z", "-s", "-v", "--debug"]),
    call.run(["ls-files", "-z", "--others", "--exclude-standard"]),
    indexDiffers(repository),
  ]);
  const entries = parseIndex(cached.toString());
  const tracked = new Map<string, IndexEntry>();
  const submodules = new Map<string, IndexEntry>();
  for (const [path, entry] of entries) (entry.mode === "160000" ? submodules : tracked).set(path, entry);
  const names = others.toString().split("\0").filter(Boolean);
  return {
    head,
    tracked,
    submodules,
    untracked: new Set(names.filter((name) => !name.endsWith("/"))),
    untrackedFolders: new Set(names.filter((name) => name.endsWith("/")).map((name) => name.slice(0, -1))),
    staged: head === null ? entries.length > 0 : differs,
  };
}

/** Full id of a commit, or null where the repository does not have it. */
export async function resolveCommit(repository: SafeRepository, revision: string): Promise<string | null> {
  if (revision.startsWith("-")) return null;
  try {
    const output = await repository.call.run(["rev-parse", "--quiet", "--verify", `${revision}^{commit}`]);
    return output.toString().trim();
  } catch {
    return null;
  }
}

/** Compares the index with HEAD below the folder, and neither with the disk: no filter can run. */
export async function indexDiffers({ call }: SafeRepository): Promise<boolean> {
  const options = ["--cached", "--quiet", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"];
  try {
    return !(await call.ask(["diff-index", ...options, "HEAD", "--", "."]));
  } catch {
    // No commit yet, or a partial clone without trees: nothing to compare with.
    return false;
  }
}

/**
 * `git ls-files -z -s -v --debug`: "H 100644 <id> 0\t<path>\0", then what the index keeps of the file's stat,
 * indented. The second part is meant for people, so its absence only costs speed: contents are compared then.
 */
function parseIndex(output: string): (readonly [string, IndexEntry])[] {
  const pattern =
    /([A-Za-z?]) (\d{6}) ([0-9a-f]{40,64}) ([0-3])\t([^\0]*)\0(?: {2}ctime: [^\n]*\n {2}mtime: (\d+):(\d+)\n {2}dev: [^\n]*\n {2}uid: [^\n]*\n {2}size: (\d+)\tflags: [^\n]*\n)?/gy;
  return [...output.matchAll(pattern)].map(
    ([, tag = "", mode = "", id = "", stage, path = "", s, ns, size]) => [
      path,
      {
        id,
        mode,
        stage: Number(stage),
        exempt: tag === "S" || tag !== tag.toUpperCase(),
        stat:
          s === undefined ? undefined : { size: Number(size), seconds: Number(s), nanoseconds: Number(ns) },
      },
    ],
  );
}
