import type { DetectionContext } from "../core/detector.js";
import { baseName, folderOf } from "../core/paths.js";
import { type FileEntry, isPointer } from "../core/workspace.js";
import { parseCondaEnvironment } from "../parsers/conda.js";
import { isLockName, parseLock } from "../parsers/lockfiles.js";
import { emptyManifest, type Manifest } from "../parsers/manifest.js";
import { textAt } from "../parsers/plain-data.js";
import { parsePipfile, parsePixi, parsePyproject } from "../parsers/pyproject.js";
import { parseRequirements } from "../parsers/requirements.js";
import { callsSetup, parseSetupCfg, parseSetupPy } from "../parsers/setup-py.js";
import { parseYaml } from "../parsers/yaml.js";
import { readOrReport } from "./read-or-report.js";
import { isUnderDocumentation, isUnderTests, isVendored, recordPlaces, resolvePath } from "./tree-places.js";

export interface FoundManifest extends Manifest {
  readonly path: string;
}

/** Lists longer than this are not read. */
/** The largest locks of real projects name a few thousand. */
const MOST_ENTRIES = 20_000;
const REQUIREMENTS =
  /^(?:[\w.-]*[-_.])?(?:requirements?|reqs?|pip[-_]?packages|python[-_]?packages|freeze)(?:[-_.][\w.-]*)?\.(?:txt|in|pip)$/i;
const IN_REQUIREMENTS_FOLDER = /(?:^|\/)(?:requirements?|reqs?)\/[^/]+\.(?:txt|in)$/i;
const CONDA_NAME = /(?:env|conda|depend|require|packages)[\w.-]*\.ya?ml$/i;
const CONDA_PLACE = /(?:^|\/)(?:conda|envs?|environments?|install|setup|requirements?)\/[^/]+\.ya?ml$/i;
/** Lists of tools for working on the code or its documentation. */
const TOOLING =
  /(?:^|[-_./])(?:dev|develop|development|docs?|rtd|readthedocs|tests?|testing|lint|linting|style|ci|typing|mypy|build|release)(?:[-_.]|$)/i;

type Reader = (text: string) => Manifest | null;

function readerOf(path: string): Reader | null {
  const name = baseName(path);
  if (isLockName(name)) return (text) => parseLock(name, text);
  if (name === "pyproject.toml") return parsePyproject;
  if (name === "pixi.toml") return parsePixi;
  if (name === "Pipfile") return parsePipfile;
  if (name === "setup.py") return (text) => (callsSetup(text) ? parseSetupPy(text) : null);
  if (name === "setup.cfg") return parseSetupCfg;
  if (name === "python_env.yaml") return parsePythonEnv;
  if (REQUIREMENTS.test(name) || IN_REQUIREMENTS_FOLDER.test(path)) {
    return (text) => parseRequirements(text, /\.in$/i.test(name) ? "requirements.in" : "requirements");
  }
  if (/\.ya?ml$/i.test(name) && (CONDA_NAME.test(name) || CONDA_PLACE.test(path) || !path.includes("/"))) {
    return parseCondaEnvironment;
  }
  if (
    /^(?:spec[-_]?(?:file|list)|conda[-_]?(?:spec|list|explicit|env|requirements?|packages)|explicit)[\w.-]*\.txt$/i.test(
      name,
    )
  ) {
    return (text) => parseRequirements(text, "conda-list");
  }
  return null;
}

/** MLflow's `python_env.yaml` (mlflow/utils/environment.py): an interpreter, and pip lists by reference. */
function parsePythonEnv(text: string): Manifest | null {
  const yaml = parseYaml(text, "pyyaml");
  const version = textAt(yaml.value, "python");
  if (version === undefined) return null;
  const line = yaml.lineOf(["python"]) ?? 1;
  return {
    ...emptyManifest("python_env"),
    python: { version, exact: /^\d+\.\d+\.\d+$/.test(version), line },
  };
}

/** Every package list that speaks for the project, read; those of documentation, tests, vendored code and records do not. */
export async function findManifests(context: DetectionContext): Promise<readonly FoundManifest[]> {
  const isRecord = recordPlaces(context.files);
  const speaks = (file: FileEntry) =>
    file.size > 0 &&
    !isVendored(file.path) &&
    !isUnderTests(file.path) &&
    !isUnderDocumentation(file.path) &&
    !isRecord(file.path);
  const candidates = context.files.filter((file) => speaks(file) && readerOf(file.path) !== null);
  const found: FoundManifest[] = [];
  for (const file of candidates) {
    const manifest = await readManifest(context, file.path);
    if (manifest !== null) found.push(manifest);
  }
  const constraints = await readConstraints(context, found);
  return withoutTooling(found).map((manifest) => applyConstraints(manifest, constraints));
}

async function readManifest(context: DetectionContext, path: string): Promise<FoundManifest | null> {
  const kind = await context.workspace.kind(path);
  if (isPointer(kind) || kind === "huge") return null;
  const text = await readOrReport(context, path);
  if (text === null) return null;
  const manifest = readerOf(path)?.(text) ?? null;
  if (manifest === null) return null;
  if (manifest.unreadable !== null)
    context.problem({ path, message: `package list not readable: ${manifest.unreadable}` });
  if (manifest.entries.length <= MOST_ENTRIES) return { ...manifest, path };
  context.problem({ path, message: `lists more than ${MOST_ENTRIES} packages: the rest is left out` });
  return { ...manifest, entries: manifest.entries.slice(0, MOST_ENTRIES), path };
}

/** A list of tools is left out where its folder has another; an input of pip-tools, where its output lies beside it. */
function withoutTooling(found: readonly FoundManifest[]): readonly FoundManifest[] {
  const isTooling = (one: FoundManifest) =>
    one.format.startsWith("requirements") && TOOLING.test(one.path.replace(/\.(?:txt|in|pip)$/i, ""));
  return found.filter((one) => {
    if (isTooling(one)) return !found.some((other) => other !== one && !isTooling(other));
    if (one.format !== "requirements.in") return true;
    const compiled = one.path.replace(/\.in$/i, ".txt");
    return !found.some((other) => other.path === compiled);
  });
}

async function readConstraints(
  context: DetectionContext,
  manifests: readonly FoundManifest[],
): Promise<ReadonlyMap<string, Manifest>> {
  const read = new Map<string, Manifest>();
  for (const manifest of manifests) {
    for (const include of manifest.includes.filter((one) => one.constraint)) {
      const path = resolvePath(folderOf(manifest.path), include.path);
      if (path === null || read.has(path) || (await context.workspace.entry(path)) === undefined) continue;
      const text = await readOrReport(context, path);
      if (text !== null) read.set(path, parseRequirements(text, "constraints"));
    }
  }
  return read;
}

/** `-c constraints.txt`: what the list leaves open and the constraints fix is fixed. */
function applyConstraints(
  manifest: FoundManifest,
  constraints: ReadonlyMap<string, Manifest>,
): FoundManifest {
  const fixed = new Set(
    manifest.includes
      .filter((include) => include.constraint)
      .flatMap(
        (include) => constraints.get(resolvePath(folderOf(manifest.path), include.path) ?? "")?.entries ?? [],
      )
      .filter((entry) => entry.pinned)
      .map((entry) => entry.name),
  );
  if (fixed.size === 0) return manifest;
  const entries = manifest.entries.map((entry) =>
    fixed.has(entry.name) ? { ...entry, pinned: true } : entry,
  );
  return { ...manifest, entries };
}
