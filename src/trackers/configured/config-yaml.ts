import type { Code } from "../../core/code.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import type { HydraDocument } from "../../parsers/hydra-defaults.js";
import { type ParsedYaml, parseYaml } from "../../parsers/yaml.js";

/** A YAML file of configuration, read as OmegaConf reads it; parsed when somebody looks into it. */
export interface YamlFile extends HydraDocument {
  readonly text: string;
  readonly yaml: ParsedYaml;
}

const LARGEST = 512 * 1024;
const AT_ONCE = 64;
const PACKAGE = /^\s*#\s*@package\s+(\S+)/m;

const known = new WeakMap<Code, Map<string, Promise<YamlFile | string>>>();

/**
 * The files by path, each read once for all that ask during one audit; links and files beyond 512 KiB are left out.
 * `problem` is told of those that cannot be read.
 */
export async function readYamlFiles(
  { workspace, code }: { readonly workspace: Pick<Workspace, "readText">; readonly code: Code },
  files: readonly FileEntry[],
  problem: (path: string, message: string) => void = () => undefined,
): Promise<ReadonlyMap<string, YamlFile>> {
  const kept = known.get(code) ?? new Map<string, Promise<YamlFile | string>>();
  known.set(code, kept);
  const wanted = files.filter(({ size, symlink }) => !symlink && size <= LARGEST);
  const found = new Map<string, YamlFile>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const batch = wanted.slice(from, from + AT_ONCE).map(async ({ path }) => {
      const reading = kept.get(path) ?? read(workspace, path);
      kept.set(path, reading);
      return [path, await reading] as const;
    });
    for (const [path, file] of await Promise.all(batch)) {
      if (typeof file === "string") problem(path, file);
      else found.set(path, file);
    }
  }
  return found;
}

async function read(workspace: Pick<Workspace, "readText">, path: string): Promise<YamlFile | string> {
  try {
    return yamlFile(path, await workspace.readText(path));
  } catch (error) {
    return error instanceof Error ? error.message : `${error}`;
  }
}

function yamlFile(path: string, text: string): YamlFile {
  let parsed: ParsedYaml | undefined;
  const yaml = (): ParsedYaml => {
    parsed ??= parseYaml(text, "omegaconf");
    return parsed;
  };
  return {
    path,
    text,
    package: PACKAGE.exec(text.slice(0, 400))?.[1] ?? null,
    get yaml() {
      return yaml();
    },
    get value() {
      return yaml().value;
    },
    line: (keys) => yaml().lineOf(keys),
  };
}
