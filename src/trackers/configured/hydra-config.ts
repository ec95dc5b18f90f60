import type { Code } from "../../core/code.js";
import type { On } from "../../core/evidence.js";
import { compareText, type Location } from "../../core/location.js";
import { baseName, folderOf } from "../../core/paths.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { select } from "../../parsers/config-tree.js";
import type { HydraComposition } from "../../parsers/hydra-compose.js";
import { isMapping } from "../../parsers/plain-data.js";
import type { YamlFile } from "./config-yaml.js";
import { type HydraProgram, readHydraPrograms } from "./hydra-programs.js";

/** What Hydra programs build by default, as far as their primary configurations say it. */

/** An object that configuration makes (`_target_`, or `class_path` of LightningCLI), and whether a default run makes it. */
export interface ConfiguredObject {
  readonly target: string;
  readonly location: Location;
  readonly on: On;
  readonly why: string | null;
  /** The mapping that holds it, for arguments such as `tracking_uri`. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A group that a primary configuration leaves out: `logger: null`. */
export interface NullGroup {
  readonly group: string;
  readonly location: Location;
}

export interface HydraConfig {
  readonly objects: readonly ConfiguredObject[];
  readonly nullGroups: readonly NullGroup[];
  /** Primary configurations that programs name. */
  readonly primaries: readonly string[];
}

const DEEPEST = 24;
const MAY_BUILD = /^[ \t]*(?:-[ \t]+)?(?:_target_|class_path)[ \t]*:/m;

export async function readHydraConfig(
  workspace: Workspace,
  files: readonly FileEntry[],
  code: Code,
): Promise<HydraConfig> {
  const { programs, yaml } = await readHydraPrograms({ workspace, files, code });
  const composed = compositionsOf(programs);
  const primaries = [...composed.keys()].sort(compareText);
  const nullGroups = [...composed.values()].flatMap(({ leftOut }) =>
    leftOut.map(
      ({ group, path, line }): NullGroup => ({
        group,
        location: { path, ...(line === undefined ? {} : { line }) },
      }),
    ),
  );
  let words: ReadonlySet<string> | undefined;
  const isNamed = (path: string): boolean => {
    words ??= new Set(
      code.files.flatMap(({ test, vendored, strings }) =>
        test || vendored ? [] : strings.map(({ value }) => baseName(value)),
      ),
    );
    return words.has(baseName(path));
  };
  const objects = [...yaml.values()]
    .filter(({ text }) => MAY_BUILD.test(text))
    .flatMap((file) =>
      targetsOf(file).map(({ keys, ...found }): ConfiguredObject => ({ ...found, ...stateOf(file, keys) })),
    );
  return { objects, nullGroups, primaries };

  function stateOf(file: YamlFile, keys: readonly (string | number)[]): Pick<ConfiguredObject, "on" | "why"> {
    let replaced: string | null = null;
    for (const [primary, { parts, tree }] of composed) {
      const under = parts.find(({ document }) => document.path === file.path)?.under;
      if (under === undefined) continue;
      const path = keys.slice(0, keys.findIndex((key) => typeof key === "number") >>> 0) as string[];
      const held = select(tree, [...under, ...path]);
      const by = held?.place().path ?? null;
      if (held !== null && (by === file.path || held.is === "map"))
        return { on: "yes", why: file.path === primary ? null : `selected by ${primary}` };
      replaced = by === null ? "left out of the composition" : `replaced by ${by}`;
    }
    if (replaced !== null) return { on: "no", why: replaced };
    const root = primaries
      .map(folderOf)
      .find((folder) => folder === "" || file.path.startsWith(`${folder}/`));
    if (root === undefined) {
      // What code loads by itself (`OmegaConf.load("model.yaml")`), or a command hands to it, may well be built.
      const why = "no program of this repository names this configuration";
      return { on: keys.at(-1) === "class_path" || isNamed(file.path) ? "unknown" : "no", why };
    }
    const group = folderOf(file.path.slice(root === "" ? 0 : root.length + 1));
    const off = nullGroups.filter((one) => one.group === group);
    const places = off.map(({ location }) => `${location.path}:${location.line ?? 1}`);
    return {
      on: "no",
      why:
        off.length === 0
          ? `not in the defaults of ${primaries.join(", ")}`
          : `${group}: null (${places.join(", ")})`,
    };
  }
}

/** One composition for each primary configuration, by the file that it stands in. */
function compositionsOf(programs: readonly HydraProgram[]): ReadonlyMap<string, HydraComposition> {
  const found = new Map<string, HydraComposition>();
  for (const program of programs) {
    const composition = program.compose([]);
    if (composition !== null && program.path !== null && !found.has(program.path))
      found.set(program.path, composition);
  }
  return found;
}

interface Found extends Pick<ConfiguredObject, "target" | "location" | "arguments"> {
  readonly keys: readonly (string | number)[];
}

function targetsOf(file: YamlFile): readonly Found[] {
  const found: Found[] = [];
  look(file.value, []);
  return found;

  function look(value: unknown, keys: readonly (string | number)[]): void {
    if (keys.length > DEEPEST) return;
    if (Array.isArray(value)) for (const [index, item] of value.entries()) look(item, [...keys, index]);
    if (!isMapping(value)) return;
    for (const key of ["_target_", "class_path"]) {
      const target = value[key];
      if (typeof target !== "string") continue;
      const line = file.line([...keys, key]);
      const init = value.init_args;
      found.push({
        target,
        location: { path: file.path, ...(line === undefined ? {} : { line }) },
        arguments: isMapping(init) ? init : value,
        keys: [...keys, key],
      });
    }
    for (const [key, item] of Object.entries(value)) look(item, [...keys, key]);
  }
}
