import type { Change, ChangeState } from "../../core/change.js";
import { compareText } from "../../core/location.js";
import { once } from "../../core/once.js";
import { folderOf } from "../../core/paths.js";
import { isConfigurationPath } from "../../detectors/code/values/configuration-files.js";
import { breaksOff, importsIn } from "./import-lines.js";
import { mentionsIn } from "./mentions.js";
import { type ModuleFiles, moduleFiles } from "./module-files.js";
import { isSource, linesOf, type SourceLines, sourceLines } from "./source-lines.js";

/** The part of a state that a change can matter to. */
export interface Reached {
  /** Sources that the change touches, and those that come to them: programs among them are to be judged. */
  readonly affected: ReadonlySet<string>;
  /** All that has to be read to judge them, sorted. */
  readonly paths: readonly string[];
  /** There was more than is read: what is found is not sure. */
  readonly cut: boolean;
  /** What of it this clone does not hold: the same. */
  readonly absent: readonly string[];
}

/** Sources that are read at most; parsing takes about a millisecond each. */
const MOST_SOURCES = 300;
/** So few configuration files are read whether or not something names them. */
const FEW_CONFIGURATIONS = 60;
const MOST_CONFIGURATIONS = 300;
const MOST_TARGETS = 5000;
/** Where seeds are set; JSON may be any data. */
const CONFIGURES = /\.(?:ya?ml|toml|gin)$/;
const PACKAGING = ["pyproject.toml", "setup.py", "setup.cfg"];

const known = new WeakMap<ChangeState, Promise<Reached>>();

export function reached(change: Change, state: ChangeState): Promise<Reached> {
  const found = known.get(state) ?? search(change, state);
  known.set(state, found);
  return found;
}

async function search(change: Change, state: ChangeState): Promise<Reached> {
  const [lines, paths] = await Promise.all([sourceLines(change, state), state.paths()]);
  const touched = await touchedIn(change, state);
  const graph = importGraph(lines, new Set([...paths, ...touched]));
  const configurations = paths.filter((path) => isConfigurationPath(path));
  const starts = [
    ...touched.filter(isSource),
    ...users(
      lines,
      touched.filter((path) => !isSource(path)),
    ),
  ];
  const affected = closure(starts, graph.importers, MOST_SOURCES);
  const plain = closure(affected.found, graph.imported, MOST_SOURCES);
  const built = await builtFrom(change, plain.found, lines, graph.filesOf);
  const sources =
    built.length === 0 ? plain : closure([...plain.found, ...built], graph.imported, MOST_SOURCES);
  const folders = new Set([...sources.found].flatMap(foldersAbove));
  const around = paths.filter((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return (name === "__init__.py" || PACKAGING.includes(name)) && folders.has(folderOf(path));
  });
  const named = configurationsOf(sources.found, lines, configurations, paths);
  const read = [...new Set([...sources.found, ...around, ...named])].sort(compareText);
  return {
    affected: affected.found,
    paths: read,
    cut: affected.cut || sources.cut,
    absent: await state.absent(read.filter((path) => isSource(path) || CONFIGURES.test(path))),
  };
}

/**
 * Changed files as this state calls them, those that it does not hold too: what imports them is affected all the same.
 * What is asked about after the change is asked about before it.
 */
async function touchedIn(change: Change, state: ChangeState): Promise<readonly string[]> {
  const { after, files } = change;
  if (state === after) return files.map(({ path }) => path);
  const earlier = new Map(files.map(({ path, from }) => [path, from ?? path]));
  const { affected } = await reached(change, after);
  return [...new Set([...earlier.values(), ...[...affected].map((path) => earlier.get(path) ?? path)])];
}

/** Sources whose classes configuration names to be built, where a program composes it. */
async function builtFrom(
  change: Change,
  sources: ReadonlySet<string>,
  lines: SourceLines,
  filesOf: ModuleFiles,
): Promise<readonly string[]> {
  const folders = [...sources].flatMap((path) => mentionsIn(path, linesOf(lines, path)).folders);
  if (folders.length === 0) return [];
  const options = { endings: [".yaml", ".yml"], limit: MOST_TARGETS };
  const found = await change.after.lines(["_target_", "class_path"], options);
  return [...found.keys()]
    .filter((path) => folders.some((folder) => folder === "" || path.startsWith(`${folder}/`)))
    .flatMap((path) => linesOf(found, path).map((text) => ({ path, text })))
    .flatMap(({ path, text }) => {
      const target = /:[ \t]{0,20}["']?([A-Za-z_][\w.]{0,200})/.exec(text)?.[1] ?? "";
      const names = target.split(".");
      return names.length < 2
        ? []
        : filesOf(path, {
            module: names.slice(0, -1).join("."),
            level: 0,
            names: names.slice(-1),
            open: false,
          });
    });
}

interface ImportGraph {
  readonly filesOf: ModuleFiles;
  readonly imported: (path: string) => readonly string[];
  readonly importers: (path: string) => readonly string[];
}

function importGraph(lines: SourceLines, paths: ReadonlySet<string>): ImportGraph {
  const filesOf = moduleFiles(paths);
  const forward = new Map<string, readonly string[]>();
  const imported = (path: string): readonly string[] => {
    let known = forward.get(path);
    if (known === undefined) {
      known = [
        ...new Set(
          linesOf(lines, path).flatMap((line) => importsIn(line).flatMap((one) => filesOf(path, one))),
        ),
      ];
      forward.set(path, known);
    }
    return known;
  };
  const open = once(() => new Set([...lines].flatMap(([from, text]) => (breaksOff(text) ? [from] : []))));
  /** Only lines that hold the module's name, or that break off, can lead to it. */
  const importers = (path: string): readonly string[] => {
    const names = namesOf(path);
    const found: string[] = [];
    for (const [from, text] of lines)
      if (
        from !== path &&
        (names.some((name) => text.includes(name)) || open().has(from)) &&
        imported(from).includes(path)
      )
        found.push(from);
    return found;
  };
  return { filesOf, imported, importers };
}

/** Words without which no import leads to a source: its name, and the folder's for a package. */
function namesOf(path: string): readonly string[] {
  const parts = path.replace(/\.py$/, "").split("/");
  const name = parts.at(-1)!;
  return name === "__init__" ? parts.slice(-2, -1) : [name];
}

function closure(
  starts: Iterable<string>,
  next: (path: string) => readonly string[],
  most: number,
): { readonly found: ReadonlySet<string>; readonly cut: boolean } {
  const found = new Set(starts);
  for (const path of found) {
    for (const one of next(path)) {
      if (found.has(one)) continue;
      if (found.size >= most) return { found, cut: true };
      found.add(one);
    }
  }
  return { found, cut: false };
}

/** Sources that name one of these configuration files, or compose from a folder above it. */
function users(lines: SourceLines, files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const names = new Set(files.map((path) => path.slice(path.lastIndexOf("/") + 1)));
  const stems = [...names].map((name) => name.replace(/\.\w+$/, ""));
  return [...lines.keys()].filter((source) => {
    const speaks = (text: string): boolean =>
      text.includes("config_path") || stems.some((stem) => text.includes(stem));
    if (!speaks(lines.get(source) ?? "")) return false;
    const speaking = linesOf(lines, source).filter(speaks);
    const { files: named, folders } = mentionsIn(source, speaking);
    return (
      named.some((name) => names.has(name)) ||
      folders.some((folder) => files.some((path) => folder === "" || path.startsWith(`${folder}/`)))
    );
  });
}

function configurationsOf(
  sources: ReadonlySet<string>,
  lines: SourceLines,
  configurations: readonly string[],
  paths: readonly string[],
): readonly string[] {
  if (configurations.length <= FEW_CONFIGURATIONS && !someNames(sources, lines)) return configurations;
  const mentions = [...sources].map((path) => mentionsIn(path, linesOf(lines, path)));
  const names = new Set(mentions.flatMap(({ files }) => files));
  const folders = [...new Set(mentions.flatMap(({ folders: all }) => all))];
  const few = configurations.length <= FEW_CONFIGURATIONS ? configurations : [];
  const wanted = paths.filter(
    (path) =>
      /\.(?:ya?ml|toml|json|gin)$/i.test(path) &&
      (names.has(path.slice(path.lastIndexOf("/") + 1)) ||
        folders.some((folder) => path.startsWith(folder === "" ? "" : `${folder}/`))),
  );
  return [...new Set([...few, ...wanted.slice(0, MOST_CONFIGURATIONS)])];
}

const someNames = (sources: ReadonlySet<string>, lines: SourceLines): boolean =>
  [...sources].some((path) => {
    const { files, folders } = mentionsIn(path, linesOf(lines, path));
    return files.length + folders.length > 0;
  });

function foldersAbove(path: string): readonly string[] {
  const found = [""];
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) found.push(folder);
  return found;
}
