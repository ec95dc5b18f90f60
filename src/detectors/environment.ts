import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { baseName, folderOf } from "../core/paths.js";
import { ciPythons } from "./ci-pythons.js";
import { containerEvidence } from "./environment-containers.js";
import { type FoundManifest, findManifests } from "./environment-manifests.js";
import { runtimeEvidence } from "./environment-runtime.js";
import { notebookInstalls } from "./notebook-installs.js";
import { readOrReport } from "./read-or-report.js";
import { readmeDependencies } from "./readme-dependencies.js";
import { readDocuments } from "./readme-text.js";
import { isUnderDocumentation, isUnderTests, isVendored, recordPlaces } from "./tree-places.js";
import { undeclaredPackages } from "./undeclared-packages.js";

/** What a repository says of the environment that its runs need. */
export const detector = defineDetector({
  id: "environment",
  async detect(context) {
    const manifests = await findManifests(context);
    const documents = await readDocuments(context);
    return [
      ...manifests.flatMap((manifest) => manifestEvidence(manifest, manifests)),
      ...(await pythonFiles(context)),
      ...(await ciPythons(context)),
      ...(await containerEvidence(context, manifests)),
      ...(await runtimeEvidence(context, manifests, documents)),
      ...readmeDependencies(context, documents),
      ...notebookInstalls(context.code),
      ...(await undeclaredPackages(context, manifests, documents)),
      ...nixFiles(context),
    ];
  },
});

function manifestEvidence(manifest: FoundManifest, all: readonly FoundManifest[]): Evidence[] {
  const { path, format, entries, transitive, platformOnly } = manifest;
  const at = (line: number) => ({ path, line });
  const out: Evidence[] = [];
  const onlyPulls = entries.length === 0 && manifest.includes.length > 0;
  const onlyPython = entries.length === 0 && manifest.python !== null && manifest.format === "python_env";
  if (!onlyPulls && !onlyPython) {
    const pinned = entries.filter((entry) => entry.pinned).length;
    const hashes = entries.length > 0 && entries.every((entry) => entry.hashed);
    const readable = manifest.unreadable === null;
    const why = manifest.unreadable === null ? {} : { why: manifest.unreadable };
    const facts = {
      format,
      total: entries.length,
      pinned,
      transitive,
      hashes,
      readable,
      ...why,
      platformOnly,
    };
    out.push(evidence("env.manifest", at(manifest.unreadableAt ?? entries[0]?.line ?? 1), facts));
  }
  if (manifest.unreadable === null)
    out.push(
      evidence("completeness", at(entries[0]?.line ?? 1), { item: "dependencies", detail: toldBy(manifest) }),
    );
  if (manifest.python !== null) {
    const { version, exact, line } = manifest.python;
    out.push(evidence("env.python", at(line), { version, exact }));
  }
  // A lock beside the list that it was made from repeats it, with what nobody declared.
  if (
    isLock(manifest) &&
    all.some((other) => !isLock(other) && folderOf(other.path) === folderOf(path) && other.entries.length > 0)
  )
    return out;
  for (const { name, spec, pinned, line } of entries) {
    if (name !== null) out.push(evidence("env.package", at(line), { name, spec, pinned }));
  }
  return out;
}

const isLock = (manifest: FoundManifest): boolean => /\.lock$|^conda-lock$|^pylock/.test(manifest.format);

const toldBy = ({ path, entries }: FoundManifest): string =>
  entries.length === 0
    ? `${path}, which names no package`
    : `${path}: ${entries.length} package${entries.length === 1 ? "" : "s"}`;

/** `.python-version` (pyenv, uv), `runtime.txt` (Heroku, Binder), `.tool-versions` (asdf). */
async function pythonFiles(context: DetectionContext): Promise<Evidence[]> {
  const isRecord = recordPlaces(context.files);
  const out: Evidence[] = [];
  for (const { path } of context.files) {
    const pattern = PYTHON_FILES.get(baseName(path));
    if (
      pattern === undefined ||
      isVendored(path) ||
      isUnderTests(path) ||
      isUnderDocumentation(path) ||
      isRecord(path)
    )
      continue;
    const text = await readOrReport(context, path, 64 * 1024);
    const match = text === null ? null : pattern.exec(text);
    if (text === null || match === null) continue;
    const version = match[1]!;
    const line = text.slice(0, match.index).split("\n").length;
    out.push(evidence("env.python", { path, line }, { version, exact: version.split(".").length > 2 }));
  }
  return out;
}

const PYTHON_FILES: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    ".python-version": /^(?:cpython-)?(\d+(?:\.\d+){1,2})[ \t]*$/m,
    "runtime.txt": /^python-(\d+(?:\.\d+){1,2})[ \t]*$/m,
    ".tool-versions": /^python[ \t]+(\d+(?:\.\d+){1,2})/m,
  }),
);

const NIX = new Set(["flake.nix", "shell.nix", "default.nix", "flake.lock"]);

const environment = itemsOf("environment");

const nixFiles = (context: DetectionContext): Evidence[] =>
  context.files
    .filter(({ path }) => NIX.has(baseName(path)) && !isVendored(path))
    .map(({ path }) => {
      const state = baseName(path) === "flake.lock" ? "locked" : "declared";
      return environment("nix", { path, line: 1 }, path, state);
    });
