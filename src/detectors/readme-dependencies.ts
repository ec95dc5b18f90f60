import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { folderOf } from "../core/paths.js";
import { isProse } from "../parsers/document.js";
import { normaliseName } from "../parsers/manifest.js";
import { plainText } from "../parsers/markdown.js";
import { speaksOfOthers } from "./link-context.js";
import { type NamedPackage, packagesNamed } from "./readme-packages.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { isUnderDocumentation } from "./tree-places.js";

const PYTHON =
  /\bpython\s*(?:version\s*)?(?:\(?\s*)(>=|<=|==|=|>|~=|≥)?\s*v?([23](?:\.\d{1,2}){0,2})(?:\.x)?\s*(\+|or (?:above|later|higher|newer|greater)|and (?:above|later|higher|up))?/i;

/** The README beside one of these speaks for a project of its own. */
const MANIFEST =
  /(?:^|\/)(?:requirements[\w.-]{0,40}\.txt|environment\.ya?ml|pyproject\.toml|setup\.py|Pipfile)$/;
const SPEAKING: ReadonlySet<DocumentText["role"]> = new Set(["readme", "install"]);

/**
 * Packages that only documents name. With exact versions they are a list of their own (format "readme"), else prose.
 * A Python version that they ask for, too.
 */
export function readmeDependencies(
  context: DetectionContext,
  documents: readonly DocumentText[],
): readonly Evidence[] {
  const own = normaliseName(context.workspace.name);
  const out: Evidence[] = [];
  const projects = new Set(
    context.files.filter(({ path }) => MANIFEST.test(path)).map(({ path }) => folderOf(path)),
  );
  const isBesideManifest = (path: string): boolean => projects.has(folderOf(path));
  for (const document of documents) {
    if (document.role === "nested" && isBesideManifest(document.path)) out.push(...pythonAsked(document));
    if (!SPEAKING.has(document.role)) continue;
    const named = packagesNamed(document).filter((one) => one.name !== own);
    const first = named[0];
    if (first !== undefined) out.push(...packageEvidence(document, named, first));
    out.push(...pythonAsked(document));
    const listing = named.find((one) => one.by !== "sentence");
    if (listing !== undefined && document.role === "readme") {
      const detail = `${document.path} lists ${named.length === 1 ? listing.name : `${named.length} packages`}`;
      out.push(evidence("completeness", placeIn(document, listing.line), { item: "dependencies", detail }));
    }
  }
  return out;
}

function packageEvidence(
  document: DocumentText,
  named: readonly NamedPackage[],
  first: NamedPackage,
): Evidence[] {
  const pinned = named.filter((one) => one.pinned).length;
  const detail = named.map((one) => `${one.name}${one.spec}`).join(", ");
  const out: Evidence[] = [
    evidence(
      "env.prose",
      placeIn(document, first.line),
      { detail: detail.slice(0, 300) },
      named.some((one) => one.by !== "sentence") ? "high" : "medium",
    ),
  ];
  if (pinned === 0 || isUnderDocumentation(document.path)) return out;
  const manifest = {
    format: "readme",
    total: named.length,
    pinned,
    transitive: false,
    hashes: false,
    readable: true,
    platformOnly: false,
  };
  out.push(evidence("env.manifest", placeIn(document, first.line), manifest, "medium"));
  for (const { name, spec, pinned: fixed, line } of named) {
    out.push(evidence("env.package", placeIn(document, line), { name, spec, pinned: fixed }, "medium"));
  }
  return out;
}

/** The interpreter that a command makes the environment with. */
const INTERPRETER =
  /\b(?:conda|mamba|micromamba) create\b[^\n]{0,200}?\bpython ?={1,2} ?(\d\.\d{1,2}(?:\.\d{1,2})?)|\bpython(3\.\d{1,2}) -m venv\b|\b(?:uv venv|virtualenv)\b[^\n]{0,100}?(?:--python|-p)[ =](?:python)?(3\.\d{1,2}(?:\.\d{1,2})?)|\bpyenv install (3\.\d{1,2}(?:\.\d{1,2})?)/;

function pythonAsked(document: DocumentText): Evidence[] {
  for (const block of document.document.blocks) {
    if ((block.kind !== "code" && !isProse(block)) || speaksOfOthers(block.under)) continue;
    const lines = block.text.split("\n");
    for (const [offset, line] of lines.entries()) {
      const made = INTERPRETER.exec(line.slice(0, 500));
      const given = made?.slice(1).find((version) => version !== undefined);
      if (given !== undefined) {
        const at = placeIn(document, block.line + offset);
        return [evidence("env.python", at, { version: given, exact: given.split(".").length > 2 }, "medium")];
      }
      if (!isProse(block)) continue;
      const match = PYTHON.exec(plainText(line));
      if (match === null) continue;
      const bound = match[1] ?? (match[3] === undefined ? "" : ">=");
      const exact = (bound === "" || bound === "==" || bound === "=") && match[2]!.split(".").length > 2;
      const version = `${bound === "=" || bound === "==" ? "" : bound.replace("≥", ">=")}${match[2]}`;
      return [evidence("env.python", placeIn(document, block.line + offset), { version, exact }, "medium")];
    }
  }
  return [];
}
