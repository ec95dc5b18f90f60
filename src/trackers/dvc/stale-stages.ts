import { posix } from "node:path";
import { contentKind, KIND_BYTES } from "../../parsers/file-kind.js";
import { type ComparedFiles, leavesOut, lockFiles, textOf } from "./compared-files.js";
import { digestsOf, isFolderDigest } from "./content-digests.js";
import { type LockedItem, type LockedStage, parseLock } from "./lock-file.js";
import { changedParameters, type Parameters, parseParameters } from "./parameter-values.js";
import { definitionOf, matchesText, parsePipeline } from "./pipeline-file.js";
import { placeOf, workingFolder } from "./place.js";
import { type ResolvedStage, resolvePipeline } from "./resolved-stages.js";
import { type Tie, tiedContent } from "./tied-content.js";

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

/**
 * What `dvc status` would tell of each locked stage, as far as git's files show it (dvc/stage/__init__.py,
 * dvc/dependency/param.py of 3.67): another command, other parameters, dependencies and outputs with other content, or
 * ones that the lock does not know. Folders that hold more at hand than in git, data that nothing here ties, and what no
 * template can be told of are passed over. Stages that never ran are none.
 */
export async function staleStages(files: ComparedFiles): Promise<readonly StaleStage[]> {
  const locks: { readonly path: string; readonly stages: readonly LockedStage[] }[] = [];
  for (const path of lockFiles(files)) {
    const text = await textOf(files, path);
    if (text !== null) locks.push({ path, stages: parseLock(text).stages });
  }
  if (locks.every(({ stages }) => stages.length === 0)) return [];
  const around: Around = {
    files,
    ties: await tiedContent(locks, files),
    parameters: remembered(async (path) => {
      const text = await textOf(files, path);
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

function remembered<T>(make: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (path) => {
    const found = known.get(path) ?? make(path);
    known.set(path, found);
    return found;
  };
}

async function staleIn(
  lock: string,
  stages: readonly LockedStage[],
  around: Around,
): Promise<readonly StaleStage[]> {
  const { files } = around;
  const definitions = workingFolder(lock, "dvc.yaml");
  const source = await textOf(files, definitions);
  const pipeline =
    source === null ? null : await resolvePipeline(definitions, source, (path) => textOf(files, path));
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

/** The pipeline asks for the same; the file alone holds something else. */
export const isOfContent = ({ what, file, names }: Difference): boolean =>
  (what === "dependency" || what === "output") && (names.includes(file) || !/(?:^|\/)dvc\.yaml$/.test(file));
