import type { ObjectReader } from "./object-reader.js";

/**
 * Id of the blob at a path, by reading the trees on the way.
 * @returns null where a tree does not hold it, undefined where a tree is not here
 */
export async function findInTree(
  objects: ObjectReader,
  commit: string,
  path: string,
): Promise<string | null | undefined> {
  const root = await objects.info(`${commit}^{tree}`);
  if (typeof root === "string") return undefined;
  let { id } = root;
  const names = path.split("/");
  for (const [depth, name] of names.entries()) {
    const tree = await objects.contents(id);
    if (tree === undefined) return undefined;
    const entry = entryOf(tree, name, commit.length / 2);
    const isFolder = entry?.mode === "40000";
    const isLast = depth === names.length - 1;
    if (entry === undefined || entry.mode === "160000" || isFolder === isLast) return null;
    ({ id } = entry);
  }
  return id;
}

/** A tree object: `<octal mode> <name>\0<id in bytes>`, repeated (git's Documentation/gitformat-pack). */
function entryOf(tree: Buffer, name: string, idBytes: number): { mode: string; id: string } | undefined {
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, space);
    if (space < 0 || end < 0) return undefined;
    const next = end + 1 + idBytes;
    if (tree.toString("utf8", space + 1, end) === name) {
      return { mode: tree.toString("latin1", at, space), id: tree.toString("hex", end + 1, next) };
    }
    at = next;
  }
  return undefined;
}
