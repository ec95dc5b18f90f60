import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { GitFailure } from "./git-process.js";

/**
 * Git would wait for ever for what a pipe says in the place of a ref or an object, and an object is found by its name, so
 * the names are looked at before git is: a folder's listing tells pipes from files without opening one.
 * @throws GitFailure where one stands
 */
export function refusePipes(commonDir: string): void {
  refuseBelow(join(commonDir, "refs"));
  refuseInStore(join(commonDir, "objects"), new Set());
}

/** As many stores in a row as git follows. */
const MAX_STORES = 6;
const MAX_ALTERNATES_BYTES = 65_536;

function refuseInStore(store: string, seen: Set<string>): void {
  if (seen.has(store) || seen.size > MAX_STORES) return;
  seen.add(store);
  refuseBelow(join(store, "info"));
  for (const entry of list(store)) {
    const isStoreFolder = entry.name === "pack" || /^[0-9a-f]{2}$/.test(entry.name);
    if (isStoreFolder) for (const file of list(join(store, entry.name))) refuse(store, entry.name, file);
  }
  for (const other of alternatesOf(store)) refuseInStore(other, seen);
}

function refuseBelow(folder: string): void {
  for (const entry of list(folder)) {
    refuse(folder, "", entry);
    if (entry.isDirectory()) refuseBelow(join(folder, entry.name));
  }
}

function refuse(folder: string, below: string, entry: Dirent): void {
  if (entry.isFile() || entry.isDirectory()) return;
  if (entry.isSymbolicLink()) {
    const target = statSync(join(folder, below, entry.name), { throwIfNoEntry: false });
    if (target === undefined || target.isFile() || target.isDirectory()) return;
  }
  throw new GitFailure(`a pipe or a device stands in the place of its ${basename(entry.name)}`);
}

/** Stores that a store borrows from; what is relative is so to the store (git's Documentation/gitrepository-layout). */
function alternatesOf(store: string): readonly string[] {
  const file = join(store, "info", "alternates");
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size > MAX_ALTERNATES_BYTES) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => resolve(store, line));
}

function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
