import type { CodeFile, Value } from "../../../core/code.js";
import type { DetectionContext } from "../../../core/detector.js";
import { type ConfigPlace, interpolated } from "../../../parsers/config-tree.js";
import type { HydraComposition } from "../../../parsers/hydra-compose.js";
import { parseHydraOverride } from "../../../parsers/hydra-override.js";
import { type HydraProgram, readHydraPrograms } from "../../../trackers/configured/hydra-programs.js";
import { ownFiles, place } from "../study/project.js";
import { type ConfigurationFile, readConfigurationFiles, yamlConfiguration } from "./configuration-files.js";
import { type GivenCommand, type GivenCommands, readGivenCommands } from "./given-commands.js";
import { givenOverrides, givenSweep, givenVariable } from "./given-options.js";

export { type ConfigurationFile, isConfigurationPath } from "./configuration-files.js";

/** The configuration files that a repository keeps, and what they say of a key. */
export interface Configuration {
  readonly files: readonly ConfigurationFile[];
  /** Mains of Hydra and the composition that each starts from. */
  readonly mains: readonly HydraMain[];
  /** Commands by which the repository itself runs its programs. */
  readonly given: GivenCommands;
  /** The value under a path of keys in the composition of a program's Hydra main. */
  hydra(program: string, path: readonly string[]): ConfigurationValue | null;
  /** The value of a key in a file of that path. */
  inFile(file: ConfigurationFile, path: readonly string[]): ConfigurationValue | null;
}

export interface HydraMain {
  readonly file: CodeFile;
  /** The decorated function; empty where `compose` is called. */
  readonly function: string;
  /** What holds the configuration: the function's first parameter, or the variable that takes the result of `compose`. */
  readonly variable: string | null;
  /** Folder of the configurations in the tree; null: the ConfigStore only. */
  readonly folder: string | null;
  /** Files that are composed, in order, each under its package. */
  readonly parts: readonly { readonly file: ConfigurationFile; readonly under: readonly string[] }[];
  /** What is composed, with what every command of the README gives; null: no primary configuration was found. */
  readonly composition: HydraComposition | null;
}

export interface ConfigurationValue {
  readonly value: Value;
  /** `configs/train.yaml:12`. */
  readonly where: string;
  /** The values of a sweep. */
  readonly choices?: readonly Value[];
}

export async function readConfiguration(context: DetectionContext): Promise<Configuration> {
  const given = await readGivenCommands(context);
  const { programs, yaml } = await readHydraPrograms(context);
  const folders = programs.flatMap(({ folder }) => (folder === null || folder === "" ? [] : [`${folder}/`]));
  const primaries = new Set(programs.flatMap(({ path }) => path ?? []));
  const named = namedFiles(context, given);
  const files = await readConfigurationFiles(
    context,
    (path) =>
      primaries.has(path) ||
      folders.some((folder) => path.startsWith(folder)) ||
      named.has(path.slice(path.lastIndexOf("/") + 1)),
  );
  const mains = programs.map((program): HydraMain => mainOf(program, given));
  const inFile: Configuration["inFile"] = (file, path) => {
    const found = lookUp(file.yaml.value, path);
    if (found === undefined) return null;
    const line = file.yaml.lineOf(path);
    return { value: plainValue(found), where: line === undefined ? file.path : `${file.path}:${line}` };
  };
  const byProgram = new Map<string, HydraMain[]>();
  for (const main of mains) byProgram.set(main.file.path, [...(byProgram.get(main.file.path) ?? []), main]);
  const hydra: Configuration["hydra"] = (program, path) => {
    for (const main of byProgram.get(program) ?? []) {
      const found = main.composition === null ? null : hydraValue(main.composition, program, path, given);
      if (found !== null) return found;
    }
    return null;
  };
  return { files, mains, given, hydra, inFile };

  function mainOf(program: HydraProgram, commands: GivenCommands): HydraMain {
    const composition = program.compose(givenOverrides(commands.of(program.file.path)));
    const parts = (composition?.parts ?? []).flatMap(({ document, under }) => {
      const file = yaml.get(document.path);
      return file === undefined ? [] : [{ file: yamlConfiguration(file), under }];
    });
    return {
      file: program.file,
      function: program.function ?? "",
      variable: program.variable,
      folder: program.folder,
      parts,
      composition,
    };
  }
}

/** Base names of configuration files that code or commands name. */
function namedFiles({ code }: DetectionContext, given: GivenCommands): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string): void => {
    if (text.length < 300 && /\.(?:ya?ml|toml|json|gin)$/i.test(text))
      found.add(text.slice(text.lastIndexOf("/") + 1));
  };
  for (const file of ownFiles(code)) {
    for (const { value } of file.strings) add(value);
    if (file.main)
      for (const { args } of given.of(file.path)) for (const word of args) add(word.replace(/^-[\w-]+=/, ""));
  }
  return found;
}

function hydraValue(
  { tree, leftOut }: HydraComposition,
  program: string,
  path: readonly string[],
  given: GivenCommands,
): ConfigurationValue | null {
  const commands = given.of(program);
  const key = path.join(".");
  const sweep = givenSweep(commands, key);
  if (sweep !== null)
    return {
      value: { is: "expression", text: sweep.values.map((one) => `${one as string}`).join(", ") },
      where: `${key} of the commands (${place(sweep.command.location)})`,
      choices: sweep.values.map(plainValue),
    };
  const note = someGive(commands, key);
  const found = interpolated(tree, path, (name) => variableOf(commands, name));
  if (found === null) {
    const off = leftOut.find(({ group }) => group === path.join("/"));
    if (off === undefined) return null;
    return { value: { is: "literal", value: null }, where: `${shownPlace(off)}${note}` };
  }
  const value: Value =
    found.value === undefined
      ? { is: "expression", text: `\${${key}}` }
      : found.value === "???"
        ? { is: "expression", text: "???" }
        : plainValue(found.value);
  const by = found.variable === null ? "" : `${found.variable} unset, `;
  return { value, where: `${by}${shownPlace(found.place)}${note}` };
}

function variableOf(
  commands: readonly GivenCommand[],
  name: string,
): { readonly value: string; readonly place: ConfigPlace } | undefined {
  const set = givenVariable(commands, name);
  const at = commands[0]?.location;
  return set?.by !== "all" || set.value?.is !== "literal" || at === undefined
    ? undefined
    : {
        value: `${set.value.value}`,
        place: { path: at.path, ...(at.line === undefined ? {} : { line: at.line }) },
      };
}

/** `; 1 of 3 commands gives seed=1 (README.md:12)` */
function someGive(commands: readonly GivenCommand[], key: string): string {
  const giving = commands.flatMap((command) => {
    const word = command.args.find((one) => parseHydraOverride(one)?.key === key && !one.startsWith("-"));
    return word === undefined ? [] : [`${word} (${place(command.location)})`];
  });
  if (giving.length === 0 || giving.length === commands.length) return "";
  const verb = giving.length === 1 ? "gives" : "give";
  return `; ${giving.length} of ${commands.length} commands ${verb} ${giving[0]}`;
}

const shownPlace = ({ path, line }: { path: string; line?: number | undefined }): string =>
  line === undefined ? path : `${path}:${line}`;

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
  if (value === undefined) return { is: "expression", text: "…" };
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
