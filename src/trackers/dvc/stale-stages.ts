import { posix } from "node:path";
import { contentKind, KIND_BYTES } from "../../parsers/file-kind.js";
import { listAt, textAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { dvcDigest } from "./digest.js";
import { folderDigest } from "./folder-digest.js";
import { type LockedItem, type LockedStage, lockedItem, parseLock } from "./lock-file.js";
import { changedParameters, type Parameters, parseParameters } from "./parameter-values.js";
import { definitionOf, matchesText, parsePipeline } from "./pipeline-file.js";
import { placeOf, workingFolder } from "./place.js";
import { type ResolvedStage, resolvePipeline } from "./resolved-stages.js";

/** The files that a lock is compared with: those of one state, and no others. */
export interface ComparedFiles {
  has(path: string): boolean;
  /** null: not there, or not to be read here. */
  bytes(path: string): Promise<Buffer | null>;
  /** Paths that end so. */
  ending(ending: string): readonly string[];
}

/** A locked stage that is not what the files around it say now: `dvc repro` would run it again. */
export interface StaleStage {
  readonly lock: string;
  readonly stage: string;
  /** Line of its entry in the lock. */
  readonly line: number;
  readonly differences: readonly Difference[];
}

export interface Difference {
  /** removed: no pipeline defines the stage any more. */
  readonly what: "command" | "parameters" | "dependency" | "output" | "removed";
  /** Keys of parameters, or paths. */
  readonly names: readonly string[];
  /** The file that says otherwise than the lock. */
  readonly file: string;
  /** command: the definition cannot become what the lock has, whatever its templates stand for. */
  readonly plain?: boolean;
}

const LOCK = /(?:^|\/)dvc\.lock$/;
const OWN_FOLDER = /(?:^|\/)\.dvc\//;
const isPointer = (path: string): boolean => /[^/]\.dvc$/.test(path);

/** Lock files of a project, work trees of experiments left out. */
export const lockFiles = (files: ComparedFiles): readonly string[] =>
  files.ending("dvc.lock").filter((path) => LOCK.test(path) && !OWN_FOLDER.test(path));

/**
 * What `dvc status` would tell of each locked stage, as far as git's files show it (dvc/stage/__init__.py,
 * dvc/dependency/param.py of 3.67): another command, other parameters, dependencies and outputs with other content, or
 * ones that the lock does not know. Folders that hold more at hand than in git, data that nothing here ties, and what no
 * template can be told of are passed over. Stages that never ran are none.
 */
export async function staleStages(files: ComparedFiles): Promise<readonly StaleStage[]> {
  const locks: { readonly path: string; readonly stages: readonly LockedStage[] }[] = [];
  for (const path of lockFiles(files)) {
    const text = await textOf(path, files);
    if (text !== null) locks.push({ path, stages: parseLock(text).stages });
  }
  if (locks.every(({ stages }) => stages.length === 0)) return [];
  const around: Around = {
    files,
    ties: await tiedContent(locks, files),
    parameters: remembered(async (path) => {
      const text = await textOf(path, files);
      return text === null ? null : parseParameters(path, text);
    }),
    digests: remembered(async (path) => {
      const bytes = await files.bytes(path);
      // A pointer of another tool stands for content that is not here.
      return bytes === null || /pointer$/.test(contentKind(bytes.subarray(0, KIND_BYTES), bytes.length))
        ? null
        : digestsOf(bytes);
    }),
    leavesOut: await leavesOut(files),
  };
  const found: StaleStage[] = [];
  for (const { path, stages } of locks) found.push(...(await staleIn(path, stages, around)));
  return found;
}

/** What locked stages are compared with; many stages read one file. */
interface Around {
  readonly files: ComparedFiles;
  readonly ties: ReadonlyMap<string, Tie>;
  readonly parameters: (path: string) => Promise<Parameters | null>;
  readonly digests: (path: string) => Promise<readonly string[] | null>;
  /** DVC leaves some files out of folders, which is not looked into here. */
  readonly leavesOut: boolean;
}

/** Does a `.dvcignore` say more than its first comment? */
export async function leavesOut(files: ComparedFiles): Promise<boolean> {
  for (const path of files.ending(".dvcignore")) {
    if (/^[ \t]*[^#\s]/m.test((await textOf(path, files)) ?? "*")) return true;
  }
  return false;
}

function remembered<T>(make: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (path) => {
    const found = known.get(path) ?? make(path);
    known.set(path, found);
    return found;
  };
}

async function textOf(path: string, files: ComparedFiles): Promise<string | null> {
  return (await files.bytes(path))?.toString("utf8") ?? null;
}

/** The digest that a pointer or another lock has now for what lies outside of git, by path. */
async function tiedContent(
  locks: readonly { readonly path: string; readonly stages: readonly LockedStage[] }[],
  files: ComparedFiles,
): Promise<ReadonlyMap<string, Tie>> {
  const ties = new Map<string, Tie>();
  const add = (item: LockedItem | null, folder: string, file: string) => {
    if (item?.digest == null) return;
    const place = placeOf(item.path, folder);
    if (place.inside) ties.set(place.at, { digest: item.digest, file });
  };
  for (const { path, stages } of locks) {
    const text = await textOf(workingFolder(path, "dvc.yaml"), files);
    const pipeline = text === null ? null : parsePipeline(text);
    for (const { name, outs } of stages) {
      const definition = pipeline === null ? null : definitionOf(pipeline, name);
      // What an entry left behind says of an output speaks of no stage.
      if (definition === null) continue;
      for (const out of outs) add(out, workingFolder(path, definition.workingDirectory), path);
    }
  }
  for (const path of files.ending(".dvc").filter((one) => isPointer(one) && !OWN_FOLDER.test(one))) {
    const text = await textOf(path, files);
    const value = text === null ? null : parseYaml(text, "ruamel").value;
    for (const out of listAt(value, "outs"))
      add(lockedItem(out), workingFolder(path, textAt(value, "wdir") ?? "."), path);
  }
  return ties;
}

interface Tie {
  readonly digest: string;
  readonly file: string;
}

async function staleIn(
  lock: string,
  stages: readonly LockedStage[],
  around: Around,
): Promise<readonly StaleStage[]> {
  const { files } = around;
  const definitions = workingFolder(lock, "dvc.yaml");
  const source = await textOf(definitions, files);
  const pipeline =
    source === null ? null : await resolvePipeline(definitions, source, (path) => textOf(path, files));
  if (source === null || pipeline === null) return [];
  const templates = parsePipeline(source);
  const found: StaleStage[] = [];
  for (const entry of stages) {
    const stage = pipeline.stages.get(entry.name);
    const differences: Difference[] = [];
    if (stage === undefined) {
      if (!pipeline.mayDefine(entry.name))
        differences.push({ what: "removed", names: [entry.name], file: definitions });
    } else {
      const template = definitionOf(templates, entry.name)?.command ?? null;
      differences.push(
        ...otherCommand(stage, entry, template, definitions),
        ...(stage.frozen ? [] : await otherParameters(stage, entry, around)),
        ...(stage.frozen ? [] : await otherItems("dependency", stage, entry, definitions, around)),
        ...(await otherItems("output", stage, entry, definitions, around)),
      );
    }
    if (differences.length > 0) found.push({ lock, stage: entry.name, line: entry.line, differences });
  }
  return found;
}

function otherCommand(
  stage: ResolvedStage,
  { command }: LockedStage,
  template: string | null,
  file: string,
): Difference[] {
  if (stage.command === null || command === null || spaced(stage.command) === spaced(command)) return [];
  const plain = template !== null && !matchesText(spaced(template), spaced(command));
  return [{ what: "command", names: [stage.name], file, plain }];
}

const spaced = (command: string): string => command.replace(/\s+/g, " ").trim();

async function otherParameters(
  stage: ResolvedStage,
  { params }: LockedStage,
  around: Around,
): Promise<Difference[]> {
  const locked = new Map(params.map(([file, values]) => [posix.normalize(file), new Map(values)]));
  const found: Difference[] = [];
  for (const [file, keys] of stage.params) {
    const place = placeOf(file, stage.folder);
    if (!place.inside) continue;
    const parameters = await around.parameters(place.at);
    // A file that is not in git may well lie where the stage runs.
    if (parameters === null) continue;
    const then = locked.get(posix.normalize(file)) ?? new Map<string, unknown>();
    const names = changedParameters({ path: place.at, parameters }, keys, then);
    if (names.length > 0) found.push({ what: "parameters", names, file: place.at });
  }
  return found;
}

async function otherItems(
  what: "dependency" | "output",
  stage: ResolvedStage,
  entry: LockedStage,
  definitions: string,
  around: Around,
): Promise<Difference[]> {
  const listed = what === "dependency" ? entry.deps : entry.outs;
  const locked = new Map(listed.map((item) => [posix.normalize(item.path), item]));
  const found: Difference[] = [];
  for (const path of what === "dependency" ? stage.deps : stage.outs) {
    // An address of storage, of a data set or of another repository.
    if (/^[A-Za-z][\w+.-]+:/.test(path)) continue;
    const item = locked.get(posix.normalize(path)) ?? locked.get(`${posix.normalize(path)}/`);
    const place = placeOf(path, stage.folder);
    if (item === undefined) found.push({ what, names: [place.at], file: definitions });
    else if (place.inside && item.digest !== null) {
      const other = await otherContent(place.at, item, what, around);
      if (other !== null) found.push({ what, names: [place.at], file: other });
    }
  }
  return found;
}

const FILE_DIGEST = /^(md5|md5-dos2unix):([0-9a-f]{32})$/;
const DIGEST = /^(?:md5|md5-dos2unix):[0-9a-f]{32}(?:\.dir)?$/;

/** The file that shows other content than the digest; null: none does. */
async function otherContent(
  path: string,
  item: LockedItem,
  what: "dependency" | "output",
  around: Around,
): Promise<string | null> {
  const { files, ties, digests } = around;
  const digest = item.digest!;
  if (files.has(path)) {
    const expected = FILE_DIGEST.exec(digest)?.[2];
    const actual = expected === undefined ? null : await digests(path);
    return actual === null || actual.includes(expected!) ? null : path;
  }
  if (item.folder && (await otherFolder(path, item, around))) return path;
  // What a lock says of its own output is no other content.
  const tie = what === "output" ? undefined : ties.get(path);
  if (tie === undefined || !DIGEST.test(digest) || !DIGEST.test(tie.digest)) return null;
  // Digests of two kinds cannot be compared.
  const kind = (one: string): string => one.slice(0, one.indexOf(":"));
  return kind(tie.digest) !== kind(digest) || tie.digest === digest ? null : tie.file;
}

const MOST_MEMBERS = 500;

/**
 * Has a folder that git holds other content than the lock says? What lay in it beside git's files when the stage ran
 * (`__pycache__`) counted as well: only a folder that was no larger can be told.
 */
async function otherFolder(
  path: string,
  { digest, files: count }: LockedItem,
  { files, ties, digests, leavesOut }: Around,
): Promise<boolean> {
  const expected = /^(?:md5|md5-dos2unix):([0-9a-f]{32}\.dir)$/.exec(digest ?? "")?.[1];
  const members = files.ending("").filter((one) => one.startsWith(`${path}/`));
  if (expected === undefined || leavesOut || count === null || members.length < count) return false;
  if (members.length === 0 || members.length > MOST_MEMBERS) return false;
  // Of what DVC keeps, git holds traces only.
  if ([...ties.keys()].some((tie) => `${tie}/`.startsWith(`${path}/`))) return false;
  const each: (readonly [name: string, digests: readonly string[]])[] = [];
  for (const member of members) {
    const own = await digests(member);
    if (own === null) return false;
    each.push([member.slice(path.length + 1), own]);
  }
  return !isFolderDigest(expected, each);
}

/** Is it that of these files, all taken in the same way? */
export const isFolderDigest = (
  expected: string,
  files: readonly (readonly [name: string, digests: readonly string[]])[],
): boolean =>
  (files[0]?.[1] ?? []).some((_, way) => {
    const all = files.flatMap(([name, digests]) =>
      digests[way] === undefined ? [] : [[name, digests[way]] as const],
    );
    return all.length === files.length && folderDigest(new Map(all)) === expected;
  });

/** As either kind of DVC takes it, and as it is after a checkout with other line ends. */
export function digestsOf(bytes: Buffer): readonly string[] {
  const unix = Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  const windows = Buffer.from(unix.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
  return [dvcDigest(bytes, false), dvcDigest(bytes, true), dvcDigest(unix, false), dvcDigest(windows, false)];
}

/** The pipeline asks for the same; the file alone holds something else. */
export const isOfContent = ({ what, file, names }: Difference): boolean =>
  (what === "dependency" || what === "output") && (names.includes(file) || !/(?:^|\/)dvc\.yaml$/.test(file));
