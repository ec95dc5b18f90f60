/** One file of a patch. Paths are relative to the root of the repository. */
export interface FileChange {
  /** Before the change; null: the file is new. Prefixes `a/`, `b/` (or `i/`, `w/` …) are taken off. */
  readonly from: string | null;
  /** After the change; null: the file was removed. */
  readonly to: string | null;
  /** Blob id before the change, abbreviated at times; null: not told. */
  readonly oldId: string | null;
  /** "absent": the patch says that the bytes differ, and not how. */
  readonly binary: "kept" | "absent" | null;
}

export interface GitDiff {
  readonly changes: readonly FileChange[];
  /** Submodules whose own changes are in it (`--submodule=diff`), under their paths. */
  readonly submodules: readonly string[];
  /** It ends in the middle of a change. */
  readonly cut: boolean;
}

/** More files are not told apart. */
const MAX_CHANGES = 20_000;
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

type Open = { -readonly [K in keyof FileChange]: FileChange[K] };

/**
 * A patch as `git diff` writes it (git's Documentation/diff-generate-patch), or a plain unified one; null: the text
 * is no patch. Linear.
 */
export function parseGitDiff(text: string): GitDiff | null {
  const changes: Open[] = [];
  const submodules: string[] = [];
  let left = { old: 0, new: 0 };
  let payload = false;
  let cut = false;
  let open: Open | undefined;

  for (const line of lines(text)) {
    if (left.old > 0 || left.new > 0) {
      const mark = line[0];
      if (mark === "\\") continue;
      if (mark === "+") left.new--;
      else if (mark === "-") left.old--;
      else if (mark === " " || line === "") {
        left.old--;
        left.new--;
      } else {
        cut = true;
        left = { old: 0, new: 0 };
      }
      if (!cut || mark === "+" || mark === "-" || mark === " ") continue;
    }
    const header = line.startsWith("diff --git ") ? headerPaths(line.slice(11)) : undefined;
    if (header !== undefined) {
      if (changes.length >= MAX_CHANGES) break;
      payload = false;
      open = { from: header?.from ?? null, to: header?.to ?? null, oldId: null, binary: null };
      changes.push(open);
      continue;
    }
    const submodule = /^Submodule (.+) (?:[0-9a-f]{4,64}\.\.|contains )/.exec(line)?.[1];
    if (submodule !== undefined) {
      submodules.push(submodule);
      open = undefined;
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk !== null && open !== undefined) {
      left = { old: Number(hunk[1] ?? 1), new: Number(hunk[2] ?? 1) };
      continue;
    }
    if (line.startsWith("--- ") && (open === undefined || payload)) {
      open = { from: pathOf(line.slice(4)), to: null, oldId: null, binary: null };
      changes.push(open);
      payload = false;
    } else if (open !== undefined) payload = readDetail(line, open) || payload;
  }
  return changes.length + submodules.length === 0
    ? null
    : { changes, submodules, cut: cut || left.old > 0 || left.new > 0 };
}

/** True where the change's own content begins. */
function readDetail(line: string, open: Open): boolean {
  if (line.startsWith("--- ")) open.from = pathOf(line.slice(4));
  else if (line.startsWith("+++ ")) {
    open.to = pathOf(line.slice(4));
    return true;
  } else if (line.startsWith("new file mode ")) open.from = null;
  else if (line.startsWith("deleted file mode ")) open.to = null;
  else if (/^(?:rename|copy) from /.test(line)) open.from = unquoted(line.replace(/^\w+ from /, ""));
  else if (/^(?:rename|copy) to /.test(line)) open.to = unquoted(line.replace(/^\w+ to /, ""));
  else if (line.startsWith("GIT binary patch")) open.binary = "kept";
  else if (/^Binary files .* differ$/.test(line)) open.binary = "absent";
  else {
    const id = /^index ([0-9a-f]{4,64})\.\.[0-9a-f]{4,64}(?: \d+)?$/.exec(line)?.[1];
    if (id !== undefined && !/^0+$/.test(id)) open.oldId = id;
  }
  return false;
}

function* lines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, text[stop - 1] === "\r" ? stop - 1 : stop);
    start = stop + 1;
  }
}

/** `a/x b/x`: both names are alike, or quoted, or told again in the lines that follow. */
function headerPaths(text: string): { from: string; to: string } | null {
  if (text.startsWith('"')) {
    const end = closingQuote(text);
    return end < 0
      ? null
      : {
          from: withoutPrefix(unquoted(text.slice(0, end + 1))),
          to: withoutPrefix(unquoted(text.slice(end + 2))),
        };
  }
  const half = (text.length - 1) / 2;
  const [left, right] = [text.slice(0, half), text.slice(half + 1)];
  if (Number.isInteger(half) && text[half] === " " && withoutPrefix(left) === withoutPrefix(right))
    return { from: withoutPrefix(left), to: withoutPrefix(right) };
  const space = text.indexOf(" ");
  return space < 0
    ? null
    : { from: withoutPrefix(text.slice(0, space)), to: withoutPrefix(text.slice(space + 1)) };
}

/** After `--- ` and `+++ `; a tab and a time may follow. */
function pathOf(text: string): string | null {
  const path = unquoted(text.startsWith('"') ? text : text.split("\t")[0]!);
  return path === "/dev/null" ? null : withoutPrefix(path);
}

const withoutPrefix = (path: string): string => path.replace(/^[abciow]\//, "");

function closingQuote(text: string): number {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** C-style quotes around names with bytes beyond ASCII: octal bytes of UTF-8. */
function unquoted(text: string): string {
  if (!/^".*"$/.test(text)) return text;
  const bytes: number[] = [];
  const inner = Buffer.from(text.slice(1, -1)).toString("latin1");
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] !== "\\") {
      bytes.push(inner.charCodeAt(at));
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(inner.slice(at + 1, at + 4))?.[0];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      at += 3;
    } else {
      at++;
      bytes.push((ESCAPES[inner[at] ?? ""] ?? inner[at] ?? "\\").charCodeAt(0));
    }
  }
  return Buffer.from(bytes).toString("utf8");
}
