import type { Code, CodeFile, Value } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import type { FileEntry } from "../../core/workspace.js";
import { type ParsedYaml, parseYaml } from "../../parsers/yaml.js";
import { argument } from "./names.js";
import { ownFiles } from "./project.js";

/** The configuration files that a repository keeps, and what they say of a key. */
export interface Configuration {
  readonly files: readonly ConfigurationFile[];
  /** Mains of Hydra and the composition that each starts from. */
  readonly mains: readonly HydraMain[];
  /** The value under a path of keys in the composition of a program's Hydra main. */
  hydra(program: string, path: readonly string[]): ConfigurationValue | null;
  /** The value of a key in a file of that path. */
  inFile(file: ConfigurationFile, path: readonly string[]): ConfigurationValue | null;
}

export interface ConfigurationFile {
  readonly path: string;
  readonly yaml: ParsedYaml;
  /** Hydra's `# @package` header, where there is one. */
  readonly package: string | null;
}

export interface HydraMain {
  readonly file: CodeFile;
  readonly function: string;
  /** Files that are composed, in order, each under its package. */
  readonly parts: readonly { readonly file: ConfigurationFile; readonly under: readonly string[] }[];
}

export interface ConfigurationValue {
  readonly value: Value;
  /** `configs/train.yaml:12`. */
  readonly where: string;
}

const MOST_FILES = 600;
const LARGEST = 256 * 1024;
const FOLDERS =
  /(?:^|\/)(?:conf|confs|config|configs|configuration|configurations|cfg|cfgs|hparams|params|hydra)\//i;
const NAMES = /(?:^|\/)(?:[\w.-]*(?:config|conf|params|hparams|settings|defaults?)[\w.-]*)\.ya?ml$/i;
const NOT_CONFIGURATION =
  /(?:^|\/)(?:\.[^/]+|mlruns|mlartifacts|wandb|outputs|multirun|node_modules|lightning_logs|docs|charts|helm|k8s|kubernetes)\/|(?:^|\/)(?:_config|mkdocs|docker-compose[\w.-]*|\.pre-commit-config|pnpm-[\w.-]*|codecov|environment|conda|meta|buf[\w.]*)\.ya?ml$/i;

export const isConfigurationPath = (path: string): boolean =>
  /\.ya?ml$/i.test(path) && (FOLDERS.test(path) || NAMES.test(path)) && !NOT_CONFIGURATION.test(path);

export async function readConfiguration(context: DetectionContext): Promise<Configuration> {
  const { workspace, code } = context;
  const main = hydraMains(code);
  const folders = main.flatMap(({ folder }) => (folder === "" ? [] : [`${folder}/`]));
  const chosen = context.files.filter(
    ({ path, size, symlink }: FileEntry) =>
      !symlink &&
      size > 0 &&
      size <= LARGEST &&
      /\.ya?ml$/i.test(path) &&
      (isConfigurationPath(path) ||
        folders.some((folder) => path.startsWith(folder)) ||
        main.some(({ folder, name }) => name !== null && path === at(folder, `${name}.yaml`))),
  );
  const files: ConfigurationFile[] = [];
  const byPath = new Map<string, ConfigurationFile>();
  for (const { path } of chosen.slice(0, MOST_FILES)) {
    let text: string;
    try {
      text = await workspace.readText(path);
    } catch (error) {
      context.problem({
        path,
        message: `configuration not read: ${error instanceof Error ? error.message : error}`,
      });
      continue;
    }
    const header = /^\s*#\s*@package\s+(\S+)/.exec(text.slice(0, 200))?.[1] ?? null;
    const file = { path, yaml: parseYaml(text, "omegaconf"), package: header };
    files.push(file);
    byPath.set(path, file);
  }
  const find = (folder: string, name: string): ConfigurationFile | undefined =>
    [name, `${name}.yaml`, `${name}.yml`]
      .map((candidate) => byPath.get(at(folder, candidate)))
      .find((file) => file !== undefined);

  const mains = main.map(({ file, function: name, folder, name: config }): HydraMain => {
    const primary = config === null ? undefined : find(folder, config.replace(/\.ya?ml$/i, ""));
    return { file, function: name, parts: primary === undefined ? [] : compose(primary, folder, find) };
  });
  const inFile: Configuration["inFile"] = (file, path) => {
    const found = lookUp(file.yaml.value, path);
    if (found === undefined) return null;
    const line = file.yaml.lineOf(path);
    return { value: plainValue(found), where: line === undefined ? file.path : `${file.path}:${line}` };
  };
  const hydra: Configuration["hydra"] = (program, path) => {
    let found: ConfigurationValue | null = null;
    for (const { file, parts } of mains) {
      if (file.path !== program) continue;
      for (const part of parts) {
        if (!part.under.every((key, index) => path[index] === key)) continue;
        found = inFile(part.file, path.slice(part.under.length)) ?? found;
      }
    }
    return found;
  };
  return { files, mains, hydra, inFile };
}

function hydraMains(code: Code): { file: CodeFile; function: string; folder: string; name: string | null }[] {
  return ownFiles(code).flatMap((file) =>
    file.functions.flatMap((facts) =>
      facts.decorators.flatMap((decorator) => {
        if (decorator.name !== "hydra.main") return [];
        const folder = argument(decorator, "config_path", 0);
        const name = argument(decorator, "config_name", 1);
        const relative = folder?.is === "literal" && typeof folder.value === "string" ? folder.value : "";
        const named = name?.is === "literal" && typeof name.value === "string" ? name.value : null;
        const own = file.path.includes("/") ? file.path.slice(0, file.path.lastIndexOf("/")) : "";
        return [{ file, function: facts.name, folder: at(own, relative), name: named }];
      }),
    ),
  );
}

/**
 * The files that Hydra composes from a primary configuration's defaults list (Hydra 1.1 and later: `_self_` comes
 * first where the list does not place it). Options that only a command line can give are left out.
 */
function compose(
  primary: ConfigurationFile,
  folder: string,
  find: (folder: string, name: string) => ConfigurationFile | undefined,
): HydraMain["parts"] {
  const parts: { file: ConfigurationFile; under: readonly string[] }[] = [];
  const seen = new Set<string>();
  const add = (file: ConfigurationFile, group: string, under: readonly string[], depth: number): void => {
    if (depth > 8 || seen.has(`${file.path}\n${under.join(".")}`)) return;
    seen.add(`${file.path}\n${under.join(".")}`);
    const defaults = lookUp(file.yaml.value, ["defaults"]);
    const list = Array.isArray(defaults) ? defaults : [];
    if (!list.includes("_self_")) parts.push({ file, under });
    for (const entry of list) {
      if (entry === "_self_") parts.push({ file, under });
      else if (typeof entry === "string") {
        const named = entry.startsWith("/") ? entry.slice(1) : at(group, entry);
        const next = find(folder, named);
        if (next !== undefined) add(next, parent(named), under, depth + 1);
      } else if (entry !== null && typeof entry === "object") {
        for (const [key, option] of Object.entries(entry)) {
          if (typeof option !== "string" || key.startsWith("override ")) continue;
          const plain = key.replace(/^optional\s+/, "");
          const [name = "", place] = plain.split("@");
          const named = name.startsWith("/") ? name.slice(1) : at(group, name);
          const next = find(folder, `${named}/${option}`);
          if (next === undefined) continue;
          const packaged =
            place === "_global_" || next.package === "_global_"
              ? []
              : place === undefined
                ? named.split("/")
                : [...under, ...place.split(".")];
          add(next, named, packaged, depth + 1);
        }
      }
    }
  };
  add(primary, "", [], 0);
  return parts;
}

const parent = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");

function at(folder: string, name: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${name}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function lookUp(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (found === null || typeof found !== "object" || Array.isArray(found) || !Object.hasOwn(found, key))
      return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

export function plainValue(value: unknown): Value {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return { is: "literal", value };
  if (Array.isArray(value)) return { is: "list", items: value.map(plainValue) };
  return {
    is: "dict",
    entries: Object.entries(value as object).map(([key, entry]) => ({ key, value: plainValue(entry) })),
  };
}

/** Every leaf of a file as a dotted key with its path, at most `limit`. */
export function* leaves(
  value: unknown,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; value: unknown }> {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    for (const [key, entry] of Object.entries(value)) yield* leaves(entry, [...path, key]);
  } else if (path.length > 0) yield { path, value };
}

/** What the files name to be built: `_target_`, `class_path` and latent-diffusion's `target`. */
export function targetsIn(files: readonly ConfigurationFile[]): readonly string[] {
  const found = new Set<string>();
  for (const { yaml } of files) {
    for (const { path, value } of leaves(yaml.value)) {
      const key = path[path.length - 1]!;
      if (
        typeof value === "string" &&
        (key === "_target_" || key === "class_path" || key === "target") &&
        value.includes(".")
      )
        found.add(value);
    }
  }
  return [...found];
}
