import { emptyManifest, type Manifest, normaliseName, type PackageEntry } from "./manifest.js";
import { at, entriesAt, listAt, textAt } from "./plain-data.js";
import { type ParsedToml, parseToml } from "./toml.js";
import { parseYaml } from "./yaml.js";

/** Locks by file name; each reader gives every locked package. */
const READERS: readonly {
  readonly name: RegExp;
  readonly format: string;
  readonly read: (text: string) => Read;
}[] = [
  {
    name: /^poetry\.lock$/,
    format: "poetry.lock",
    read: (text) => tomlLock(text, "package", poetryHashed, ["metadata", "python-versions"]),
  },
  {
    name: /^uv\.lock$/,
    format: "uv.lock",
    read: (text) => tomlLock(text, "package", uvHashed, ["requires-python"]),
  },
  {
    name: /^pdm\.lock$/,
    format: "pdm.lock",
    read: (text) => tomlLock(text, "package", filesHashed, ["metadata", "requires_python"]),
  },
  {
    name: /^pylock\.(?:[^.]+\.)?toml$/,
    format: "pylock.toml",
    read: (text) => tomlLock(text, "packages", pylockHashed, ["requires-python"]),
  },
  { name: /^Pipfile\.lock$/, format: "pipfile.lock", read: pipfileLock },
  { name: /^conda-lock\.ya?ml$|\.conda-lock\.ya?ml$/, format: "conda-lock", read: condaLock },
  { name: /^pixi\.lock$/, format: "pixi.lock", read: pixiLock },
  { name: /^renv\.lock$/, format: "renv.lock", read: renvLock },
];

type Read = Pick<Manifest, "entries" | "python"> | string;

export const isLockName = (name: string): boolean => READERS.some((reader) => reader.name.test(name));

/** The lock of that file name; null where no lock has such a name. */
export function parseLock(name: string, text: string): Manifest | null {
  const reader = READERS.find((candidate) => candidate.name.test(name));
  if (reader === undefined) return null;
  const read = reader.read(text);
  if (typeof read === "string") return emptyManifest(reader.format, read);
  return { ...emptyManifest(reader.format), ...read, transitive: true };
}

function tomlLock(
  text: string,
  table: string,
  hashed: (item: unknown, whole: unknown) => boolean,
  pythonPath: readonly string[],
): Read {
  const toml = parseToml(text);
  if (toml.value === undefined) return `invalid TOML: ${toml.error?.message ?? ""}`;
  if (at(toml.value, table) !== undefined && !Array.isArray(at(toml.value, table)))
    return "no list of packages";
  return {
    entries: listAt(toml.value, table).flatMap((item, index) => {
      const name = textAt(item, "name");
      if (name === undefined || isOwnProject(item)) return [];
      const version = textAt(item, "version");
      const commit = commitOf(item);
      const spec = version === undefined ? (commit === null ? "" : `@ ${commit}`) : `==${version}`;
      const line = toml.lineOf([table, index, "name"]) ?? toml.lineOf([table, index]) ?? 1;
      const pinned = version !== undefined || commit !== null;
      return [{ name: normaliseName(name), spec, pinned, hashed: hashed(item, toml.value), line }];
    }),
    python: pythonAt(toml, pythonPath),
  };
}

function pythonAt(toml: ParsedToml, path: readonly string[]): Manifest["python"] {
  const version = textAt(toml.value, ...path);
  return version === undefined
    ? null
    : { version, exact: /^(?:==)?\d+\.\d+\.\d+$/.test(version), line: toml.lineOf(path) ?? 1 };
}

/** uv: `editable`, `virtual`, `directory`; PDM and pylock: `path`, `directory`. */
const isOwnProject = (item: unknown): boolean =>
  ["editable", "virtual", "directory"].some((key) => at(item, "source", key) !== undefined) ||
  at(item, "directory") !== undefined ||
  (at(item, "path") !== undefined && at(item, "editable") === true);

const commitOf = (item: unknown): string | null =>
  textAt(item, "vcs", "commit-id") ??
  textAt(item, "revision") ??
  textAt(item, "source", "resolved_reference") ??
  null;

const filesHashed = (item: unknown): boolean => {
  const files = listAt(item, "files");
  return files.length > 0 && files.every((file) => textAt(file, "hash") !== undefined);
};
/** Poetry 1.0 and 1.1 keep hashes in `[metadata.files]`. */
const poetryHashed = (item: unknown, whole: unknown): boolean =>
  filesHashed(item) ||
  listAt(whole, "metadata", "files", textAt(item, "name") ?? "").some(
    (file) => textAt(file, "hash") !== undefined,
  ) ||
  commitOf(item) !== null;
const uvHashed = (item: unknown): boolean =>
  textAt(item, "sdist", "hash") !== undefined ||
  listAt(item, "wheels").some((wheel) => textAt(wheel, "hash") !== undefined) ||
  /#[0-9a-f]{40}$/.test(textAt(item, "source", "git") ?? "");
const pylockHashed = (item: unknown): boolean =>
  [...listAt(item, "wheels"), at(item, "sdist"), at(item, "archive")].some(
    (file) => at(file, "hashes") !== undefined,
  ) || commitOf(item) !== null;

function json(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** JSON keeps no positions: the line of the first `"name":` after the section's own. */
function jsonLines(text: string, section: string): (name: string) => number {
  const lines = text.split("\n");
  const from = Math.max(
    0,
    lines.findIndex((line) => line.includes(`"${section}"`)),
  );
  const index = new Map<string, number>();
  for (let i = lines.length - 1; i >= from; i -= 1) {
    const key = /^\s*"([^"]{1,200})"\s*:/.exec(lines[i]!)?.[1];
    if (key !== undefined) index.set(key, i + 1);
  }
  return (name) => index.get(name) ?? from + 1;
}

function pipfileLock(text: string): Read {
  const data = json(text);
  if (data === undefined) return "invalid JSON";
  const line = jsonLines(text, "default");
  const version =
    textAt(data, "_meta", "requires", "python_full_version") ??
    textAt(data, "_meta", "requires", "python_version");
  return {
    entries: entriesAt(data, "default").map(([name, item]): PackageEntry => {
      const spec =
        textAt(item, "version") ?? (textAt(item, "ref") === undefined ? "" : `@ ${textAt(item, "ref")}`);
      const pinned = spec.startsWith("==") || textAt(item, "ref") !== undefined;
      return {
        name: normaliseName(name),
        spec,
        pinned,
        hashed: listAt(item, "hashes").length > 0,
        line: line(name),
      };
    }),
    python:
      version === undefined
        ? null
        : {
            version,
            exact: version.split(".").length > 2,
            line: jsonLines(text, "requires")("python_version"),
          },
  };
}

function renvLock(text: string): Read {
  const data = json(text);
  if (data === undefined) return "invalid JSON";
  const line = jsonLines(text, "Packages");
  return {
    entries: entriesAt(data, "Packages").map(([name, item]): PackageEntry => {
      const version = textAt(item, "Version");
      const hashed = textAt(item, "Hash") !== undefined;
      return {
        name: normaliseName(name),
        spec: version === undefined ? "" : `==${version}`,
        pinned: version !== undefined,
        hashed,
        line: line(name),
      };
    }),
    python: null,
  };
}

function condaLock(text: string): Read {
  const yaml = parseYaml(text, "core");
  if (yaml.error !== null) return `invalid YAML: ${yaml.error.message}`;
  return namedOnce(
    listAt(yaml.value, "package").flatMap((item, index) => {
      const name = textAt(item, "name");
      const version = at(item, "version");
      if (name === undefined) return [];
      const hashed = entriesAt(item, "hash").length > 0;
      const line = yaml.lineOf(["package", index, "name"]) ?? yaml.lineOf(["package", index]) ?? 1;
      return [
        {
          name: normaliseName(name),
          spec: `==${String(version)}`,
          pinned: version !== undefined,
          hashed,
          line,
        },
      ];
    }),
  );
}

const CONDA_ARCHIVE = /\/([A-Za-z0-9_][\w.-]{0,120})-([^-/]{1,80})-[^-/]{1,120}\.(?:conda|tar\.bz2)$/;
const PYPI_ARCHIVE =
  /\/([A-Za-z0-9_.]{1,120})-([0-9][^-/]{0,60})(?:-[^/]{1,200}\.whl|\.tar\.gz|\.zip)(?:#|$)/;

function pixiLock(text: string): Read {
  const yaml = parseYaml(text, "core");
  if (yaml.error !== null) return `invalid YAML: ${yaml.error.message}`;
  return namedOnce(
    listAt(yaml.value, "packages").flatMap((item, index) => {
      const address = textAt(item, "conda") ?? textAt(item, "pypi") ?? textAt(item, "url") ?? "";
      const parts = CONDA_ARCHIVE.exec(address) ?? PYPI_ARCHIVE.exec(address);
      const name = textAt(item, "name") ?? parts?.[1];
      const version = textAt(item, "version") ?? parts?.[2];
      if (name === undefined || version === undefined) return [];
      const hashed = textAt(item, "sha256") !== undefined || textAt(item, "md5") !== undefined;
      const line = yaml.lineOf(["packages", index]) ?? 1;
      return [{ name: normaliseName(name), spec: `==${version}`, pinned: true, hashed, line }];
    }),
  );
}

/** One entry per package: these locks list it once per platform. */
function namedOnce(all: readonly PackageEntry[]): Read {
  const python = all.find((entry) => entry.name === "python");
  const seen = new Set<string | null>(["python"]);
  const entries = all.filter((entry) => !seen.has(entry.name) && seen.add(entry.name));
  const version = python?.spec.slice(2);
  return {
    entries,
    python:
      python === undefined || version === undefined
        ? null
        : { version, exact: version.split(".").length > 2, line: python.line },
  };
}
