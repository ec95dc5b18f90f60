import { posix } from "node:path";
import { compareText } from "../core/location.js";
import type { Git } from "../core/workspace.js";
import { historyOf } from "./git-history.js";
import { commitFacts } from "./git-reachability.js";
import type { SafeRepository } from "./git-shadow.js";
import type { ObjectInfo, ObjectReader } from "./object-reader.js";
import { treeReader } from "./tree-lookup.js";

/** Longest content handed out for comparing hashes. */
const MAX_BLOB_BYTES = 256 * 1024 ** 2;

export function gitFacts(
  repository: SafeRepository,
  objects: ObjectReader,
  facts: { readonly head: string | null; readonly dirty: boolean | null },
): Git {
  const { config, layout, shallowEnds } = repository;
  const { head } = facts;
  const trees = treeReader(objects);
  const refLists = new Map<string, ReturnType<Git["refs"]>>();
  const commitIds = new Map<string, Promise<string | undefined>>();

  /** The commit's full id. */
  const commitOf = (id: string): Promise<string | undefined> => {
    const known = commitIds.get(id) ?? findCommit(id);
    commitIds.set(id, known);
    return known;
  };

  const findCommit = async (id: string): Promise<string | undefined> => {
    if (!/^[0-9a-f]{4,64}$/i.test(id)) return undefined;
    const info = await objects.info(`${id}^{commit}`);
    return typeof info === "string" ? undefined : info.id;
  };

  /** null: the commit does not hold it; undefined: cannot be told. */
  const lookUp = async (commit: string, path: string): Promise<ObjectInfo | string | null | undefined> => {
    const full = posix.normalize(posix.join(layout.folder, path));
    if (path === "" || posix.isAbsolute(path) || full.startsWith("../") || path.includes("\n")) return null;
    const id = await commitOf(commit);
    if (id === undefined) return undefined;
    const info = await objects.info(`${id}:${full}`);
    if (typeof info !== "string") return info.type === "blob" ? info : null;
    // A partial clone may lack the object, and still know its id.
    return config.partial ? trees.blobAt(id, full) : null;
  };

  const refsBelow = (prefix: string): ReturnType<Git["refs"]> => {
    const known = refLists.get(prefix) ?? listRefs(repository, prefix);
    refLists.set(prefix, known);
    return known;
  };

  return {
    present: true,
    why: null,
    ...facts,
    shallow: shallowEnds.size > 0,
    partial: config.partial,
    hasRemote: config.remotes.length > 0,
    remotes: config.remotes,
    folder: layout.folder,
    ...historyOf(repository, head),

    async tags() {
      const refs = await refsBelow("refs/tags");
      return refs.map(({ name, commit }) => ({ name: name.slice("refs/tags/".length), commit }));
    },

    refs(prefix) {
      if (!/^refs\/[\w./-]+$/.test(prefix)) return Promise.resolve([]);
      return refsBelow(prefix);
    },

    commits: (ids) => commitFacts([...new Set(ids)], repository, objects, head),

    async blobs(requests) {
      const answers = requests.map(async ({ commit, path }) => {
        const found = await lookUp(commit, path);
        return [`${commit}:${path}`, typeof found === "object" && found !== null ? found.id : found] as const;
      });
      const blobs = new Map<string, string | null>();
      for (const [key, id] of await Promise.all(answers)) if (id !== undefined) blobs.set(key, id);
      return blobs;
    },

    async tree(commit) {
      const id = await commitOf(commit);
      const files = id === undefined ? undefined : await trees.filesBelow(id, layout.folder);
      return files ? [...files.keys()].sort(compareText) : null;
    },

    async filesBeside(commits, counts) {
      const found = new Map<string, readonly string[]>();
      const budget = trees.budget();
      for (const commit of head === null ? [] : commits) {
        const id = await commitOf(commit);
        const files = id && (await trees.filesBeside(id, head!, layout.folder, counts, budget));
        if (files) found.set(commit, files.sort(compareText));
      }
      return found;
    },

    async folderFiles(commit, folder) {
      const full = posix.normalize(posix.join(layout.folder, folder)).replace(/^\.$|\/$/g, "");
      if (posix.isAbsolute(folder) || full === ".." || full.startsWith("../")) return null;
      const id = await commitOf(commit);
      return id === undefined ? undefined : trees.filesBelow(id, full);
    },

    async blob(commit, path) {
      const found = await lookUp(commit, path);
      if (typeof found !== "object" || found === null || found.size > MAX_BLOB_BYTES) return null;
      return (await objects.contents(found.id)) ?? null;
    },
  };
}

/** Refs that lead to a commit, sorted by name; annotated tags count as the commit they point to. */
async function listRefs({ call }: SafeRepository, prefix: string) {
  const fields = ["objecttype", "objectname", "*objecttype", "*objectname", "refname"];
  const format = `--format=${fields.map((field) => `%(${field})`).join(" ")}`;
  const git = await call.simple();
  let output: string;
  try {
    output = await git.raw(["for-each-ref", format, prefix]);
  } catch {
    // A ref to an object that is not here: what the others are cannot be had either.
    return [];
  }
  return output
    .split("\n")
    .map((line) => line.split(" "))
    .flatMap(([type, id = "", innerType, innerId = "", name = ""]) => {
      if (type === "commit") return [{ name, commit: id }];
      return type === "tag" && innerType === "commit" ? [{ name, commit: innerId }] : [];
    })
    .sort((a, b) => compareText(a.name, b.name));
}

/** What is said where there is no git, or none that can be read. */
export function absentGit(why: string): Git {
  return {
    present: false,
    why,
    head: null,
    dirty: null,
    shallow: false,
    partial: false,
    hasRemote: false,
    remotes: [],
    folder: "",
    tags: async () => [],
    refs: async () => [],
    countCommits: async () => null,
    newestChange: async () => null,
    lastChanges: async () => new Map(),
    changes: async () => new Map(),
    commits: async (ids) => new Map(ids.map((id) => [id, { id, reachability: "unobservable" }])),
    blobs: async () => new Map(),
    tree: async () => null,
    filesBeside: async () => new Map(),
    folderFiles: async () => undefined,
    blob: async () => null,
  };
}
