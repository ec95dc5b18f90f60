import { posix } from "node:path";
import { isOwnOutput } from "../core/outputs.js";
import type { RunRecord } from "../core/run.js";
import { isPointer, UnreadableFile, type Workspace } from "../core/workspace.js";
import { parseCondaEnvironment } from "../parsers/conda.js";
import { decodeText } from "../parsers/decoded-text.js";
import { parseLock } from "../parsers/lockfiles.js";
import type { Manifest } from "../parsers/manifest.js";
import { parsePipfile, parsePyproject } from "../parsers/pyproject.js";
import { parseRequirements } from "../parsers/requirements.js";
import { parseSetupCfg, parseSetupPy } from "../parsers/setup-py.js";
import {
  fileAtCommit,
  type GitAnswers,
  type ListAtCommit,
  LOCK_FILES,
  MANIFEST_FILES,
  type PackagesFound,
} from "../runs/questions.js";
import { differences, pythonDifference } from "./versions.js";

const LARGEST = 16 * 2 ** 20;
/** Lists that pip or conda read; other trackers keep theirs among other things. */
const LIST = /(?:^|\/)[^/]*\.(?:txt|ya?ml)$/;
/** One of these is in every environment that can be frozen: the installers, and the clients that write the list. */
const ALWAYS_THERE = new Set([
  "pip",
  "setuptools",
  "wandb",
  "mlflow",
  "mlflow-skinny",
  "guildai",
  "aim",
  "swanlab",
]);
/** A list as short as this was chosen, not taken. */
const SHORTEST_FREEZE = 5;

/** The list of packages that each run kept, and the lists at its commit, read and compared. */
export async function lookAtPackages(
  workspace: Workspace,
  records: readonly RunRecord[],
  commitOf: (record: RunRecord) => string | null,
  git: Pick<GitAnswers, "blobs">,
): Promise<ReadonlyMap<RunRecord, PackagesFound>> {
  const kept = new Map<string, Promise<Manifest | null>>();
  const held = new Map<string, Promise<Manifest | null>>();
  const found = new Map<RunRecord, PackagesFound>();
  // Runs of one program at one commit ask the same.
  const alike = new Map<string, Promise<PackagesFound | null>>();
  for (const record of records) {
    const commit = commitOf(record);
    const { packages, python } = record.environment;
    if (commit === null && packages === null) continue;
    const key = JSON.stringify([commit, record.program, packages, python, record.trace.packages]);
    const lists = await once(alike, key, () => lookAt(record, commit));
    if (lists !== null) found.set(record, lists);
  }
  return found;

  async function lookAt(record: RunRecord, commit: string | null): Promise<PackagesFound | null> {
    const path = record.environment.packages;
    const looked = path !== null && LIST.test(path) && !isOwnOutput(path);
    const list = looked ? await once(kept, path, () => readKept(workspace, path)) : null;
    const atCommit = async (names: readonly string[]): Promise<ListAtCommit | null> => {
      const file = commit === null ? null : fileAtCommit(names, record, commit, git);
      if (file === null || commit === null) return null;
      const key = `${git.blobs.get(`${commit}:${file}`)}:${posix.basename(file)}`;
      const manifest = await once(held, key, () => readHeld(workspace, commit, file));
      const compared = judged(manifest, list, record.environment.python);
      // Of a run that names no program it cannot be told whose list it is.
      return {
        path: file,
        locks: compared.locks,
        differences: record.program === null ? [] : compared.differences,
      };
    };
    const [lock, manifest] = [await atCommit(LOCK_FILES), await atCommit(MANIFEST_FILES)];
    const extent = looked
      ? extentOf(list, record.trace.packages)
      : { extent: record.trace.packages, why: null };
    return looked || lock !== null || manifest !== null ? { ...extent, lock, manifest } : null;
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

function judged(
  manifest: Manifest | null,
  list: Manifest | null,
  python: string | null,
): Pick<ListAtCommit, "locks" | "differences"> {
  if (manifest === null || manifest.unreadable !== null) return { locks: false, differences: [] };
  return {
    locks: manifest.transitive && manifest.entries.length > 0,
    differences: [
      ...pythonDifference(python ?? list?.python?.version ?? null, manifest),
      ...(list === null ? [] : differences(list, manifest)),
    ],
  };
}

/** How far the list goes, seen that it was called so far. */
function extentOf(
  list: Manifest | null,
  said: RunRecord["trace"]["packages"],
): Pick<PackagesFound, "extent" | "why"> {
  if (list === null) return { extent: null, why: "cannot be read" };
  if (list.entries.length === 0) return { extent: null, why: "is empty" };
  if (said !== "freeze" || isFreeze(list)) return { extent: said, why: null };
  return { extent: "partial", why: "is no full one" };
}

const isFreeze = ({ entries, transitive }: Manifest): boolean =>
  transitive ||
  (entries.length >= SHORTEST_FREEZE &&
    entries.filter((entry) => entry.pinned).length >= entries.length * 0.9 &&
    entries.some(({ name }) => name !== null && ALWAYS_THERE.has(name)));

async function readKept(workspace: Workspace, path: string): Promise<Manifest | null> {
  try {
    if (isPointer(await workspace.kind(path))) return null;
    return parseList(posix.basename(path), await workspace.readText(path, { maxBytes: LARGEST }));
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

async function readHeld(workspace: Workspace, commit: string, path: string): Promise<Manifest | null> {
  const bytes = await workspace.git.blob(commit, path);
  return bytes === null || bytes.length > LARGEST ? null : parseList(posix.basename(path), decodeText(bytes));
}

/** Readers by file name. */
function parseList(name: string, text: string): Manifest | null {
  const lock = parseLock(name, text);
  if (lock !== null) return lock;
  if (/\.ya?ml$/.test(name)) return parseCondaEnvironment(text);
  if (name === "pyproject.toml") return parsePyproject(text);
  if (name === "setup.py") return parseSetupPy(text);
  if (name === "setup.cfg") return parseSetupCfg(text);
  if (name === "Pipfile") return parsePipfile(text);
  return parseRequirements(text);
}
