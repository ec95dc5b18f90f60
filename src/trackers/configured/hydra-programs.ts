import type { Argument, Call, Code, CodeFile, Value } from "../../core/code.js";
import type { DetectionContext } from "../../core/detector.js";
import { folderOf } from "../../core/paths.js";
import { composeHydra, type HydraComposition, type PlacedOverride } from "../../parsers/hydra-compose.js";
import type { HydraDocument, HydraSource } from "../../parsers/hydra-defaults.js";
import { parseHydraOverride } from "../../parsers/hydra-override.js";
import { isMapping } from "../../parsers/plain-data.js";
import { readYamlFiles, type YamlFile } from "./config-yaml.js";
import { storedConfigs } from "./structured-config.js";

/** A place of the code that starts from a Hydra configuration: a decorated main, or `initialize` and `compose`. */
export interface HydraProgram {
  readonly file: CodeFile;
  /** The decorated function; null for `compose`. */
  readonly function: string | null;
  /** What holds the configuration: the function's first parameter, or the variable that takes the result. */
  readonly variable: string | null;
  /** Folder of the configurations in the tree; null: the ConfigStore only. */
  readonly folder: string | null;
  /** Name of the primary configuration; null: none is named. */
  readonly primary: string | null;
  /** The file of the primary configuration; null: there is none in the tree. */
  readonly path: string | null;
  /** Composed by default, with what `compose(overrides=[…])` fixes and what is handed in. */
  compose(overrides: readonly PlacedOverride[]): HydraComposition | null;
}

const YAML = /\.ya?ml$/i;
const MOST_FILES = 3000;
/** Records, workflows and locks are YAML as well, and no configuration of a program. */
const OTHER_YAML =
  /(?:^|\/)(?:\.github|\.hydra|mlruns|wandb|node_modules)\/|(?:^|\/)(?:multirun|meta|dvc|\.pre-commit-config|environment|conda)\.ya?ml$/;

const known = new WeakMap<Code, Promise<HydraPrograms>>();

export interface HydraPrograms {
  readonly programs: readonly HydraProgram[];
  /** YAML files that may belong to a configuration of Hydra, by path. */
  readonly yaml: ReadonlyMap<string, YamlFile>;
}

/** Found once for all that ask during one audit. */
export function readHydraPrograms(
  context: Pick<DetectionContext, "workspace" | "files" | "code">,
): Promise<HydraPrograms> {
  const found = known.get(context.code) ?? readAll(context);
  known.set(context.code, found);
  return found;
}

async function readAll(
  context: Pick<DetectionContext, "workspace" | "files" | "code">,
): Promise<HydraPrograms> {
  const { files, code } = context;
  const candidates = files.filter(({ path }) => YAML.test(path) && !OTHER_YAML.test(path));
  const yaml = await readYamlFiles(context, candidates.slice(0, MOST_FILES));
  const folders = foldersOf(yaml);
  const stored = storedConfigs(code);
  const programs = code.files
    .filter((file) => !file.test && !file.vendored)
    .flatMap((file) => startsOf(code, file))
    .map(({ file, function: name, variable, folder, primary, overrides }): HydraProgram => {
      const where = folder.find((one) => primary !== null && holds(yaml, one, primary)) ?? null;
      const source = sourceOf(yaml, folders, stored, where);
      return {
        file,
        function: name,
        variable,
        folder: where,
        primary,
        path: primary === null ? null : (source.find(primary)?.path ?? null),
        compose: (given) =>
          primary === null || source.find(primary) === null
            ? null
            : composeHydra(source, primary, [...overrides, ...given]),
      };
    });
  return { programs, yaml };
}

function foldersOf(yaml: ReadonlyMap<string, YamlFile>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of yaml.keys())
    for (let folder = folderOf(path); folder !== "" && !found.has(folder); folder = folderOf(folder))
      found.add(folder);
  return found;
}

const holds = (yaml: ReadonlyMap<string, YamlFile>, folder: string, name: string): boolean =>
  fileAt(yaml, folder, name) !== undefined;

function fileAt(yaml: ReadonlyMap<string, YamlFile>, folder: string, name: string): YamlFile | undefined {
  const path = normalise(folder, name);
  return yaml.get(`${path}.yaml`) ?? yaml.get(`${path}.yml`);
}

/** A folder of YAML files, and the ConfigStore; of equal names the stored one is the schema that the file fills. */
function sourceOf(
  yaml: ReadonlyMap<string, YamlFile>,
  folders: ReadonlySet<string>,
  stored: ReadonlyMap<string, HydraDocument>,
  folder: string | null,
): HydraSource {
  const groups = new Set([...stored.keys()].flatMap((name) => (name.includes("/") ? [folderOf(name)] : [])));
  return {
    find: (name) => {
      const schema = stored.get(name) ?? null;
      const file = folder === null ? undefined : fileAt(yaml, folder, name);
      if (file === undefined || schema === null || !isMapping(file.value) || !isMapping(schema.value))
        return file ?? schema;
      return { ...file, value: { ...schema.value, ...file.value }, package: file.package, line: file.line };
    },
    isGroup: (name) => groups.has(name) || (folder !== null && folders.has(normalise(folder, name))),
  };
}

interface Start {
  readonly file: CodeFile;
  readonly function: string | null;
  readonly variable: string | null;
  /** Folders that its arguments may mean, the likeliest first. */
  readonly folder: readonly string[];
  readonly primary: string | null;
  readonly overrides: readonly PlacedOverride[];
}

const MAIN = new Set(["hydra.main", "hydra.experimental.main"]);
const COMPOSERS = new Set(["hydra.compose", "hydra.experimental.compose"]);
const INITIALISERS = new Set([
  "hydra.initialize",
  "hydra.initialize_config_dir",
  "hydra.initialize_config_module",
  "hydra.experimental.initialize",
]);

function startsOf(code: Code, file: CodeFile): readonly Start[] {
  const decorated = file.functions.flatMap((one) =>
    one.decorators.flatMap((decorator): readonly Start[] => {
      if (!MAIN.has(decorator.name)) return [];
      const main = { args: unpacked(code, file, decorator.args) };
      return [
        {
          file,
          function: one.name,
          variable: one.parameters[0]?.name ?? null,
          folder: foldersNamed(code, file, pathArgument(main, "config_path", 0)),
          primary: named(code, file, pathArgument(main, "config_name", 1)),
          overrides: [],
        },
      ];
    }),
  );
  const composers = file.calls.filter((call) => COMPOSERS.has(call.name));
  if (composers.length === 0) return decorated;
  const initialisers = file.calls.filter((call) => INITIALISERS.has(call.name));
  return [
    ...decorated,
    ...composers.map((call): Start => {
      const near =
        initialisers.findLast(
          ({ scope, location }) => scope === call.scope && (location.line ?? 0) <= (call.location.line ?? 0),
        ) ?? initialisers[0];
      const path =
        near === undefined
          ? undefined
          : (pathArgument(near, "config_path", 0) ??
            pathArgument(near, "config_dir", 0) ??
            pathArgument(near, "config_module", 0));
      const list = call.args.find(({ name }) => name === "overrides")?.value;
      const place = { path: file.path, line: call.location.line ?? 1 };
      const overrides =
        list?.is !== "list"
          ? []
          : list.items.flatMap((item) => {
              const parsed =
                item.is === "literal" && typeof item.value === "string"
                  ? parseHydraOverride(item.value)
                  : null;
              return parsed === null ? [] : [{ ...parsed, place }];
            });
      return {
        file,
        function: null,
        variable: call.assignedTo,
        folder: foldersNamed(code, file, path),
        primary: named(code, file, pathArgument(call, "config_name", 0)),
        overrides,
      };
    }),
  ];
}

/** `**_HYDRA_PARAMS` as the keywords that the mapping holds, where the file shows it. */
function unpacked(code: Code, file: CodeFile, args: readonly Argument[]): readonly Argument[] {
  return args.flatMap((one): readonly Argument[] => {
    const held =
      one.name === "**" && one.value.is === "name" ? code.valueOf(file, one.value.name)?.value : undefined;
    return held?.is === "dict" ? held.entries.map(({ key, value }) => ({ name: key, value })) : [one];
  });
}

function pathArgument(call: Pick<Call, "args">, name: string, position: number): Value | undefined {
  const given = call.args.find((one) => one.name === name);
  const before = call.args.slice(0, position + 1);
  return (given ?? (before.every((one) => one.name === null) ? call.args[position] : undefined))?.value;
}

function named(code: Code, file: CodeFile, value: Value | undefined): string | null {
  if (value === undefined) return null;
  const text =
    value.is === "literal"
      ? value.value
      : value.is === "name"
        ? literalOf(code.valueOf(file, value.name)?.value)
        : null;
  return typeof text === "string" ? text.replace(YAML, "") : null;
}

const literalOf = (value: Value | undefined): unknown => (value?.is === "literal" ? value.value : null);

/**
 * The folders that a path may mean: relative to the file; for a path that code puts together (`str(root / "configs")`),
 * what it ends in, from the file's folder upwards.
 */
function foldersNamed(code: Code, file: CodeFile, value: Value | undefined): readonly string[] {
  const own = folderOf(file.path);
  if (value === undefined || (value.is === "literal" && value.value === null)) return [own];
  const known = value.is === "name" ? (code.valueOf(file, value.name)?.value ?? value) : value;
  if (known.is === "literal") {
    const text = `${known.value}`;
    if (text.startsWith("pkg://"))
      return [text.slice(6).replaceAll(".", "/"), `src/${text.slice(6).replaceAll(".", "/")}`];
    const plain = normalise(own, text);
    // `initialize_config_module("project.conf")`
    return /^\w+(?:\.\w+)+$/.test(text) ? [text.replaceAll(".", "/"), plain] : [plain];
  }
  if (known.is !== "call" && known.is !== "expression") return [];
  const words = [...known.text.slice(0, 400).matchAll(/["']([\w./-]{1,120})["']/g)].map((found) => found[1]!);
  const end = words.filter((word) => word !== ".." && word !== ".git" && !/\.(?:toml|root|cfg)$/.test(word));
  const found: string[] = [];
  for (let folder = own, last = false; !last; folder = folderOf(folder)) {
    last = folder === "";
    found.push(normalise(folder, end.join("/")), ...(end.length > 1 ? [normalise(folder, end.at(-1)!)] : []));
  }
  return found;
}

/** Joins and resolves `.` and `..`; what leads out of the root names nothing. */
export function normalise(base: string, path: string): string {
  const parts: string[] = path.startsWith("/") || base === "" ? [] : base.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
