import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import type { InventoryKindOf } from "../core/inventory-kinds.js";
import { baseName, folderOf } from "../core/paths.js";
import type { FileEntry } from "../core/workspace.js";
import { attributePattern } from "../parsers/attribute-pattern.js";
import { at, textAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import { isData } from "./data-files.js";
import { readOrReport } from "./read-or-report.js";
import { isUnderDocumentation, isUnderPictures, isUnderTests, isVendored, kindOf } from "./tree-places.js";

const SMALL = 64 * 1024;
const WEIGHTS =
  /\.(?:pt|pth|ckpt|safetensors|onnx|pb|caffemodel|tflite|keras|weights|gguf|bin|joblib|pkl|model)$/i;
/** `version https://git-lfs.github.com/spec/v1`, keys sorted after it; hawser is its first name (git-lfs docs/spec.md). */
const LFS_OID = /^oid (sha256:[0-9a-f]{64})$/m;
/** git-annex keys: `SHA256E-s31390--f50d….mp3` (git-annex doc/internals/key_format). */
const ANNEX_KEY = /([A-Z0-9]{2,16}E?)(?:-[smSC]\d+)*--([^/\s]{1,300})/;

/** What tools other than DVC version: Git LFS, git-annex and DataLad, Delta tables, lakeFS, Quilt; hints of others. */
export async function dataVersioningEvidence(context: DetectionContext): Promise<readonly Evidence[]> {
  const speaks = context.files.filter((file) => !isVendored(file.path) && !isUnderTests(file.path));
  return [
    ...(await largeFileStorage(context, speaks)),
    ...(await annexed(context, speaks)),
    ...deltaTables(speaks),
    ...(await lakes(context, speaks)),
    ...hints(speaks),
  ];
}

/** What LFS patterns are worth telling of: data and weights, not the pictures of documents. */
const worthVersioning = (file: FileEntry): boolean =>
  WEIGHTS.test(file.path) ||
  (!isUnderPictures(file.path) &&
    !isUnderDocumentation(file.path) &&
    isData({ ...file, size: Math.max(file.size, 1) }));

async function largeFileStorage(context: DetectionContext, files: readonly FileEntry[]): Promise<Evidence[]> {
  const out: Evidence[] = [];
  const rules: { matches: (path: string) => boolean; path: string; line: number; pattern: string }[] = [];
  for (const file of files.filter((one) => baseName(one.path) === ".gitattributes")) {
    const text = await readOrReport(context, file.path, SMALL);
    text?.split("\n").forEach((raw, index) => {
      const [pattern, ...attributes] = raw.trim().split(/\s+/);
      if (pattern === undefined || pattern.startsWith("#") || !attributes.includes("filter=lfs")) return;
      rules.push({
        matches: attributePattern(pattern, folderOf(file.path)),
        path: file.path,
        line: index + 1,
        pattern,
      });
    });
  }
  const seen = new Set<string>();
  for (const file of files) {
    const rule = rules.find((one) => one.matches(file.path));
    const small = file.size > 0 && file.size < 1024;
    if (rule === undefined && !(small && worthVersioning(file))) continue;
    if (small && (await kindOf(context.workspace, file.path)) === "lfs-pointer") {
      const text = await readOrReport(context, file.path, 4096);
      const digest = text === null ? null : (LFS_OID.exec(text)?.[1] ?? null);
      out.push(
        evidence(
          "data.versioned",
          { path: file.path, line: 2 },
          { tool: "git-lfs", name: file.path, digest, code: false },
        ),
      );
    } else if (rule !== undefined && file.size > 0 && worthVersioning(file) && !seen.has(rule.pattern)) {
      // Checked out: the work tree holds the content, the pointer is in git.
      seen.add(rule.pattern);
      const facts = { tool: "git-lfs", name: rule.pattern, digest: null, code: false };
      out.push(evidence("data.versioned", { path: rule.path, line: rule.line }, facts, "medium"));
    }
  }
  return out;
}

async function annexed(context: DetectionContext, files: readonly FileEntry[]): Promise<Evidence[]> {
  const out: Evidence[] = [];
  const datalad = files.find((file) => /(?:^|\/)\.datalad\/config$/.test(file.path));
  const tool = datalad === undefined ? "git-annex" : "datalad";
  if (datalad !== undefined) {
    out.push(
      evidence(
        "data.versioned",
        { path: datalad.path, line: 1 },
        { tool, name: folderOf(folderOf(datalad.path)) || ".", digest: null, code: false },
      ),
    );
  }
  for (const file of files) {
    const pointer = file.size < 1024 && (file.symlink || isData({ ...file, size: 1 }));
    if (!pointer || (await kindOf(context.workspace, file.path)) !== "annex-pointer") continue;
    const key = ANNEX_KEY.exec(await linkText(context, file.path));
    const digest = key === null || /^(?:WORM|URL)/.test(key[1]!) ? null : `${key[1]}:${key[2]}`;
    out.push(evidence("data.versioned", { path: file.path }, { tool, name: file.path, digest, code: false }));
  }
  return out;
}

async function linkText(context: DetectionContext, path: string): Promise<string> {
  try {
    return await context.workspace.readText(path, { maxBytes: 4096 });
  } catch {
    // A link into .git/annex cannot be followed; that it is one was told by its kind.
    return "";
  }
}

/** `_delta_log/<20 digits>.json`: the highest number is the table's version. */
function deltaTables(files: readonly FileEntry[]): Evidence[] {
  const newest = new Map<string, { path: string; version: number }>();
  for (const { path } of files) {
    const match = /^(.*?)\/?_delta_log\/(\d{20})\.json$/.exec(path);
    if (match === null) continue;
    const version = Number(match[2]);
    const before = newest.get(match[1]!);
    if (before === undefined || version > before.version) newest.set(match[1]!, { path, version });
  }
  return [...newest].map(([name, { path, version }]) =>
    evidence(
      "data.versioned",
      { path, line: 1 },
      { tool: "delta", name: name || ".", digest: `version:${version}`, code: false },
    ),
  );
}

async function lakes(context: DetectionContext, files: readonly FileEntry[]): Promise<Evidence[]> {
  const out: Evidence[] = [];
  for (const { path } of files) {
    const name = baseName(path);
    if (name === ".lakefs_ref.yaml") {
      const text = await readOrReport(context, path, SMALL);
      const yaml = parseYaml(text ?? "", "core");
      const source = textAt(yaml.value, "src") ?? path;
      const head = at(yaml.value, "at_head");
      const line = yaml.lineOf(["at_head"]) ?? yaml.lineOf(["src"]) ?? 1;
      const digest = head === undefined || head === null ? null : `lakefs:${String(head)}`;
      out.push(
        evidence("data.versioned", { path, line }, { tool: "lakefs", name: source, digest, code: false }),
      );
    } else if (/(?:^|\/)\.quilt\/packages\/[0-9a-f]{64}$/.test(path)) {
      out.push(
        evidence(
          "data.versioned",
          { path, line: 1 },
          { tool: "quilt", name: path, digest: `sha256:${name}`, code: false },
        ),
      );
    } else if (name === "quilt_summarize.json" || name === "quilt.yml") {
      out.push(
        evidence(
          "data.versioned",
          { path, line: 1 },
          { tool: "quilt", name: path, digest: null, code: false },
          "medium",
        ),
      );
    }
  }
  return out;
}

/** Files that show a tool without tying content: listed, weighed by no rule. */
const HINTS: readonly {
  readonly pattern: RegExp;
  readonly item: InventoryKindOf<"data">;
  readonly name: string;
}[] = [
  { pattern: /(?:^|\/)metadata\/[^/]*\.metadata\.json$/, item: "table format", name: "iceberg" },
  { pattern: /(?:^|\/)\.hoodie\/hoodie\.properties$/, item: "table format", name: "hudi" },
  { pattern: /(?:^|\/)(?:\.lakectl\.yaml|lakectl\.yaml)$/, item: "versioning", name: "lakefs" },
  { pattern: /(?:^|\/)croissant[\w.-]*\.json$/i, item: "dataset description", name: "croissant" },
  { pattern: /(?:^|\/)dataset_infos?\.json$/, item: "dataset description", name: "huggingface datasets" },
];

const data = itemsOf("data");

function hints(files: readonly FileEntry[]): Evidence[] {
  const out: Evidence[] = [];
  for (const { path, size } of files) {
    if (size === 0) continue;
    const hint = HINTS.find((one) => one.pattern.test(path));
    if (hint !== undefined) out.push(data(hint.item, { path, line: 1 }, hint.name, "configured"));
  }
  return out;
}
