import type { DetectionContext } from "../core/detector.js";
import { type Evidence, type EvidenceOf, evidence } from "../core/evidence.js";
import { baseName } from "../core/paths.js";
import { type FoundManifest, readOrReport } from "./environment-manifests.js";
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
  /^#(?:SBATCH|PBS|BSUB|\$)[ \t]+(.{0,200}?(?:gres|gpus?|ngpus|mem|constraint|select|resource|ntasks|nodes|cpus|walltime|time)\b.{0,200})$/im;
const KUBERNETES = /(?:^|\/)(?:k8s|kubernetes|kube|helm|manifests|deploy(?:ment)?s?|charts)\/.*\.ya?ml$/i;
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
    const found = script
      ? REQUEST.exec(text)
      : /^[ \t]*((?:nvidia\.com\/gpu|amd\.com\/gpu)["']?[ \t]*:[ \t]*["']?\d{1,3})/m.exec(text);
    if (found === null) continue;
    const line = text.slice(0, found.index).split("\n").length;
    out.push(
      evidence("env.runtime", { path: file.path, line }, { what: "scheduler", detail: found[1]!.trim() }),
    );
  }
  return out;
}
