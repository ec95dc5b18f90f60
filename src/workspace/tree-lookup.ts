import type { ObjectReader } from "./object-reader.js";

interface TreeEntry {
  readonly name: string;
  /** Octal, as git writes it: 40000 (folder), 100644, 100755, 120000 (link), 160000 (submodule). */
  readonly mode: string;
  readonly id: string;
}

const isFolder = ({ mode }: TreeEntry): boolean => mode === "40000";
const isFile = ({ mode }: TreeEntry): boolean => mode !== "40000" && mode !== "160000";

/** Entries of one folder, with all below it: no record ties so many, and a tree can hold itself a thousand times. */
const MAX_ENTRIES = 500_000;

/** Entries that may still be looked at, for several commits together. */
interface Budget {
  left: number;
}

/** Trees are read once, however many commits share them. */
export function treeReader(objects: ObjectReader) {
  const trees = new Map<string, Promise<readonly TreeEntry[] | undefined>>();

  const readTree = (id: string): Promise<readonly TreeEntry[] | undefined> => {
    const known =
      trees.get(id) ?? objects.contents(id).then((bytes) => bytes && parseTree(bytes, id.length / 2));
    trees.set(id, known);
    return known;
  };

  /** null where a tree does not hold it, undefined where a tree is not here. `path` "": the root. */
  const entryAt = async (commit: string, path: string): Promise<TreeEntry | null | undefined> => {
    const root = await objects.info(`${commit}^{tree}`);
    if (typeof root === "string") return undefined;
    let entry: TreeEntry = { name: "", mode: "40000", id: root.id };
    for (const name of path === "" ? [] : path.split("/")) {
      if (!isFolder(entry)) return null;
      const tree = await readTree(entry.id);
      if (tree === undefined) return undefined;
      const found = tree.find((one) => one.name === name);
      if (found === undefined) return null;
      entry = found;
    }
    return entry;
  };

  /** undefined where a tree is not here, or there is no end of them. */
  const collect = async (root: string): Promise<ReadonlyMap<string, string> | undefined> => {
    const files = new Map<string, string>();
    const left = [{ id: root, prefix: "" }];
    let seen = 0;
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const tree = await readTree(next.id);
      if (tree === undefined) return undefined;
      seen += tree.length + 1;
      if (seen > MAX_ENTRIES) return undefined;
      for (const entry of tree) {
        const path = next.prefix + entry.name;
        if (isFile(entry)) files.set(path, entry.id);
        else if (isFolder(entry)) left.push({ id: entry.id, prefix: `${path}/` });
      }
    }
    return files;
  };

  /** Folders that the other holds just so are passed over. */
  const collectBeside = async (
    root: string,
    other: string | undefined,
    counts: (path: string) => boolean,
    budget: Budget,
  ): Promise<string[]> => {
    const files: string[] = [];
    const left = [{ id: root, other, prefix: "" }];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const tree = await readTree(next.id);
      const same = next.other === undefined ? undefined : await readTree(next.other);
      const known = new Map(same?.map((entry) => [entry.name, entry]));
      budget.left -= (tree?.length ?? 0) + 1;
      if (budget.left < 0) break;
      for (const entry of tree ?? []) {
        const before = known.get(entry.name);
        if (before?.id === entry.id) continue;
        const path = next.prefix + entry.name;
        if (isFile(entry) && counts(path)) files.push(path);
        if (!isFolder(entry)) continue;
        const there = before !== undefined && isFolder(before) ? before.id : undefined;
        left.push({ id: entry.id, other: there, prefix: `${path}/` });
      }
    }
    return files;
  };

  return {
    budget: (): Budget => ({ left: MAX_ENTRIES }),

    /** Files below the folder that another commit does not hold like that, as far as the budget reaches. */
    async filesBeside(
      commit: string,
      other: string,
      folder: string,
      counts: (path: string) => boolean,
      budget: Budget,
    ): Promise<string[]> {
      const [entry, there] = [await entryAt(commit, folder), await entryAt(other, folder)];
      return entry == null || !isFolder(entry) ? [] : collectBeside(entry.id, there?.id, counts, budget);
    },

    /** Id of the blob at a path: null where a tree does not hold it, undefined where a tree is not here. */
    async blobAt(commit: string, path: string): Promise<string | null | undefined> {
      const entry = await entryAt(commit, path);
      return entry == null ? entry : isFile(entry) ? entry.id : null;
    },

    /** Blob ids by path below the folder; null where the commit has no such folder, undefined where a tree is not here. */
    async filesBelow(
      commit: string,
      folder: string,
    ): Promise<ReadonlyMap<string, string> | null | undefined> {
      const entry = await entryAt(commit, folder);
      if (entry == null) return entry;
      if (!isFolder(entry)) return null;
      return collect(entry.id);
    },
  };
}

/** A tree object: `<octal mode> <name>\0<id in bytes>`, repeated (git's Documentation/gitformat-pack). */
function parseTree(tree: Buffer, idBytes: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, space);
    if (space < 0 || end < 0) break;
    const next = end + 1 + idBytes;
    entries.push({
      name: tree.toString("utf8", space + 1, end),
      mode: tree.toString("latin1", at, space),
      id: tree.toString("hex", end + 1, next),
    });
    at = next;
  }
  return entries;
}
