import { posix } from "node:path";
import { UnreadableFile, type Workspace } from "../core/workspace.js";
import { attributePattern } from "../parsers/attribute-pattern.js";
import { parseLfsPointer } from "../parsers/file-kind.js";
import { dvcDigest } from "../trackers/dvc/digest.js";
import { folderDigest } from "../trackers/dvc/folder-digest.js";

/** Bytes of all blobs that are read for their digests; what lies beyond is not compared. */
const MAX_BYTES = 512 * 2 ** 20;

/** Digests as DVC takes them of what commits hold, each blob read once. */
export interface FileDigests {
  /** All that DVC may have taken of the file; null: the commit does not hold it; undefined: cannot be told. */
  ofFile(commit: string, path: string): Promise<ReadonlySet<string> | null | undefined>;
  ofFolder(commit: string, path: string): Promise<ReadonlySet<string> | null | undefined>;
  /** Of the file at hand. */
  atHand(path: string): Promise<ReadonlySet<string> | null>;
}

export function fileDigests(workspace: Workspace): FileDigests {
  const { git } = workspace;
  const ofBlobs = new Map<string, Promise<Digests | undefined>>();
  const ofFiles = new Map<string, Promise<ReadonlySet<string> | null | undefined>>();
  const ofFolders: typeof ofFiles = new Map();
  const converted = convertsContent(workspace);
  let read = 0;

  const ofBlob = async (id: string, commit: string, path: string): Promise<Digests | undefined> => {
    if ((await converted)(path)) return undefined;
    const known = ofBlobs.get(id) ?? readBlob(commit, path);
    ofBlobs.set(id, known);
    return known;
  };

  const readBlob = async (commit: string, path: string): Promise<Digests | undefined> => {
    if (read > MAX_BYTES) return undefined;
    const bytes = await git.blob(commit, path);
    if (bytes === null || parseLfsPointer(bytes) !== undefined) return undefined;
    read += bytes.length;
    return digestsOf(bytes);
  };

  const readFile = async (commit: string, path: string) => {
    const blob = (await git.blobs([{ commit, path }])).get(`${commit}:${path}`);
    if (typeof blob !== "string") return blob;
    const digests = await ofBlob(blob, commit, path);
    return digests && asSet(digests);
  };

  const readFolder = async (commit: string, path: string) => {
    const files = await git.folderFiles(commit, path);
    if (files == null) return files;
    const each = await Promise.all(
      [...files].map(async ([name, id]) => [name, await ofBlob(id, commit, `${path}/${name}`)] as const),
    );
    const whole = each.flatMap(([name, digests]) =>
      digests === undefined ? [] : [[name, digests] as const],
    );
    if (whole.length < each.length) return undefined;
    const with_ = (pick: keyof Digests) =>
      folderDigest(new Map(whole.map(([name, digests]) => [name, digests[pick]])));
    return new Set([`md5:${with_("plain")}`, `md5:${with_("windows")}`, `md5-dos2unix:${with_("legacy")}`]);
  };

  return {
    ofFile(commit, path) {
      const key = `${commit}:${path}`;
      const known = ofFiles.get(key) ?? readFile(commit, path);
      ofFiles.set(key, known);
      return known;
    },
    ofFolder(commit, path) {
      const key = `${commit}:${path}`;
      const known = ofFolders.get(key) ?? readFolder(commit, path);
      ofFolders.set(key, known);
      return known;
    },
    async atHand(path) {
      try {
        return asSet(digestsOf(await workspace.read(path)));
      } catch (error) {
        if (error instanceof UnreadableFile) return null;
        throw error;
      }
    },
  };
}

interface Digests {
  readonly plain: string;
  readonly legacy: string;
  /** As a checkout with Windows line ends gives it. */
  readonly windows: string;
}

const digestsOf = (bytes: Buffer): Digests => {
  const legacy = dvcDigest(bytes, true);
  const plain = dvcDigest(bytes, false);
  const isText = !bytes.includes(0) && bytes.includes(10) && !bytes.includes("\r\n");
  const windows = isText
    ? dvcDigest(Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r\n"), "latin1"), false)
    : plain;
  return { plain, legacy, windows };
};

const asSet = ({ plain, legacy, windows }: Digests): ReadonlySet<string> =>
  new Set([`md5:${plain}`, `md5:${windows}`, `md5:${legacy}`, `md5-dos2unix:${legacy}`]);

const CONVERTS = /[ \t](?:filter=(?!lfs\b)|working-tree-encoding=|ident\b)/;

/** Of which files git keeps other bytes than the work tree has: a filter, an encoding or keywords stand in between. */
async function convertsContent(workspace: Workspace): Promise<(path: string) => boolean> {
  const files = (await workspace.files()).filter(({ path }) => /(?:^|\/)\.gitattributes$/.test(path));
  const converts: ((path: string) => boolean)[] = [];
  for (const { path } of files) {
    const folder = path.includes("/") ? posix.dirname(path) : "";
    try {
      const text = await workspace.readText(path, { maxBytes: 2 ** 20 });
      for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
        if (line.startsWith("#") || !CONVERTS.test(line)) continue;
        // A macro may be set on any file, and a pattern in quotes may hold blanks and escapes.
        const pattern = /^(?:\[attr\]|")/.test(line) ? "*" : line.split(/[ \t]/, 1)[0]!;
        converts.push(attributePattern(pattern, folder));
      }
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }
  return (path) => converts.some((matches) => matches(path));
}
