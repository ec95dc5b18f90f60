import type { Code } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import { parseYaml } from "../../parsers/yaml.js";
import { providerOf } from "../ci-scripts.js";
import { entries, field } from "../commands.js";
import { isUnderExamples, isUnderTests, isVendored, recordPlaces } from "../tree-places.js";

const known = new WeakMap<Code, Map<string, Promise<string>>>();

/** The text of a small file, read once for the detectors of one audit; empty where it cannot be read. */
export function yamlText({ code, workspace }: DetectionContext, path: string): Promise<string> {
  const texts = known.get(code) ?? new Map<string, Promise<string>>();
  known.set(code, texts);
  const text = texts.get(path) ?? workspace.readText(path).catch(() => "");
  texts.set(path, text);
  return text;
}

/** One document of a manifest for a cluster, or of a file of rules. */
export interface Manifest {
  readonly path: string;
  /** Of the document's first line. */
  readonly line: number;
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
    const text = await yamlText(context, path);
    if (MARKS.test(text)) found.push(...documentsOf(path, text));
  }
  return found;
}

function documentsOf(path: string, text: string): readonly Manifest[] {
  const found: Manifest[] = [];
  let line = 1;
  for (const part of withoutTemplates(text).split(/^---[^\n]*$/m)) {
    const first = line;
    line += part.split("\n").length - 1;
    if (!MARKS.test(part)) continue;
    const parsed = parseYaml(part, "core");
    if (entries(parsed.value).length === 0) continue;
    const kind = field(parsed.value, "kind");
    found.push({
      path,
      line: first + (part.startsWith("\n") ? 1 : 0),
      kind: typeof kind === "string" ? kind : "",
      value: parsed.value,
      lineOf: (at) => first + (parsed.lineOf(at) ?? 1) - 1,
    });
  }
  return found;
}

/** What Helm would fill in: lines of nothing else left empty, other places a word, so that lines keep their numbers. */
const withoutTemplates = (text: string): string =>
  text.includes("{{")
    ? text
        .replace(/^[ \t]*(?:- )?\{\{[^{}\n]{0,300}\}\}[ \t]*$/gm, "")
        .replace(/\{\{[^{}\n]{0,300}\}\}/g, "template")
    : text;

/** Walks `a.b.c`, a mapping by mapping; undefined where one is missing. */
export const within = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((at, key) => field(at, key), value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
