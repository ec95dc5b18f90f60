import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { Problem } from "../../core/run.js";
import type { Read, RecordStore } from "../../core/tracker.js";
import type { Workspace } from "../../core/workspace.js";
import { at, listAt, textAt } from "../../parsers/plain-data.js";
import { type CopyReader, copyReader } from "./copies.js";
import type { Entry, KeptSource, Resource } from "./entry.js";
import { readMapping } from "./json-file.js";
import { unpickled } from "./jsonpickle.js";
import { type Results, unevenSeries } from "./metrics.js";
import { foldersAbove } from "./place.js";
import { type Tree, toRunRecord } from "./run.js";

/** `<stem>_<md5 of the bytes><extension>` (`find_or_save`). */
const STORED = /_([0-9a-f]{32})(?:\.[^./\\]*)?$/;

/** Folders of runs among the files of a store, and whether each holds its `run.json`. */
export function runFolders(store: RecordStore): string[] {
  const folders = store.files
    .filter(({ path }) => /^(?:run|config)\.json$/.test(posix.basename(path)))
    .map(({ path }) => posix.dirname(path));
  return [...new Set(folders)];
}

/**
 * Runs of a FileStorageObserver (0.7 to 0.8): a folder each, with `run.json`, `config.json`, `cout.txt`, and, where
 * there was something to say, `metrics.json` and `info.json`. Source: sacred/observers/file_storage.py.
 */
export async function* readFileStorage(
  store: RecordStore,
  tree: Tree,
  workspace: Workspace,
): AsyncGenerator<Read> {
  const problems: Problem[] = [];
  const problem = (one: Problem) => problems.push(one);
  const copies = copyReader(workspace, problem);
  const reports = renderedReports(store);
  for (const folder of runFolders(store)) {
    const rendered = reports.get(folder) ?? [];
    const entry = await readFolder(folder, rendered, store.path, tree, workspace, copies, problem);
    const found = problems.splice(0).sort((a, b) => compareText(a.path, b.path));
    if (entry === null) continue;
    for (const one of found) yield { problem: one };
    yield { run: await toRunRecord(entry, tree, workspace) };
  }
}

/** null: the folder is no run of Sacred's. */
async function readFolder(
  folder: string,
  reports: readonly string[],
  store: string,
  tree: Tree,
  workspace: Workspace,
  copies: CopyReader,
  problem: (problem: Problem) => void,
): Promise<Entry | null> {
  const file = (name: string) => posix.join(folder, name);
  const [run, config, results] = await Promise.all([
    readMapping(file("run.json"), workspace, problem).then(unpickled),
    readMapping(file("config.json"), workspace, problem).then(unpickled),
    readResults(folder, workspace, problem),
  ]);
  if (run !== undefined && !looksLikeRun(run)) return null;
  if (run !== undefined && typeof at(run, "experiment") !== "object") {
    problem({ path: file("run.json"), message: "Sacred record: it says nothing of its experiment" });
  }
  for (const key of unevenSeries(results.metrics)) {
    problem({
      path: file("metrics.json"),
      message: `Sacred record: ${key} has other numbers of values and steps`,
    });
  }
  const said = (key: string) => textAt(run, key) ?? null;
  const missing = ["run.json", "config.json"].filter((name) => !tree.has(file(name)));
  const unread = [
    ...(run === undefined ? ["run.json"] : []),
    ...(config === undefined ? ["config.json"] : []),
  ];
  // Written only where there was something to say: absent, they hide nothing.
  const unreadResults = [
    ...(results.metrics === undefined ? ["metrics.json"] : []),
    ...(results.info === undefined ? ["info.json"] : []),
  ].filter((name) => tree.has(file(name)));
  const hiding = unread[0] ?? unreadResults[0];
  return {
    id: textAt(run, "_id") ?? posix.basename(folder),
    experiment: at(run, "experiment"),
    host: at(run, "host"),
    meta: at(run, "meta"),
    status: said("status"),
    startTime: said("start_time"),
    stopTime: said("stop_time"),
    heartbeat: said("heartbeat"),
    failed: listAt(run, "fail_trace").length > 0,
    config,
    ...results,
    result: at(run, "result"),
    sources: await keptSources(at(run, "experiment"), folder, store, tree, copies),
    resources: listAt(run, "resources").flatMap(resourceOf),
    artifacts: [...listedArtifacts(run), ...reports].map((name) => {
      const here = tree.has(file(name));
      return { name, path: here ? file(name) : null, digest: null, here };
    }),
    record: ["run.json", "config.json"].map(file).find((path) => tree.has(path)) ?? file("run.json"),
    store,
    directory: folder,
    texts: ["run.json", "config.json", "cout.txt"].map(file).filter((path) => tree.has(path)),
    incomplete:
      hiding === undefined
        ? null
        : missing.includes(hiding)
          ? `its ${hiding} is not here`
          : `its ${hiding} cannot be read`,
    hidden: unread.length === 0 ? "results" : "all",
  };
}

const listedArtifacts = (run: unknown): string[] =>
  listAt(run, "artifacts").flatMap(
    (artifact) => (typeof artifact === "string" ? artifact : textAt(artifact, "name")) ?? [],
  );

/** What an observer with a template renders beside the record, by folder (`render_template`): listed nowhere. */
function renderedReports({ files }: RecordStore): ReadonlyMap<string, readonly string[]> {
  const reports = new Map<string, string[]>();
  for (const { path } of files) {
    const name = posix.basename(path);
    if (!/^report\.\w+$/.test(name)) continue;
    const folder = posix.dirname(path);
    reports.set(folder, [...(reports.get(folder) ?? []), name]);
  }
  return reports;
}

/** What the observer has always written; one of the keys may be damaged, and another tool has not the others. */
const looksLikeRun = (run: unknown): boolean => {
  const has = (key: string) => at(run, key) !== undefined;
  const others = ["resources", "artifacts", "meta", "host", "start_time", "status"].filter(has);
  return typeof at(run, "experiment") === "object"
    ? has("heartbeat") || others.length > 0
    : has("heartbeat") && others.length > 2;
};

/** Metrics and info of one run's folder. */
export async function readResults(
  folder: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<Results> {
  const [metrics, info] = await Promise.all(
    ["metrics.json", "info.json"].map((name) =>
      readMapping(posix.join(folder, name), workspace, problem).then(unpickled),
    ),
  );
  return { metrics, info, result: undefined };
}

/** `[file, stored]`: where nothing was copied, `stored` is the file itself and tells no hash. */
function resourceOf(resource: unknown): Resource[] {
  const file = textAt(resource, 0);
  if (file === undefined) return [];
  return [{ file, md5: STORED.exec(textAt(resource, 1) ?? "")?.[1] ?? null }];
}

async function keptSources(
  experiment: unknown,
  folder: string,
  store: string,
  tree: Tree,
  copies: CopyReader,
): Promise<KeptSource[]> {
  const kept: KeptSource[] = [];
  for (const source of listAt(experiment, "sources")) {
    const file = textAt(source, 0);
    const stored = (textAt(source, 1) ?? "").replaceAll("\\", "/");
    if (file === undefined) continue;
    const md5 = STORED.exec(stored)?.[1] ?? /^[0-9a-f]{32}$/.exec(stored)?.[0] ?? null;
    const path = md5 === null ? null : placeOfCopy(file, stored, md5, folder, store, tree);
    const text = path === null || md5 === null ? null : await copies(path, md5);
    kept.push({ file, path: text === null ? null : path, text });
  }
  return kept;
}

/** Relative to the base folder of the observer, whose runs may lie deeper now; of a queued run, in its own folder. */
function placeOfCopy(
  file: string,
  stored: string,
  md5: string,
  folder: string,
  store: string,
  tree: Tree,
): string | null {
  const candidates =
    stored === md5
      ? [posix.join(folder, posix.basename(file.replaceAll("\\", "/")))]
      : [store, ...foldersAbove(store)].flatMap((home) => [
          posix.join(home, stored),
          posix.join(home, "_sources", posix.basename(stored)),
        ]);
  return candidates.find((path) => tree.has(path)) ?? null;
}
