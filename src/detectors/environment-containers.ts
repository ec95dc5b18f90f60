import type { DetectionContext } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { baseName, folderOf } from "../core/paths.js";
import {
  type ContainerRecipe,
  type ImageName,
  imageName,
  parseDockerfile,
  parseSingularity,
} from "../parsers/dockerfile.js";
import type { Install } from "../parsers/install-command.js";
import { at, entriesAt, listAt, textAt } from "../parsers/plain-data.js";
import { parseYaml } from "../parsers/yaml.js";
import type { FoundManifest } from "./environment-manifests.js";
import { readOrReport } from "./read-or-report.js";
import { isUnderDocumentation, isUnderTests, isVendored, recordPlaces, resolvePath } from "./tree-places.js";

const DOCKERFILE = /^(?:Docker|Container)file(?:[-_.][\w.-]*)?$|\.(?:docker|container)file$/i;
const SINGULARITY = /^(?:Singularity|Apptainer)(?:\.[\w.-]*)?$|\.def$/;
const COMPOSE = /^(?:docker-)?compose(?:[-_.][\w.-]*)?\.ya?ml$/i;
const LARGEST = 1024 ** 2;

/** Container recipes of the tree: base image, and the pinned share of what they install. */
export async function containerEvidence(
  context: DetectionContext,
  manifests: readonly FoundManifest[],
): Promise<readonly Evidence[]> {
  const isRecord = recordPlaces(context.files);
  const speaks = (path: string) =>
    !isVendored(path) && !isUnderTests(path) && !isUnderDocumentation(path) && !isRecord(path);
  const out: Evidence[] = [];
  for (const file of context.files) {
    if (file.size === 0 || !speaks(file.path)) continue;
    const name = baseName(file.path);
    if (DOCKERFILE.test(name) || SINGULARITY.test(name)) {
      const text = await readOrReport(context, file.path, LARGEST);
      if (text === null || (name.endsWith(".def") && !/^\s*bootstrap\s*:/im.test(text))) continue;
      const recipe = DOCKERFILE.test(name) ? parseDockerfile(text) : parseSingularity(text);
      out.push(...recipeEvidence(context, file.path, recipe, manifests));
      out.push(...interpreterEvidence(file.path, text));
    } else if (COMPOSE.test(name)) {
      const text = await readOrReport(context, file.path, LARGEST);
      if (text !== null) out.push(...composeEvidence(file.path, text));
    } else if (name === "devcontainer.json" || name === ".devcontainer.json") {
      const text = await readOrReport(context, file.path, LARGEST);
      const image = text === null ? null : /"image"\s*:\s*"([^"\n]{1,300})"/.exec(text);
      if (text !== null && image !== null) {
        out.push(
          ...imageEvidence(
            file.path,
            imageName(image[1]!, text.slice(0, image.index).split("\n").length),
            null,
            "medium",
          ),
        );
      }
    }
  }
  return out;
}

function recipeEvidence(
  context: DetectionContext,
  path: string,
  recipe: ContainerRecipe,
  manifests: readonly FoundManifest[],
): Evidence[] {
  if (recipe.base === null) return [];
  return imageEvidence(path, recipe.base, pinnedShare(context, path, recipe.installs, manifests), "high");
}

/** `apt-get install python3.10`, `conda install python=3.10`, `Miniconda3-py310_…`. */
const INTERPRETER =
  /(?:^|[\s"'])python(?:={1,2})?(3\.\d{1,2}(?:\.\d{1,2})?)(?=[\s"'\\]|$)|\bMiniconda3-py3(\d{1,2})_/;

function interpreterEvidence(path: string, text: string): Evidence[] {
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*#/.test(line)) continue;
    const match = INTERPRETER.exec(line.slice(0, 1000));
    if (match === null) continue;
    const version = match[1] ?? `3.${match[2]}`;
    return [
      evidence(
        "env.python",
        { path, line: index + 1 },
        { version, exact: version.split(".").length > 2 },
        "medium",
      ),
    ];
  }
  return [];
}

function imageEvidence(
  path: string,
  base: ImageName,
  installs: number | null,
  confidence: "high" | "medium",
): Evidence[] {
  const location = { path, line: base.line };
  const { image, tag, digest } = base;
  const found: Evidence[] = [
    evidence("env.container", location, { image, tag, digest, installs }, base.known ? confidence : "low"),
  ];
  const python = /(?:^|\/)python$/.test(image) ? /^\d+(?:\.\d+){1,2}/.exec(tag ?? "")?.[0] : undefined;
  if (python !== undefined) {
    found.push(evidence("env.python", location, { version: python, exact: python.split(".").length > 2 }));
  }
  if (/cuda/i.test(image) || /cu(?:da)?\d+/i.test(tag ?? "")) {
    found.push(
      evidence("env.runtime", location, { what: "cuda", detail: tag === null ? image : `${image}:${tag}` }),
    );
  }
  return found;
}

/** Share of the packages installed in the image that are pinned; 1 with a lock, null where nothing is installed. */
function pinnedShare(
  context: DetectionContext,
  path: string,
  installs: readonly Install[],
  manifests: readonly FoundManifest[],
): number | null {
  let pinned = 0;
  let total = 0;
  for (const install of installs) {
    if (install.by === "lock" && context.files.some((file) => baseName(file.path) === install.path)) return 1;
    if (install.by === "pip" || install.by === "conda" || install.by === "apt") {
      total += install.packages.length;
      pinned += install.packages.filter((one) => one.pinned).length;
      continue;
    }
    const manifest =
      install.by === "file" ? manifestNamed(manifests, path, install.path) : projectManifest(manifests, path);
    if (manifest === undefined) {
      total += install.by === "file" ? 1 : 0;
      continue;
    }
    const fixed = manifest.entries.filter((entry) => entry.pinned).length;
    if (manifest.transitive && fixed === manifest.entries.length && fixed > 0) return 1;
    total += manifest.entries.length;
    pinned += fixed;
  }
  return total === 0 ? null : Math.round((pinned / total) * 10_000) / 10_000;
}

/** The file copied to that name: beside the recipe, at the root, else the only one of that name. */
function manifestNamed(
  manifests: readonly FoundManifest[],
  recipe: string,
  name: string,
): FoundManifest | undefined {
  const wanted = name.replace(/^\/+/, "");
  const places = [resolvePath(folderOf(recipe), wanted), resolvePath("", wanted)];
  return (
    manifests.find((one) => places.includes(one.path)) ??
    manifests.find((one) => wanted.endsWith(`/${one.path}`)) ??
    manifests.find((one) => baseName(one.path) === baseName(wanted))
  );
}

function projectManifest(manifests: readonly FoundManifest[], recipe: string): FoundManifest | undefined {
  const declares = manifests.filter(
    (one) => /^(?:pyproject|setup\.)/.test(one.format) && one.entries.length > 0,
  );
  return (
    declares.find((one) => folderOf(one.path) === folderOf(recipe)) ??
    declares.find((one) => !one.path.includes("/"))
  );
}

/** Each service of a compose file, and the images that are taken as they are published. */
function composeEvidence(path: string, text: string): Evidence[] {
  const yaml = parseYaml(text, "core");
  return entriesAt(yaml.value, "services").flatMap(([name, service]) => {
    const image = textAt(service, "image");
    const built = at(service, "build");
    const context = textAt(service, "build") ?? textAt(service, "build", "context") ?? ".";
    const state =
      built !== undefined
        ? `built from ${context}`
        : image === undefined
          ? "no image"
          : composeDefaults(image);
    const place = { path, line: yaml.lineOf(["services", name]) ?? 1 };
    const gpu = asksForGpu(service) ? "asks for a GPU" : null;
    const listed = environment("compose", place, name, state, gpu);
    if (image === undefined || built !== undefined) return [listed];
    const line = yaml.lineOf(["services", name, "image"]) ?? 1;
    return [listed, ...imageEvidence(path, imageName(composeDefaults(image), line), null, "medium")];
  });
}

const environment = itemsOf("environment");

/** `deploy.resources.reservations.devices` with the capability `gpu`, `gpus: all`, or the older `runtime: nvidia`. */
const asksForGpu = (service: unknown): boolean =>
  textAt(service, "runtime") === "nvidia" ||
  at(service, "gpus") !== undefined ||
  listAt(service, "deploy", "resources", "reservations", "devices").some((device) =>
    listAt(device, "capabilities").includes("gpu"),
  );

/** `${NAME:-default}` stands for its default. */
const composeDefaults = (image: string): string =>
  image.replace(/\$\{[A-Za-z_]\w{0,60}:?-([^}]{0,200})\}/g, "$1");
