import type { DetectionContext } from "../core/detector.js";
import { type Evidence, type EvidenceOf, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { at, entriesAt, textAt } from "../parsers/plain-data.js";
import { yamlDocuments } from "../parsers/yaml-documents.js";
import type { FoundManifest } from "./environment-manifests.js";
import { readOrReport } from "./read-or-report.js";
import { type DocumentText, placeIn } from "./readme-text.js";
import { isUnderTests, isVendored, recordPlaces } from "./tree-places.js";

type What = EvidenceOf<"env.runtime">["what"];

/** What documents say of the machine. Linear patterns; the first of each on a document counts. */
const NOTES: readonly { readonly what: What; readonly pattern: RegExp }[] = [
  {
    what: "cuda",
    pattern:
      /\bCUDA(?:[ \t-]{0,2}(?:toolkit|version|runtime))?[ \t]{0,2}[=(:v]{0,2}[ \t]?\d{1,2}(?:\.\d{1,2}){0,2}/i,
  },
  { what: "cuda", pattern: /\bcudatoolkit[ =]{1,3}\d{1,2}(?:\.\d{1,2}){1,2}/i },
  { what: "cuda", pattern: /\bcuDNN[ \t]{0,2}v?\d{1,2}(?:\.\d{1,2}){0,2}/i },
  { what: "driver", pattern: /\bdrivers?(?: version)?[ \t:=(>v]{1,4}\d{3}(?:\.\d{1,3}){0,2}/i },
  {
    what: "gpu",
    pattern:
      /\b(?:[AHVP]100|A40|A6000|L40S?|K80|P40|GTX[ -]?\d{3,4}(?:[ -]?Ti)?|RTX[ -]?(?:A?\d{4})(?:[ -]?(?:Ti|SUPER))?|(?:TITAN|Titan)[ -]?(?:Xp?|V|RTX)|Tesla[ -][A-Z]\d{1,3}|\d{3,4}[ -]?Ti|TPU[ -]?v\d)\b(?!%)/,
  },
  {
    what: "os",
    pattern:
      /\b(?:Ubuntu|CentOS|Debian|RHEL)[ \t]{0,2}(?:Linux[ \t])?\d{1,2}(?:\.\d{1,2})?(?:[ \t]?LTS)?\b|\b(?:macOS|Windows)[ \t]\d{1,2}(?:\.\d{1,2})?\b/i,
  },
];
const CUDA_PACKAGE =
  /^(?:cudatoolkit|pytorch-cuda|cuda|cuda-toolkit|cuda-version|cuda-runtime|cudnn|nvidia-cuda-runtime(?:-cu\d+)?|jaxlib-cuda)$/;
const SCHEDULER_FILE = /\.(?:sh|bash|sbatch|slurm|sub|job|cmd|pbs|lsf)$/i;
const REQUEST =
  /^#(?:SBATCH|PBS|BSUB|\$)[ \t]+(.{0,200}?(?:gres|gpus?|ngpus|mem|constraint|select|resource|ntasks|nodes|cpus|walltime|time)\b.{0,200})$/i;
const KUBERNETES =
  /(?:^|\/)(?:k8s|kubernetes|kube|helm|manifests|deploy(?:ment)?s?|charts)\/.*\.ya?ml$|(?:^|[-_./])(?:k8s|kubernetes|kube|(?:py)?torchjob|tfjob|rayjob|raycluster|deployment|job|pod)\.ya?ml$/i;
const LARGEST = 512 * 1024;

/** Notes of CUDA, GPU, driver and system in documents and package lists, and requests to a scheduler. */
export async function runtimeEvidence(
  context: DetectionContext,
  manifests: readonly FoundManifest[],
  documents: readonly DocumentText[],
): Promise<readonly Evidence[]> {
  return [
    ...documents.flatMap(documentNotes),
    ...manifests.flatMap(packageNotes),
    ...(await requests(context)),
  ];
}

function documentNotes(document: DocumentText): Evidence[] {
  if (document.role === "page" || document.role === "notebook") return [];
  const seen = new Set<string>();
  return document.text.split("\n").flatMap((line, index) =>
    NOTES.flatMap(({ what, pattern }) => {
      const found = pattern.exec(line.slice(0, 2000))?.[0].replace(/\s+/g, " ").trim();
      if (found === undefined || seen.has(`${what} ${found.toLowerCase()}`)) return [];
      seen.add(`${what} ${found.toLowerCase()}`);
      return [evidence("env.runtime", placeIn(document, index + 1), { what, detail: found }, "medium")];
    }),
  );
}

function packageNotes(manifest: FoundManifest): Evidence[] {
  const found = manifest.entries.find(
    (entry) =>
      (entry.name !== null && CUDA_PACKAGE.test(entry.name) && entry.spec !== "") ||
      /\+cu\d{2,3}\b/.test(entry.spec),
  );
  if (found === undefined) return [];
  const detail = `${found.name ?? ""}${found.spec}`;
  return [evidence("env.runtime", { path: manifest.path, line: found.line }, { what: "cuda", detail })];
}

async function requests(context: DetectionContext): Promise<Evidence[]> {
  const isRecord = recordPlaces(context.files);
  const out: Evidence[] = [];
  for (const file of context.files) {
    if (
      file.size === 0 ||
      file.size > LARGEST ||
      isVendored(file.path) ||
      isUnderTests(file.path) ||
      isRecord(file.path)
    )
      continue;
    const script = SCHEDULER_FILE.test(baseName(file.path));
    if (!script && !KUBERNETES.test(file.path)) continue;
    const text = await readOrReport(context, file.path, LARGEST);
    if (text === null) continue;
    for (const { line, detail } of script ? scriptRequests(text) : kubernetesRequests(text))
      out.push(evidence("env.runtime", { path: file.path, line }, { what: "scheduler", detail }));
  }
  return out;
}

interface Request {
  readonly line: number;
  readonly detail: string;
}

/** All that a batch script asks of its scheduler, at the first line that asks. */
function scriptRequests(text: string): Request[] {
  const found = text.split("\n").flatMap((row, index) => {
    const asked = REQUEST.exec(row)?.[1]?.trim();
    return asked === undefined ? [] : [{ line: index + 1, asked }];
  });
  const [first] = found;
  if (first === undefined) return [];
  return [
    {
      line: first.line,
      detail: found
        .map(({ asked }) => asked)
        .join(" ")
        .slice(0, LONGEST),
    },
  ];
}

/** What the containers of each Kubernetes object ask for; a template of Helm shows its GPUs alone. */
function kubernetesRequests(text: string): Request[] {
  const out: Request[] = [];
  for (const document of yamlDocuments(text)) {
    const yaml = document.parse("core");
    const gpu = yaml.error === null ? null : GPU_LINE.exec(document.text);
    if (gpu !== null)
      out.push({ line: document.line - 1 + lineIn(document.text, gpu.index), detail: gpu[1]!.trim() });
    else if (at(yaml.value, "apiVersion") !== undefined)
      for (const { path, resources } of resourcesIn(yaml.value)) {
        const asked = ["requests", "limits"].flatMap((key) => {
          const amounts = entriesAt(resources, key).map(([name, amount]) => `${name} ${String(amount)}`);
          return amounts.length === 0 ? [] : [`${key} ${amounts.join(", ")}`];
        });
        if (asked.length > 0)
          out.push({
            line: yaml.lineOf(path) ?? document.line,
            detail: `${textAt(yaml.value, "kind") ?? "object"}: ${asked.join("; ")}`.slice(0, LONGEST),
          });
      }
  }
  return out;
}

const LONGEST = 200;
const GPU_LINE = /^[ \t]*((?:nvidia\.com\/gpu|amd\.com\/gpu)["']?[ \t]*:[ \t]*["']?\d{1,3})/m;
const lineIn = (text: string, index: number): number => text.slice(0, index).split("\n").length;

interface Resources {
  readonly path: readonly (string | number)[];
  readonly resources: unknown;
}

/** Every `resources` with requests or limits, as deep as a pod's template lies in a custom object. */
function resourcesIn(value: unknown, path: readonly (string | number)[] = []): Resources[] {
  if (path.length > 16) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => resourcesIn(item, [...path, index]));
  return entriesAt(value).flatMap(([key, inner]) =>
    key === "resources" && (at(inner, "requests") ?? at(inner, "limits")) !== undefined
      ? [{ path: [...path, key], resources: inner }]
      : resourcesIn(inner, [...path, key]),
  );
}
