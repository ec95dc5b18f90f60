import type { DetectionContext } from "../../../core/detector.js";
import type { FileEntry } from "../../../core/workspace.js";
import { parseGin } from "../../../parsers/gin.js";
import { parseToml } from "../../../parsers/toml.js";
import { parseYaml } from "../../../parsers/yaml.js";
import { readYamlFiles, type YamlFile } from "../../../trackers/configured/config-yaml.js";

/** A configuration file of the tree: YAML as OmegaConf reads it, TOML, JSON or gin, as plain data with lines. */
export interface ConfigurationFile {
  readonly path: string;
  readonly format: "yaml" | "toml" | "json" | "gin";
  readonly yaml: {
    readonly value: unknown;
    lineOf(path: readonly (string | number)[]): number | undefined;
  };
  /** Hydra's `# @package` header, where there is one. */
  readonly package: string | null;
}

const MOST_FILES = 600;
const LARGEST = 256 * 1024;
const FOLDERS =
  /(?:^|\/)(?:conf|confs|config|configs|configuration|configurations|cfg|cfgs|hparams|params|hydra)\//i;
const NAMES =
  /(?:^|\/)(?:[\w.-]*(?:config|conf|params|hparams|settings|defaults?)[\w.-]*)\.(?:ya?ml|toml|json|gin)$/i;
const NOT_CONFIGURATION =
  /(?:^|\/)(?:\.[^/]+|mlruns|mlartifacts|wandb|outputs|multirun|node_modules|lightning_logs|docs|charts|helm|k8s|kubernetes)\/|(?:^|\/)(?:_config|mkdocs|docker-compose[\w.-]*|\.pre-commit-config|pnpm-[\w.-]*|codecov|environment|conda|meta|buf[\w.]*)\.ya?ml$|(?:^|\/)(?:package(?:-lock)?|tsconfig[\w.]*|jsconfig|composer|devcontainer|renovate|pyrightconfig|vercel|tokenizer_config|special_tokens_map|generation_config|preprocessor_config|adapter_config)\.json$|(?:^|\/)(?:pyproject|Cargo|Pipfile|poetry|uv|pixi|ruff|book|netlify|taplo|rustfmt)\.toml$/i;
const FORMAT = /\.(ya?ml|toml|json|gin)$/i;

export const isConfigurationPath = (path: string): boolean =>
  FORMAT.test(path) && (FOLDERS.test(path) || NAMES.test(path)) && !NOT_CONFIGURATION.test(path);

/** `wanted`: further files, which the code or a command names. */
export async function readConfigurationFiles(
  context: DetectionContext,
  wanted: (path: string) => boolean,
): Promise<readonly ConfigurationFile[]> {
  const chosen = context.files
    .filter(
      ({ path, size, symlink }: FileEntry) =>
        !symlink &&
        size > 0 &&
        size <= LARGEST &&
        FORMAT.test(path) &&
        (isConfigurationPath(path) || (wanted(path) && !NOT_CONFIGURATION.test(path))),
    )
    .slice(0, MOST_FILES);
  const failed = (path: string, message: string): void =>
    context.problem({ path, message: `configuration not read: ${message}` });
  const isYaml = ({ path }: FileEntry): boolean => /\.ya?ml$/i.test(path);
  const yaml = await readYamlFiles(context, chosen.filter(isYaml), failed);
  const found: ConfigurationFile[] = [];
  for (const entry of chosen) {
    const { path } = entry;
    if (isYaml(entry)) {
      const file = yaml.get(path);
      if (file !== undefined) found.push(yamlConfiguration(file));
      continue;
    }
    try {
      const text = await context.workspace.readText(path);
      if (!isJsonLines(text)) found.push(otherFile(path, text));
    } catch (error) {
      failed(path, error instanceof Error ? error.message : `${error}`);
    }
  }
  return found;
}

const kept = new WeakMap<YamlFile, ConfigurationFile>();

/** The same object for the same file, so that what is composed can be told from what is listed. */
export function yamlConfiguration(file: YamlFile): ConfigurationFile {
  const before = kept.get(file);
  if (before !== undefined) return before;
  const made: ConfigurationFile = {
    path: file.path,
    format: "yaml",
    get yaml() {
      return file.yaml;
    },
    package: file.package,
  };
  kept.set(file, made);
  return made;
}

/** Rows of data: an object on each line. */
function isJsonLines(text: string): boolean {
  const lines = text.split("\n", 3).filter((line) => line.trim() !== "");
  return lines.length > 1 && lines.every((line) => /^\s*\{.*\}\s*$/.test(line));
}

function otherFile(path: string, text: string): ConfigurationFile {
  const format = FORMAT.exec(path)![1]!.toLowerCase() as "toml" | "json" | "gin";
  const yaml =
    format === "toml" ? parseToml(text) : format === "gin" ? parseGin(text) : parseYaml(text, "pyyaml");
  return { path, format, yaml, package: null };
}
