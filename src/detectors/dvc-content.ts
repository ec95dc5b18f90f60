import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { compareText } from "../core/location.js";
import { type FileEntry, isPointer, UnreadableFile } from "../core/workspace.js";
import { at, listAt, textAt } from "../parsers/plain-data.js";
import { parsePythonJson } from "../parsers/python-json.js";
import { leavesOut } from "../trackers/dvc/compared-files.js";
import { projectRoot } from "../trackers/dvc/config-file.js";
import { digestsOf, isFolderDigest } from "../trackers/dvc/content-digests.js";
import { dvcDigest } from "../trackers/dvc/digest.js";
import type { Project, TiedItem } from "../trackers/dvc/project.js";
import { dvcProject, trackedContent } from "./tracked-content.js";

/**
 * Content that DVC keeps, held against what lies here: files with other content than their pointer or lock says, and
 * files that git tracks as well. What is told of a file that git does not hold has that file's own place.
 */
export const detector = defineDetector({
  id: "dvc-content",
  async detect(context) {
    const project = await dvcProject(context);
    if (project.items.length === 0) return [];
    return [...keptTwice(project, context), ...(await differing(project, context))];
  },
});

/** DVC refuses to write what git tracks ("is already tracked by SCM", dvc/output.py of 3.67), an empty folder's file too. */
function keptTwice({ items }: Project, { files, workspace }: DetectionContext): readonly Evidence[] {
  if (!workspace.git.present || workspace.git.head === null) return [];
  const tracked = files.filter(({ scope }) => scope === "tracked").map(({ path }) => path);
  const seen = new Set<string>();
  return items.flatMap(({ at: name, cached, by, role, stage }) => {
    if (role === "dependency" || !cached || seen.has(name)) return [];
    seen.add(name);
    const held = tracked.filter((path) => path === name || path.startsWith(`${name}/`));
    return held.length === 0 ? [] : [evidence("data.twice", by, { name, files: held.length, stage })];
  });
}

/** Larger files are told by their size alone. */
const LARGEST = 64 * 2 ** 20;
const MOST_BYTES = 256 * 2 ** 20;
const MOST_MEMBERS = 2000;

async function differing({ items }: Project, context: DetectionContext): Promise<readonly Evidence[]> {
  const all = await context.workspace.files();
  const entries = new Map(all.map((file) => [file.path, file]));
  const here: Here = {
    context,
    all,
    entries,
    leavesOut: await leavesOut(trackedContent(context)),
    budget: { left: MOST_BYTES },
  };
  const found: Evidence[] = [];
  const seen = new Set<string>();
  // What its own stage or pointer ties is not held against the stages that read it.
  const kept = new Set(items.filter(({ role }) => role !== "dependency").map((item) => item.at));
  for (const item of items) {
    if (item.item?.digest == null || (item.role === "dependency" && kept.has(item.at))) continue;
    if (seen.has(item.at)) continue;
    seen.add(item.at);
    const other = item.item.folder ? await otherFolder(item, here) : await otherFile(item, here);
    if (other !== null)
      found.push(
        evidence(
          "data.differs",
          { path: other.path },
          { name: item.at, tied: item.tiedBy, files: other.files },
        ),
      );
  }
  return found;
}

interface Here {
  readonly context: DetectionContext;
  readonly all: readonly FileEntry[];
  readonly entries: ReadonlyMap<string, FileEntry>;
  /** DVC leaves some files out of folders, which is not looked into here. */
  readonly leavesOut: boolean;
  readonly budget: { left: number };
}

interface Other {
  readonly path: string;
  readonly files: number | null;
}

const MD5 = /^(md5|md5-dos2unix):([0-9a-f]{32}(?:\.dir)?)$/;

async function otherFile({ at: path, item, role }: TiedItem, here: Here): Promise<Other | null> {
  const entry = here.entries.get(path);
  const [, way, expected] = MD5.exec(item?.digest ?? "") ?? [];
  // A link leads into the cache. What a stage has to do with files of git is told of its lock.
  if (entry === undefined || entry.symlink || expected === undefined) return null;
  if (entry.scope === "tracked" && role !== "pointer") return null;
  const other: Other = { path, files: null };
  if (way === "md5" && entry.scope !== "tracked" && item!.size !== null && item!.size !== entry.size)
    return other;
  const digests = await digestsAt(entry, here);
  return digests === null || digests.includes(expected) ? null : other;
}

async function digestsAt({ path, size, scope }: FileEntry, here: Here): Promise<readonly string[] | null> {
  if (size > LARGEST || size > here.budget.left) return null;
  here.budget.left -= size;
  const { workspace } = here.context;
  try {
    if (isPointer(await workspace.kind(path))) return null;
    const bytes = await workspace.read(path, { maxBytes: LARGEST });
    // Only git changes line ends.
    return scope === "tracked" ? digestsOf(bytes) : [dvcDigest(bytes, false), dvcDigest(bytes, true)];
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return null;
  }
}

/** A folder of which part is not at hand (`dvc pull` of one file) is no other folder. */
async function otherFolder({ at: folder, item }: TiedItem, here: Here): Promise<Other | null> {
  const expected = MD5.exec(item?.digest ?? "")?.[2];
  const members = here.all.filter(({ path }) => path.startsWith(`${folder}/`));
  const local = members.find(({ scope }) => scope !== "tracked");
  if (expected === undefined || local === undefined || members.length > MOST_MEMBERS) return null;
  if (members.some(({ symlink }) => symlink)) return null;
  const manifest = await manifestOf(folder, expected, here);
  return manifest === null
    ? otherByDigest(folder, expected, item?.files ?? null, members, local, here)
    : otherByManifest(folder, manifest, members, here);
}

async function otherByDigest(
  folder: string,
  expected: string,
  count: number | null,
  members: readonly FileEntry[],
  local: FileEntry,
  here: Here,
): Promise<Other | null> {
  if (count === null || here.leavesOut || members.length < count) return null;
  if (members.length > count) return { path: local.path, files: null };
  const each: (readonly [string, readonly string[]])[] = [];
  for (const member of members) {
    const digests = await digestsAt(member, here);
    if (digests === null) return null;
    each.push([member.path.slice(folder.length + 1), digests]);
  }
  return isFolderDigest(expected, each) ? null : { path: local.path, files: null };
}

async function otherByManifest(
  folder: string,
  manifest: ReadonlyMap<string, string>,
  members: readonly FileEntry[],
  here: Here,
): Promise<Other | null> {
  const other: FileEntry[] = [];
  for (const member of members) {
    const expected = manifest.get(member.path.slice(folder.length + 1));
    const digests = expected === undefined ? null : await digestsAt(member, here);
    const isOther = expected === undefined ? !here.leavesOut : digests?.includes(expected) === false;
    // What git tracks here is another matter, and the cache is of this machine.
    if (isOther && member.scope !== "tracked") other.push(member);
  }
  const [first] = other;
  return first === undefined ? null : { path: first.path, files: other.length };
}

/**
 * The list of a folder's files in DVC's cache, MD5 by name; null: it is not at hand. It lies under its own hash:
 * `files/md5/ab/cd….dir` (DVC 3), `ab/cd….dir` (DVC 2).
 */
async function manifestOf(
  folder: string,
  digest: string,
  { context, entries }: Here,
): Promise<ReadonlyMap<string, string> | null> {
  const files = trackedContent(context);
  const root = projectRoot(folder, (path) => files.has(path) || entries.has(path));
  if (root === null) return null;
  const base = root === "." ? ".dvc/cache" : `${root}/.dvc/cache`;
  const name = `${digest.slice(0, 2)}/${digest.slice(2)}`;
  for (const path of [`${base}/files/md5/${name}`, `${base}/${name}`]) {
    try {
      const text = (await context.workspace.read(path, { maxBytes: LARGEST })).toString("utf8");
      const { value } = parsePythonJson(text);
      const list = listAt(value)
        .map((entry) => [textAt(entry, "relpath"), at(entry, "md5")] as const)
        .filter((entry): entry is [string, string] => entry.every((part) => typeof part === "string"));
      return new Map(list.sort(([a], [b]) => compareText(a, b)));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }
  return null;
}
