import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { Problem } from "../../core/run.js";
import type { Read, RecordStore } from "../../core/tracker.js";
import type { Workspace } from "../../core/workspace.js";
import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { type CopyReader, copyReader } from "./copies.js";
import type { Entry, KeptSource } from "./entry.js";
import { readMapping } from "./json-file.js";
import { type Tree, toRunRecord } from "./run.js";

/**
 * Runs of a TinyDbObserver (0.7.3 to 0.8): all in one `metadata.json`, files by their MD5 in `hashfs/`. It keeps no
 * metrics. Source: sacred/observers/tinydb_hashfs/.
 */
export async function* readTinyDb(
  store: RecordStore,
  tree: Tree,
  workspace: Workspace,
): AsyncGenerator<Read> {
  const problems: Problem[] = [];
  const copies = copyReader(workspace, (problem) => problems.push(problem));
  const runs = await documents(store.path, workspace, (problem) => problems.push(problem));
  for (const [number, run] of runs) {
    const entry = await entryOf(number, run, store.path, tree, copies);
    yield { run: await toRunRecord(entry, tree, workspace) };
  }
  for (const problem of problems) yield { problem };
}

/** What one run of a store put into `info`; undefined: it is not there. */
export async function tinyDbInfo(path: string, id: string, workspace: Workspace): Promise<unknown> {
  const runs = await documents(path, workspace, () => undefined);
  const found = runs.find(([number, run]) => idOf(number, run) === id);
  return found === undefined ? undefined : plain(at(found[1], "info"));
}

async function documents(
  path: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<[string, unknown][]> {
  const database = await readMapping(path, workspace, problem);
  if (database === undefined) return [];
  const wrong = (message: string) => problem({ path, message: `Sacred record: ${message}` });
  if (!isMapping(database.runs) && Object.keys(database).some((table) => table !== "_default")) {
    wrong("it has no table of runs");
  }
  const runs = entriesAt(database, "runs").filter(([number, run]) => {
    const is = isMapping(run) && isMapping(at(run, "experiment"));
    if (!is) wrong(`run ${number} says nothing of its experiment`);
    return is;
  });
  return [...runs].sort(([a], [b]) => Number(a) - Number(b) || compareText(a, b));
}

const isMapping = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const idOf = (number: string, run: unknown): string => textAt(run, "_id") ?? String(at(run, "_id") ?? number);

async function entryOf(
  number: string,
  run: unknown,
  path: string,
  tree: Tree,
  copies: CopyReader,
): Promise<Entry> {
  const home = posix.dirname(path);
  const said = (key: string): string | null => {
    const value = textAt(run, key);
    return value === undefined ? null : value.replace(/^\{TinyDate\}:/, "");
  };
  return {
    id: idOf(number, run),
    experiment: at(run, "experiment"),
    host: at(run, "host"),
    meta: at(run, "meta"),
    status: said("status"),
    startTime: said("start_time"),
    stopTime: said("stop_time"),
    heartbeat: said("heartbeat"),
    failed: listAt(run, "fail_trace").length > 0,
    config: plain(at(run, "config")),
    info: plain(at(run, "info")),
    metrics: undefined,
    result: plain(at(run, "result")),
    sources: await keptSources(at(run, "experiment"), home, tree, copies),
    resources: listAt(run, "resources").flatMap((resource) => {
      const file = textAt(resource, 0);
      return file === undefined ? [] : [{ file, md5: hashOf(textAt(resource, 1)) }];
    }),
    artifacts: listAt(run, "artifacts").flatMap((artifact) => {
      const name = textAt(artifact, 0);
      if (name === undefined) return [];
      const md5 = hashOf(textAt(artifact, 2));
      const blob = md5 === null ? null : blobOf(md5, home, tree);
      return [{ name, path: blob, digest: md5 === null ? null : `md5:${md5}`, here: blob !== null }];
    }),
    record: path,
    store: path,
    directory: null,
    texts: [path],
    incomplete: null,
    hidden: "all",
  };
}

async function keptSources(
  experiment: unknown,
  home: string,
  tree: Tree,
  copies: CopyReader,
): Promise<KeptSource[]> {
  const kept: KeptSource[] = [];
  for (const source of listAt(experiment, "sources")) {
    const file = textAt(source, 0);
    if (file === undefined) continue;
    const md5 = hashOf(textAt(source, 1));
    const blob = md5 === null ? null : blobOf(md5, home, tree);
    const text = blob === null || md5 === null ? null : await copies(blob, md5);
    kept.push({ file, path: text === null ? null : blob, text });
  }
  return kept;
}

const hashOf = (text: string | undefined): string | null => /^[0-9a-f]{32}$/.exec(text ?? "")?.[0] ?? null;

/** HashFS of depth 3 and width 2. */
function blobOf(md5: string, home: string, tree: Tree): string | null {
  const parts = [md5.slice(0, 2), md5.slice(2, 4), md5.slice(4, 6), md5.slice(6)];
  const path = posix.join(home, "hashfs", ...parts);
  return tree.has(path) ? path : null;
}

const TINY = /^\{Tiny(Date|File|Array|DataFrame|Series)\}:/;

/** Values without the marks of the serialisers: dates and files are texts, arrays lists. */
function plain(value: unknown): unknown {
  if (typeof value === "string") {
    const match = TINY.exec(value);
    if (match === null) return value;
    const text = value.slice(match[0].length);
    return match[1] === "Date" ? text : (parsePythonJson(text).value ?? text);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
