import { at, entriesAt, listAt, textAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { commandText } from "./pipeline-file.js";

/** A file or folder that a stage read or wrote, as the lock ties it down. */
export interface LockedItem {
  /** As written: relative to the stage's working directory, absolute, or a URL. */
  readonly path: string;
  /** `md5:…`, `md5-dos2unix:…` (DVC 2 and older), `etag:…` …; null where the lock holds none. */
  readonly digest: string | null;
  readonly folder: boolean;
  /** Bytes, and of a folder the number of its files; null: not stated. */
  readonly size: number | null;
  readonly files: number | null;
}

export interface LockedStage {
  /** `train`, or `train@key` for one of `foreach` or `matrix`. */
  readonly name: string;
  readonly line: number;
  readonly command: string | null;
  readonly deps: readonly LockedItem[];
  readonly outs: readonly LockedItem[];
  /** Values by parameter file and key, both as the lock writes them. */
  readonly params: readonly (readonly [file: string, readonly (readonly [key: string, value: unknown])[]])[];
  /** The entry as text, equal for equal entries. */
  readonly fingerprint: string;
}

export interface Lock {
  /** In the order of the file. */
  readonly stages: readonly LockedStage[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/**
 * A `dvc.lock`: schema 2.0, or the one of 2020 whose stages stand at the top level. DVC reads and writes it by
 * ruamel.yaml (dvc/utils/serialize/_yaml.py, dvc/schema.py of 3.67).
 */
export function parseLock(text: string): Lock {
  const { value: read, error, lineOf } = parseYaml(text, "ruamel");
  if (error !== null) return { stages: [], problems: [error] };
  const value = withWrittenHashes(read, () => parseYaml(text, "text").value);
  const versioned = at(value, "schema") !== undefined || at(value, "stages") !== undefined;
  const root = versioned ? ["stages"] : [];
  const stages: LockedStage[] = [];
  const problems: { line: number; message: string }[] = [];
  const schema = at(value, "schema");
  if (typeof value !== "object" || value === null || Array.isArray(value))
    problems.push({ line: 1, message: "is no lock file: it holds no mapping" });
  if (schema !== undefined && String(schema) !== "2.0" && schema !== 2)
    problems.push({
      line: lineOf(["schema"]) ?? 1,
      message: "is of a schema that is not known here, and is read as one of 2.0",
    });
  for (const [name, entry] of entriesAt(value, ...root)) {
    const line = lineOf([...root, name]) ?? 1;
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      problems.push({ line, message: `the entry of stage ${name} is no mapping` });
    } else {
      stages.push(lockedStage(name, entry, line));
    }
  }
  return { stages, problems };
}

function lockedStage(name: string, entry: object, line: number): LockedStage {
  const items = (key: string) => listAt(entry, key).flatMap((item) => lockedItem(item) ?? []);
  return {
    name,
    line,
    command: commandText(at(entry, "cmd")),
    deps: items("deps"),
    outs: items("outs"),
    params: entriesAt(entry, "params").map(([file, values]) => [file, entriesAt(values)] as const),
    fingerprint: JSON.stringify(entry),
  };
}

/** Identities that storage gives, in DVC's order of preference after its own hash (dvc_data/hashfile/meta.py). */
const REMOTE_IDENTITIES = ["checksum", "version_id", "etag"] as const;

/** An entry of `deps` or `outs` of a lock file, or of a `*.dvc` file. */
export function lockedItem(item: unknown): LockedItem | null {
  const path = textAt(item, "path");
  if (path === undefined) return null;
  const digest = digestOf(item);
  const count = (key: string): number | null => {
    const value = at(item, key);
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  return {
    path,
    digest,
    folder: digest?.endsWith(".dir") ?? false,
    size: count("size"),
    files: count("nfiles"),
  };
}

function digestOf(item: unknown): string | null {
  const algorithm = textAt(item, "hash");
  const own = identity(at(item, algorithm ?? "md5"));
  if (own !== null) return `${algorithm ?? "md5-dos2unix"}:${own}`;
  const places = [item, ...entriesAt(item, "cloud").map(([, meta]) => meta)];
  for (const place of places) {
    for (const key of REMOTE_IDENTITIES) {
      const value = identity(at(place, key));
      if (value !== null) return `${key}:${value}`;
    }
  }
  const revision =
    identity(at(item, "repo", "rev_lock")) ?? identity(at(item, "dataset", "lock", "rev_lock"));
  return revision === null ? null : `rev_lock:${revision}`;
}

const identity = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

const HASH_KEYS: ReadonlySet<string> = new Set(["md5", ...REMOTE_IDENTITIES]);

/**
 * Hashes of digits only are numbers to YAML, where no quotes are around them (files written by hand): they are taken
 * as the file writes them, `00…0` and `12e4…` included.
 */
function withWrittenHashes(value: unknown, written: () => unknown): unknown {
  let texts: unknown;
  const visit = (node: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(node)) return node.map((item, index) => visit(item, [...path, index]));
    if (typeof node === "number" && HASH_KEYS.has(String(path.at(-1)))) {
      texts ??= written();
      return textAt(texts, ...path) ?? String(node);
    }
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return visit(value, []);
}
