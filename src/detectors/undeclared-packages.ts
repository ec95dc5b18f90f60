import type { Import } from "../core/code.js";
import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { compareText } from "../core/location.js";
import { baseName } from "../core/paths.js";
import { installOf } from "../parsers/install-command.js";
import { normaliseName } from "../parsers/manifest.js";
import { ownFiles } from "./code/study/project.js";
import { studyOf } from "./code/study/study.js";
import { readCommands } from "./commands.js";
import type { FoundManifest } from "./environment-manifests.js";
import { alike, distributionsOf, withTheirOwn } from "./import-names.js";
import { notebookInstalls } from "./notebook-installs.js";
import { packagesNamed } from "./readme-packages.js";
import type { DocumentText } from "./readme-text.js";
import { isUnderDocumentation, isUnderExamples, isUnderTests, isVendored } from "./tree-places.js";

/** Whatever may name a package: lists for any purpose, build files, container recipes. A word in them is enough. */
const NAMES_PACKAGES =
  /(?:requirements?|reqs?|constraints?|environment|env|conda|depend\w*|packages|install\w*|setup)[\w.-]*\.(?:txt|in|pip|ya?ml|toml|cfg|sh|md|bat)$|(?:^|\/)requirements?\/.+\.(?:txt|in)$|(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|tox\.ini|noxfile\.py|pixi\.toml|meta\.ya?ml|[\w.-]*\.(?:def|nix)|(?:Docker|Container)file[\w.-]*|Singularity[\w.-]*|\.gitmodules)$/i;
const LARGEST = 512 * 1024;
const WORD = /[A-Za-z][A-Za-z0-9._-]{1,80}/g;

/**
 * Packages known by name that programs import, and packages that notebooks install, which nothing in the tree names.
 * Only imports at a module's top level that every start of the program runs: those in functions, under `try` or a
 * condition are optional. Nothing is told where no list names a package at all.
 */
export async function undeclaredPackages(
  context: DetectionContext,
  manifests: readonly FoundManifest[],
  documents: readonly DocumentText[],
): Promise<readonly Evidence[]> {
  if (!manifests.some(({ entries, unreadable }) => unreadable === null && entries.length > 0)) return [];
  const imported = await thirdParty(context);
  const installed = notebookInstalls(context.code).filter((one) => one.kind === "env.package");
  if (imported.size + installed.length === 0) return [];
  const listed = new Set<string>();
  let missing: readonly Evidence[] = [];
  for await (const names of namedPackages(context, manifests, documents)) {
    for (const name of names) listed.add(name);
    missing = unnamed(imported, installed, listed);
    // The more names, the less is missing.
    if (missing.length === 0) break;
  }
  return missing;
}

function unnamed(
  imported: ReadonlyMap<string, Import>,
  installed: readonly (Evidence & { readonly kind: "env.package" })[],
  listed: ReadonlySet<string>,
): readonly Evidence[] {
  const known = withTheirOwn([...listed, ...installed.map(({ name }) => normaliseName(name))]);
  return [
    ...installed
      .filter(({ name }) => !alike(normaliseName(name)).some((one) => listed.has(one)))
      .map(({ name, location }) =>
        evidence("env.undeclared", location, { by: "notebook", distribution: normaliseName(name) }),
      ),
    ...[...imported].flatMap(([module, { location }]) => {
      const brought = distributionsOf(module) ?? [];
      const [distribution] = brought;
      return distribution === undefined || [...brought, module.toLowerCase()].some((one) => known.has(one))
        ? []
        : [evidence("env.undeclared", location, { by: "import", distribution })];
    }),
  ];
}

/** The first import of each known module that is no module of the tree. */
async function thirdParty(context: DetectionContext): Promise<ReadonlyMap<string, Import>> {
  const own = new Set(
    context.files
      .flatMap(({ path }) => path.replace(/\.\w+$/, "").split("/"))
      .map((name) => name.toLowerCase()),
  );
  const { reach } = await studyOf(context);
  const found = new Map<string, Import>();
  for (const file of ownFiles(context.code)) {
    if (isUnderExamples(file.path) || isUnderDocumentation(file.path) || baseName(file.path) === "setup.py")
      continue;
    for (const one of file.imports) {
      const module = one.module.split(".")[0] ?? "";
      if (one.file !== null || one.scope !== null || one.optional || one.typing === true || found.has(module))
        continue;
      if (distributionsOf(module) === null || own.has(module.toLowerCase())) continue;
      if (reach.loadedBy(file.path).length > 0) found.set(module, one);
    }
  }
  return new Map([...found].sort(([a], [b]) => compareText(a, b)));
}

/** What each kind of place names; those that take longest to read come last. */
async function* namedPackages(
  context: DetectionContext,
  manifests: readonly FoundManifest[],
  documents: readonly DocumentText[],
): AsyncGenerator<readonly string[]> {
  const commands = (await readCommands(context)).filter(({ source }) => source !== "notebook");
  yield [
    ...manifests.flatMap(({ entries }) => entries.flatMap(({ name }) => name ?? [])),
    ...commands
      .flatMap(({ command }) => installOf(command))
      .flatMap((install) => ("packages" in install ? install.packages : []))
      .map(({ name }) => normaliseName(name)),
  ];
  const words = new Set<string>();
  for (const { path, size, symlink } of context.files) {
    if (symlink || size === 0 || size > LARGEST || !NAMES_PACKAGES.test(path)) continue;
    if (isVendored(path) || isUnderTests(path)) continue;
    // What cannot be read was told where the list was looked for.
    const text = await context.workspace.readText(path, { maxBytes: LARGEST }).catch(() => "");
    for (const [word] of text.matchAll(WORD)) words.add(word);
  }
  yield [...words].map((word) => normaliseName(word.replace(/[._-]+$/, "")));
  yield documents.flatMap(packagesNamed).map(({ name }) => normaliseName(name));
}
