import type { Code } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import { entriesAt, textAt } from "../../parsers/plain-data.js";
import { yamlDocuments } from "../../parsers/yaml-documents.js";
import { providerOf } from "../ci-scripts.js";
import { isUnderExamples, isUnderTests, isVendored, recordPlaces } from "../tree-places.js";

const known = new WeakMap<Code, Map<string, Promise<string>>>();

/** The text of a small file, read once for the detectors of one audit; empty where it cannot be read. */
export function smallText({ code, workspace }: DetectionContext, path: string): Promise<string> {
  const texts = known.get(code) ?? new Map<string, Promise<string>>();
  known.set(code, texts);
  const text = texts.get(path) ?? workspace.readText(path).catch(() => "");
  texts.set(path, text);
  return text;
}

/** One document of a manifest for a cluster, or of a file of rules. */
export interface Manifest {
  readonly path: string;
  /** `Rollout`; empty where it has none. */
  readonly kind: string;
  readonly value: unknown;
  /** Line of an entry, in the file. */
  lineOf(at: readonly (string | number)[]): number;
}

const LARGEST = 128 * 1024;
const MOST = 2000;
/** What makes a YAML file worth parsing here. */
const MARKS = /^(?:kind:[ \t]*["']?[A-Z]|groups:|slos:|apiVersion:)/m;

const manifestsKnown = new WeakMap<Code, Promise<readonly Manifest[]>>();

/** Kubernetes objects, Prometheus rules and service levels that the project keeps as YAML. */
export function readManifests(context: DetectionContext): Promise<readonly Manifest[]> {
  const found = manifestsKnown.get(context.code) ?? readAll(context);
  manifestsKnown.set(context.code, found);
  return found;
}

async function readAll(context: DetectionContext): Promise<readonly Manifest[]> {
  const isRecord = recordPlaces(context.files);
  const wanted = context.files.filter(
    ({ path, size, symlink }) =>
      /\.ya?ml$/.test(path) &&
      !symlink &&
      size <= LARGEST &&
      providerOf(path) === null &&
      !isUnderTests(path) &&
      !isUnderExamples(path) &&
      !isVendored(path) &&
      !isRecord(path),
  );
  const found: Manifest[] = [];
  for (const { path } of wanted.slice(0, MOST)) {
    const text = await smallText(context, path);
    if (MARKS.test(text)) found.push(...documentsOf(path, text));
  }
  return found;
}

const documentsOf = (path: string, text: string): readonly Manifest[] =>
  yamlDocuments(withoutTemplates(text)).flatMap((document) => {
    if (!MARKS.test(document.text)) return [];
    const { value, lineOf } = document.parse("core");
    if (entriesAt(value).length === 0) return [];
    const kind = textAt(value, "kind") ?? "";
    return [{ path, kind, value, lineOf: (keys) => lineOf(keys) ?? document.line }];
  });

/** What Helm would fill in: lines of nothing else left empty, other places a word, so that lines keep their numbers. */
const withoutTemplates = (text: string): string =>
  text.includes("{{")
    ? text
        .replace(/^[ \t]*(?:- )?\{\{[^{}\n]{0,300}\}\}[ \t]*$/gm, "")
        .replace(/\{\{[^{}\n]{0,300}\}\}/g, "template")
    : text;
