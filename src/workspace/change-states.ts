import { basename } from "node:path";
import type { ChangeState } from "../core/change.js";
import { compareText } from "../core/location.js";
import { once } from "../core/once.js";
import type { FileEntry, Git, Workspace } from "../core/workspace.js";
import { directorySource } from "./directory.js";
import { absentGit, gitFacts } from "./git-facts.js";
import { GitFailure } from "./git-process.js";
import type { SafeRepository } from "./git-shadow.js";
import type { ObjectReader } from "./object-reader.js";
import { workspaceOver } from "./source.js";
import { treeSource, withoutMachineMade } from "./tree.js";
import { statFile } from "./walk.js";

/** A repository whose states are asked for. `name`: for display. */
export interface Opened {
  readonly repository: SafeRepository;
  readonly objects: ObjectReader;
  readonly name: string;
}

/** A file of a state; nobody has asked for its size yet. */
interface Listed {
  readonly path: string;
  readonly id: string;
  readonly symlink: boolean;
}

/** What is staged; in a conflict our side counts. */
export function indexState(opened: Opened, head: string | null): ChangeState {
  const list = once(async () => {
    const output = await opened.repository.call.run(["ls-files", "-s", "-z"]);
    const chosen = new Map<string, Listed>();
    // `<mode> <id> <stage>\t<path>`
    for (const entry of output.toString().split("\0")) {
      const tab = entry.indexOf("\t");
      if (tab < 0 || entry.startsWith(SUBMODULE)) continue;
      const path = entry.slice(tab + 1);
      if (entry[tab - 1] === "3" && chosen.has(path)) continue;
      chosen.set(path, { path, id: entry.slice(7, tab - 2), symlink: entry.startsWith(LINK) });
    }
    return sorted([...chosen.values()]);
  });
  return objectState(opened, "index", head, list, ["--cached"], null);
}

/** The tree of a commit, or a tree itself. */
export function treeState(opened: Opened, commit: string): ChangeState {
  const list = once(async () => {
    const output = await opened.repository.call.run(["ls-tree", "-r", "-z", "--full-tree", commit]);
    const pattern = /(\d{6}) (\w+) ([0-9a-f]{40,64})\t([^\0]*)\0/gy;
    const files: Listed[] = [];
    for (const [, mode, type, id = "", path = ""] of output.toString().matchAll(pattern))
      if (type === "blob") files.push({ path, id, symlink: mode === LINK });
    return sorted(files);
  });
  return objectState(opened, "revision", commit, list, [], commit);
}

/** The folder as it lies on disk, of what git tracks and of what is named. */
export function folderState(opened: Opened, root: string): ChangeState {
  const paths = once(async () => {
    const output = await opened.repository.call.run(["ls-files", "-z"]);
    const listed = output.toString().split("\0").filter(Boolean);
    return withoutMachineMade([...new Set(listed)].sort(compareText).map((path) => ({ path }))).map(
      ({ path }) => path,
    );
  });
  const git = gitFacts(opened.repository, opened.objects, { head: null, dirty: null });
  return {
    paths,
    ...searched(opened, [], null),
    absent: async () => [],
    view: async (wanted) => folderView(root, wanted, git),
  };
}

/** A folder without git: the named files are all that is known of it. */
export function plainFolderState(root: string, named: readonly string[], why: string): ChangeState {
  const view = async (wanted: readonly string[]): Promise<Workspace> =>
    folderView(root, wanted, absentGit(why));
  const lines: ChangeState["lines"] = async (words, { endings, limit }) => {
    const found = new Map<string, string>();
    const chosen = named.filter((path) => endings.length === 0 || endings.some((one) => path.endsWith(one)));
    const workspace = await view(chosen);
    for (const { path } of await workspace.files()) {
      const text = await workspace.readText(path, { maxBytes: MAX_PLAIN_BYTES }).catch(() => "");
      const told = text.split("\n").filter((line) => words.some((word) => line.includes(word)));
      if (told.length > 0 && found.size < limit) found.set(path, `${told.join("\n")}\n`);
    }
    return found;
  };
  return {
    paths: async () => named,
    lines,
    holding: async (words, { endings, limit }) => {
      return [...(await lines(words, { endings, limit })).keys()];
    },
    absent: async () => [],
    view,
  };
}

const SUBMODULE = "160000";
const LINK = "120000";
const MAX_PLAIN_BYTES = 4 * 1024 ** 2;

const sorted = (files: readonly Listed[]): readonly Listed[] =>
  withoutMachineMade([...files].sort((a, b) => compareText(a.path, b.path)));

function objectState(
  opened: Opened,
  source: "index" | "revision",
  head: string | null,
  list: () => Promise<readonly Listed[]>,
  options: readonly string[],
  tree: string | null,
): ChangeState {
  const { repository, objects } = opened;
  const byPath = once(async () => new Map((await list()).map((file) => [file.path, file])));
  const git = gitFacts(repository, objects, { head, dirty: source === "index" });
  return {
    paths: once(async () => (await list()).map(({ path }) => path)),
    ...searched(opened, options, tree),
    async absent(wanted) {
      const known = await byPath();
      const files = [...new Set(wanted)].flatMap((path) => known.get(path) ?? []);
      const infos = await Promise.all(files.map(({ id }) => objects.info(id)));
      return files.flatMap(({ path }, at) => (infos[at] === "missing" ? [path] : []));
    },
    async view(wanted) {
      const known = await byPath();
      const files = [...new Set(wanted)].flatMap((path) => known.get(path) ?? []);
      const sizes = await Promise.all(files.map(({ id }) => objects.info(id)));
      const listed = files
        .map((file, at) => ({ ...file, size: sizeOf(sizes[at]) }))
        .sort((a, b) => compareText(a.path, b.path));
      const facts = { source, name: basename(opened.name), git, problems: [] } as const;
      return workspaceOver(
        treeSource(listed, repository, objects, () => {}),
        facts,
      );
    },
  };
}

const sizeOf = (info: Awaited<ReturnType<ObjectReader["info"]>> | undefined): number | undefined =>
  info === undefined || typeof info === "string" ? undefined : info.size;

function folderView(root: string, wanted: readonly string[], git: Git): Workspace {
  const entries = [...new Set(wanted)].sort(compareText).flatMap((path): FileEntry[] => {
    const file = statFile(root, path);
    return file === undefined ? [] : [{ path, size: file.size, symlink: file.symlink, scope: "tracked" }];
  });
  const source = directorySource(root, entries, () => {});
  return workspaceOver(source, { source: "directory", name: basename(root), git, problems: [] });
}

/**
 * `<path>\0<line>\n` of each line, by file.
 * @param prefix  characters before each path
 */
function byFile(output: string, prefix: number, limit: number): ReadonlyMap<string, string> {
  const files: { readonly path: string; readonly from: number }[] = [];
  const lines: string[] = [];
  let name = "";
  let length = 0;
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf("\0", at);
    if (end < 0) break;
    if (end - at !== name.length || !output.startsWith(name, at)) {
      if (files.length >= limit) break;
      name = output.slice(at, end);
      files.push({ path: name.slice(prefix), from: length });
    }
    const next = output.indexOf("\n", end);
    at = next < 0 ? output.length : next + 1;
    lines.push(output.slice(end + 1, at));
    length += at - end - 1;
  }
  // Parts of one text: thousands of texts put together line by line would each be copied when they are searched.
  const text = lines.join("");
  return new Map(files.map(({ path, from }, at) => [path, text.slice(from, files[at + 1]?.from)]));
}

/** `git grep`: it runs no filter and, unless asked to, no textconv. Ends with 1 where it finds nothing. */
function searched(
  { repository }: Opened,
  options: readonly string[],
  tree: string | null,
): Pick<ChangeState, "holding" | "lines"> {
  const search = async (
    how: readonly string[],
    words: readonly string[],
    endings: readonly string[],
  ): Promise<string> => {
    if (words.length === 0) return "";
    const patterns = words.flatMap((word) => ["-e", word]);
    const places = endings.map((ending) => `:(glob)**/*${ending}`);
    try {
      const output = await repository.call.run([
        "grep",
        "-z",
        "-I",
        "-F",
        "--no-color",
        "--no-textconv",
        "--no-recurse-submodules",
        ...how,
        ...options,
        ...patterns,
        ...(tree === null ? [] : [tree]),
        "--",
        ...places,
      ]);
      return output.toString();
    } catch (error) {
      if (error instanceof GitFailure && error.message.startsWith("git grep failed (1)")) return "";
      throw error;
    }
  };
  const prefix = tree === null ? 0 : tree.length + 1;
  const answered = new Map<string, ReturnType<ChangeState["lines"]>>();
  return {
    async holding(words, { endings, limit }) {
      const output = await search(["-l"], words, endings);
      return output
        .split("\0")
        .filter(Boolean)
        .map((path) => path.slice(prefix))
        .sort(compareText)
        .slice(0, limit);
    },
    lines(words, { endings, limit }) {
      const question = JSON.stringify([words, endings, limit]);
      const found =
        answered.get(question) ??
        search(["-H", "--no-line-number"], words, endings).then((output) => byFile(output, prefix, limit));
      answered.set(question, found);
      return found;
    },
  };
}
