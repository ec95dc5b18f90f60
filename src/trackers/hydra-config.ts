import type { Call, Code, CodeFile } from "../core/code.js";
import type { On } from "../core/evidence.js";
import { compareText, type Location } from "../core/location.js";
import type { FileEntry, Workspace } from "../core/workspace.js";
import { parseYaml } from "../parsers/yaml.js";
import {
  type ConfigFile,
  composed,
  DEEPEST,
  folderOf,
  isMapping,
  type NullGroup,
  normalise,
  YAML,
} from "./hydra-defaults.js";

/**
 * What a Hydra program composes by default, as far as its primary configuration says it: the defaults list is
 * followed through groups, packages of the tree and nested defaults; command-line overrides are nobody's default.
 */

/** An object that configuration makes (`_target_`, or `class_path` of LightningCLI), and whether a default run makes it. */
export interface ConfiguredObject {
  readonly target: string;
  readonly location: Location;
  readonly on: On;
  readonly why: string | null;
  /** The mapping that holds it, for arguments such as `tracking_uri`. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface HydraConfig {
  readonly objects: readonly ConfiguredObject[];
  readonly nullGroups: readonly NullGroup[];
  /** Primary configurations that programs name. */
  readonly primaries: readonly string[];
}

const MOST_FILES = 3000;
const LARGEST = 512 * 1024;

export async function readHydraConfig(
  workspace: Workspace,
  files: readonly FileEntry[],
  code: Code,
): Promise<HydraConfig> {
  const yaml = await readYamlWithTargets(workspace, files);
  const mains = code.files.filter((file) => !file.test && !file.vendored).flatMap(mainsOf);
  const chosen = new Map<string, string>();
  const nullGroups: NullGroup[] = [];
  const primaries = new Set<string>();
  for (const main of mains) {
    const primary = main.candidates.find((path) => yaml.has(path));
    if (primary === undefined || primaries.has(primary)) continue;
    primaries.add(primary);
    const root = folderOf(primary);
    const walk = composed(yaml, primary, root);
    for (const path of walk.files) if (!chosen.has(path)) chosen.set(path, primary);
    nullGroups.push(...walk.nulls);
  }
  const roots = [...primaries].map(folderOf);
  const objects = [...yaml.values()].flatMap((file) =>
    targetsOf(file).map((found): ConfiguredObject => ({ ...found, ...stateOf(file.path) })),
  );
  return { objects, nullGroups, primaries: [...primaries].sort(compareText) };

  function stateOf(path: string): Pick<ConfiguredObject, "on" | "why"> {
    const by = chosen.get(path);
    if (by !== undefined) return { on: "yes", why: by === path ? null : `selected by ${by}` };
    const root = roots.find((folder) => folder === "" || path.startsWith(`${folder}/`));
    if (root === undefined)
      return { on: "unknown", why: "no program of this repository names this configuration" };
    const group = folderOf(path.slice(root === "" ? 0 : root.length + 1));
    const off = nullGroups.filter((one) => one.group === group);
    return {
      on: "no",
      why:
        off.length === 0
          ? `not in the defaults of ${[...primaries].sort(compareText).join(", ")}`
          : `${group}: null (${off.map(({ location }) => `${location.path}:${location.line ?? 1}`).join(", ")})`,
    };
  }
}

/** YAML files that may belong to a configuration tree, parsed as OmegaConf does. */
async function readYamlWithTargets(
  workspace: Workspace,
  files: readonly FileEntry[],
): Promise<ReadonlyMap<string, ConfigFile>> {
  const found = new Map<string, ConfigFile>();
  const candidates = files.filter(
    (file) => YAML.test(file.path) && !file.symlink && file.size <= LARGEST && !OTHER_YAML.test(file.path),
  );
  for (const { path } of candidates.slice(0, MOST_FILES)) {
    const text = await workspace.readText(path).catch(() => null);
    if (text === null || !MAY_COMPOSE.test(text)) continue;
    const parsed = parseYaml(text, "omegaconf");
    found.set(path, { path, value: parsed.value, line: (keys) => parsed.lineOf(keys) });
  }
  return found;
}

/** Records, workflows and locks are YAML as well, and no configuration of a program. */
const OTHER_YAML =
  /(?:^|\/)(?:\.github|\.hydra|mlruns|wandb|node_modules)\/|(?:^|\/)(?:multirun|meta|dvc|\.pre-commit-config|environment|conda)\.ya?ml$/;
const MAY_COMPOSE = /^[ \t]*(?:-[ \t]+)?(?:defaults|_target_|class_path)[ \t]*:/m;

interface Main {
  readonly file: CodeFile;
  /** Files that its arguments may name, the likeliest first. */
  readonly candidates: readonly string[];
}

const MAIN = new Set(["hydra.main", "hydra.experimental.main"]);
const COMPOSERS = new Set(["hydra.compose", "hydra.experimental.compose"]);
const INITIALISERS = new Set(["hydra.initialize", "hydra.experimental.initialize"]);

function mainsOf(file: CodeFile): readonly Main[] {
  const decorators = file.functions.flatMap((one) => one.decorators).filter((one) => MAIN.has(one.name));
  const mains = decorators.map((one) =>
    main(textOf(one.args, "config_path", 0), textOf(one.args, "config_name", 1)),
  );
  const folder = file.calls.find((call) => INITIALISERS.has(call.name));
  for (const call of file.calls.filter((one) => COMPOSERS.has(one.name)))
    mains.push(
      main(
        folder === undefined ? null : textOf(folder.args, "config_path", 0),
        textOf(call.args, "config_name", 0),
      ),
    );
  return mains;

  function main(path: string | null, name: string | null): Main {
    const here = folderOf(file.path);
    const base = name ?? "config";
    const names = YAML.test(base) ? [base] : [`${base}.yaml`, `${base}.yml`];
    const folders = path === null ? [here] : [normalise(here, path)];
    return { file, candidates: folders.flatMap((folder) => names.map((one) => normalise(folder, one))) };
  }
}

function textOf(args: Call["args"], name: string, position: number): string | null {
  const named = args.find((argument) => argument.name === name);
  const plain = args.filter((argument) => argument.name === null)[position];
  const value = (named ?? plain)?.value;
  return value?.is === "literal" && typeof value.value === "string" ? value.value : null;
}

type Found = Pick<ConfiguredObject, "target" | "location" | "arguments">;

function targetsOf(file: ConfigFile): readonly Found[] {
  const found: Found[] = [];
  look(file.value, []);
  return found;

  function look(value: unknown, path: readonly (string | number)[]): void {
    if (path.length > DEEPEST) return;
    if (Array.isArray(value)) for (const [index, item] of value.entries()) look(item, [...path, index]);
    if (!isMapping(value)) return;
    for (const key of ["_target_", "class_path"]) {
      const target = value[key];
      if (typeof target !== "string") continue;
      const line = file.line([...path, key]);
      const init = value.init_args;
      found.push({
        target,
        location: { path: file.path, ...(line === undefined ? {} : { line }) },
        arguments: isMapping(init) ? init : value,
      });
    }
    for (const [key, item] of Object.entries(value)) look(item, [...path, key]);
  }
}
