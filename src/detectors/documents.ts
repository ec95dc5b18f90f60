import { type DetectionContext, defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { baseName, folderOf } from "../core/paths.js";
import { commandEvidence } from "./readme-commands.js";
import { installEvidence } from "./readme-installs.js";
import { resultFileEvidence } from "./readme-result-files.js";
import { resultEvidence } from "./readme-results.js";
import { readmeEvidence, sectionEvidence } from "./readme-sections.js";
import { type DocumentText, readDocuments } from "./readme-text.js";
import { weightEvidence } from "./readme-weights.js";
import { holderOf, isUnderDocumentation } from "./tree-places.js";

/** What the documents of a repository tell: purpose, installation, commands, data, results, conclusions. */
export const detector = defineDetector({
  id: "documents",
  async detect(context) {
    const documents = await readDocuments(context);
    const holds = holderOf(context.files);
    const isCopied = copiesOf(context);
    const readme = documents.find((document) => document.role === "readme");
    const commands = await commandEvidence(context, documents);
    return [
      ...(readme === undefined ? [] : [readmeEvidence(readme, holds)]),
      ...commands,
      ...completenessOf(commands),
      ...commands.flatMap(asData),
      ...(commands.some(({ kind }) => kind === "docs.install") ? [] : installEvidence(documents, holds)),
      ...resultEvidence(documents),
      ...resultFileEvidence(context, documents),
      ...sectionEvidence(documents),
      ...weightEvidence(documents.filter(({ path }) => !isCopied(path))),
      ...sites(context, documents),
    ];
  },
});

/** A command of the documents that trains or evaluates shows that there is code for it; one place per program is enough. */
function completenessOf(commands: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return commands.flatMap((one) => {
    if (one.kind !== "docs.command" || one.program === null) return [];
    const trains = one.purpose === "training" || one.purpose === "sweep";
    const item = trains ? "training" : one.purpose === "evaluation" ? "evaluation" : null;
    const key = `${item} ${one.program}`;
    if (item === null || seen.has(key)) return [];
    seen.add(key);
    return [evidence("completeness", one.location, { item, detail: one.command }, "medium")];
  });
}

/** A command that fetches or prepares data tells where it comes from. */
const asData = (one: Evidence): Evidence[] =>
  one.kind === "docs.command" && one.purpose === "data" && one.program !== null
    ? [evidence("docs.data", one.location, { detail: one.command }, "medium")]
    : [];

const LICENCE = /^(?:LICEN[CS]E|COPYING)(?:\.\w{1,4})?$/i;
const MANIFEST = /^(?:requirements[\w-]*\.txt|environment[\w-]*\.ya?ml|pyproject\.toml|setup\.(?:py|cfg))$/;

/** Tells what lies in the copy of another project: a folder below a licensed root that brings its own licence and is no package. */
function copiesOf({ files }: DetectionContext): (path: string) => boolean {
  const holding = (name: RegExp): ReadonlySet<string> =>
    new Set(files.flatMap(({ path }) => (name.test(baseName(path)) ? [folderOf(path)] : [])));
  const licensed = holding(LICENCE);
  const packages = holding(MANIFEST);
  const copies = licensed.has("")
    ? [...licensed].filter((folder) => folder !== "" && !packages.has(folder))
    : [];
  return (path) => copies.some((folder) => path.startsWith(`${folder}/`));
}

const SITES: readonly { readonly pattern: RegExp; readonly tool: string }[] = [
  { pattern: /^(?:docs?\/|website\/)?mkdocs\.ya?ml$/, tool: "MkDocs" },
  { pattern: /^(?:docs?|documentation)\/(?:source\/|src\/)?conf\.py$/, tool: "Sphinx" },
  {
    pattern: /^(?:docs?|website)\/docusaurus\.config\.[jt]s$|^docusaurus\.config\.[jt]s$/,
    tool: "Docusaurus",
  },
  { pattern: /^(?:docs?\/)?_toc\.yml$/, tool: "Jupyter Book" },
  { pattern: /^(?:docs?\/)?_quarto\.yml$/, tool: "Quarto" },
  { pattern: /^(?:docs?\/)?book\.toml$/, tool: "mdBook" },
];
const FEWEST_PAGES = 3;

function sites(context: DetectionContext, documents: readonly DocumentText[]): Evidence[] {
  for (const { path } of context.files) {
    const tool = SITES.find((one) => one.pattern.test(path))?.tool;
    if (tool !== undefined)
      return [evidence("docs.site", { path, line: 1 }, { detail: `${tool} (${path})` })];
  }
  const pages = documents.filter(
    (document) => isUnderDocumentation(document.path) && document.cell === undefined,
  );
  const [first] = pages;
  if (first === undefined || pages.length < FEWEST_PAGES) return [];
  const folder = first.path.split("/")[0]!;
  return [
    evidence(
      "docs.site",
      { path: first.path, line: 1 },
      { detail: `${pages.length} pages in ${folder}/` },
      "medium",
    ),
  ];
}
