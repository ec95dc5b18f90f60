import { emptyManifest, type Manifest, normaliseName, type PackageEntry } from "./manifest.js";
import { parseRequirement } from "./pep508.js";
import { at, entriesAt, listAt, textAt } from "./plain-data.js";
import { type ParsedToml, parseToml } from "./toml.js";

/** Groups of tools for working on the code: what they hold has no part in a result. */
const TOOLING =
  /^(?:dev|develop|development|tests?|testing|docs?|documentation|lint(?:ing|er|ers)?|style|format(?:ting)?|typing|types?|mypy|ci|check(?:s|ing)?|build|release|qa|quality|pre-commit|bench(?:mark)?s?)$/i;
const EXACT_PYTHON = /^==\s*\d+\.\d+\.\d+$/;

/**
 * Packages that a pyproject.toml declares: PEP 621, dependency groups (PEP 735), Poetry, PDM, uv, Hatch, Pixi and
 * setuptools' `dynamic` files. Groups of development tools are left out. Null where it declares nothing of the kind
 * (a file of linter settings only).
 */
export function parsePyproject(text: string): Manifest | null {
  const toml = parseToml(text);
  if (toml.value === undefined)
    return emptyManifest("pyproject", `invalid TOML: ${toml.error?.message ?? ""}`);
  const data = toml.value;
  const poetry =
    at(data, "tool", "poetry", "dependencies") !== undefined ||
    at(data, "tool", "poetry", "group") !== undefined;
  const pixi = at(data, "tool", "pixi") !== undefined;
  if (at(data, "project") === undefined && !poetry && !pixi && at(data, "dependency-groups") === undefined)
    return null;
  const entries: PackageEntry[] = [
    ...requirementList(toml, ["project", "dependencies"]),
    ...groups(data, "project", "optional-dependencies").flatMap((group) =>
      requirementList(toml, ["project", "optional-dependencies", group]),
    ),
    ...groups(data, "dependency-groups").flatMap((group) =>
      requirementList(toml, ["dependency-groups", group]),
    ),
    ...groups(data, "tool", "pdm", "dev-dependencies").flatMap((group) =>
      requirementList(toml, ["tool", "pdm", "dev-dependencies", group]),
    ),
    ...groups(data, "tool", "hatch", "envs").flatMap((group) =>
      requirementList(toml, ["tool", "hatch", "envs", group, "dependencies"]),
    ),
    ...poetryTable(toml, ["tool", "poetry", "dependencies"]),
    ...groups(data, "tool", "poetry", "group").flatMap((group) =>
      poetryTable(toml, ["tool", "poetry", "group", group, "dependencies"]),
    ),
    ...pixiEntries(toml, ["tool", "pixi"]),
  ];
  return {
    format: poetry ? "pyproject (poetry)" : "pyproject",
    entries,
    includes: dynamicFiles(toml),
    python: pythonOf(toml),
    transitive: false,
    platformOnly: false,
    unreadable: null,
  };
}

/** A pixi.toml: conda match specs in tables, PyPI ones beside them. */
export function parsePixi(text: string): Manifest {
  const toml = parseToml(text);
  if (toml.value === undefined) return emptyManifest("pixi", `invalid TOML: ${toml.error?.message ?? ""}`);
  const python = specOf(at(toml.value, "dependencies", "python"));
  return {
    ...emptyManifest("pixi"),
    entries: pixiEntries(toml, []),
    python:
      python === undefined
        ? null
        : {
            version: python,
            exact: EXACT_PYTHON.test(python),
            line: toml.lineOf(["dependencies", "python"]) ?? 1,
          },
  };
}

/** A Pipfile: `[packages]`, and the Python of `[requires]`. */
export function parsePipfile(text: string): Manifest {
  const toml = parseToml(text);
  if (toml.value === undefined) return emptyManifest("pipfile", `invalid TOML: ${toml.error?.message ?? ""}`);
  const full = textAt(toml.value, "requires", "python_full_version");
  const version = full ?? textAt(toml.value, "requires", "python_version");
  const key = full === undefined ? "python_version" : "python_full_version";
  return {
    ...emptyManifest("pipfile"),
    entries: entriesAt(toml.value, "packages").map(([name, value]) => {
      const spec = specOf(value) ?? "";
      const commit = /^[0-9a-f]{40}$/.test(textAt(value, "ref") ?? "");
      const pinned = commit || (/^===?\s*[^*,]+$/.test(spec) && spec !== "");
      return entry(
        name,
        commit ? `@ ${textAt(value, "git")}@${textAt(value, "ref")}` : spec,
        pinned,
        toml.lineOf(["packages", name]),
      );
    }),
    python:
      version === undefined
        ? null
        : { version, exact: full !== undefined, line: toml.lineOf(["requires", key]) ?? 1 },
  };
}

const entry = (name: string, spec: string, pinned: boolean, line: number | undefined): PackageEntry => ({
  name: normaliseName(name),
  spec,
  pinned,
  hashed: false,
  line: line ?? 1,
});

const groups = (data: unknown, ...path: readonly string[]): string[] =>
  entriesAt(data, ...path)
    .map(([name]) => name)
    .filter((name) => !TOOLING.test(name));

function requirementList(toml: ParsedToml, path: readonly string[]): PackageEntry[] {
  return listAt(toml.value, ...path).flatMap((item, index) => {
    const found = typeof item === "string" ? parseRequirement(item) : null;
    return found === null
      ? []
      : [{ ...found, hashed: false, line: toml.lineOf([...path, index]) ?? toml.lineOf(path) ?? 1 }];
  });
}

const specOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : textAt(value, "version");

/** Poetry: `"1.2.3"` and `"==1.2.3"` are exact, `^`, `~`, `*` and bounds are not; `rev` of 40 digits is a commit. */
function poetryTable(toml: ParsedToml, path: readonly string[]): PackageEntry[] {
  return entriesAt(toml.value, ...path).flatMap(([name, value]) => {
    if (name === "python") return [];
    const first = Array.isArray(value) ? value[0] : value;
    if (at(first, "path") !== undefined) return [];
    const git = textAt(first, "git");
    const spec =
      git === undefined
        ? (specOf(first) ?? textAt(first, "url") ?? "")
        : `@ ${git}@${textAt(first, "rev") ?? textAt(first, "tag") ?? textAt(first, "branch") ?? ""}`;
    const pinned =
      git === undefined
        ? /^(?:==\s*)?v?\d[\w.+!-]*$/.test(spec)
        : /^[0-9a-f]{40}$/.test(textAt(first, "rev") ?? "");
    return [entry(name, spec, pinned, toml.lineOf([...path, name]) ?? toml.lineOf(path))];
  });
}

function pixiEntries(toml: ParsedToml, root: readonly string[]): PackageEntry[] {
  return ["dependencies", "pypi-dependencies"].flatMap((table) =>
    entriesAt(toml.value, ...root, table).flatMap(([name, value]) => {
      if (name === "python" || at(value, "path") !== undefined) return [];
      const spec = specOf(value) ?? "";
      const pinned =
        /^(?:==\s*)\d[\w.+!-]*$/.test(spec) ||
        (table === "dependencies" && /^=?\d+\.\d+\.\d[\w.]*$/.test(spec));
      return [entry(name, spec, pinned, toml.lineOf([...root, table, name]))];
    }),
  );
}

function dynamicFiles(toml: ParsedToml): Manifest["includes"] {
  const path = ["tool", "setuptools", "dynamic", "dependencies"];
  const file = at(toml.value, ...path, "file");
  const hatch = listAt(toml.value, "tool", "hatch", "metadata", "hooks", "requirements_txt", "files");
  const files = [...(Array.isArray(file) ? file : [file]), ...hatch].filter(
    (name) => typeof name === "string",
  );
  return files.map((name) => ({ path: name, line: toml.lineOf(path) ?? 1, constraint: false }));
}

function pythonOf(toml: ParsedToml): Manifest["python"] {
  for (const path of [
    ["project", "requires-python"],
    ["tool", "poetry", "dependencies", "python"],
  ]) {
    const version = textAt(toml.value, ...path);
    if (version !== undefined)
      return { version, exact: /^(?:==\s*)?\d+\.\d+\.\d+$/.test(version), line: toml.lineOf(path) ?? 1 };
  }
  return null;
}
