import type { Code, CodeFile, Value } from "../../../core/code.js";
import { baseName } from "../../../core/paths.js";
import { isMapping } from "../../../parsers/plain-data.js";
import { text } from "../study/names.js";
import type { Reach } from "../study/reach.js";
import type { Configuration, ConfigurationFile, ConfigurationValue } from "./configuration.js";

/** Names by which what a configuration file holds travels from function to function. */
const HOLDERS =
  /^(?:_?\w*(?:cfg|conf|config|configs|params|parameters|hparams|hps|settings|opts?|options|args|flags|spec)\w*|hp|c|C|p|_C|FLAGS|s)$/i;
const LOADERS =
  /^(?:yaml|ruamel|omegaconf|toml|tomllib|tomli|json|box|munch|confuse|anyconfig|yacs|gin|mmengine|mmcv|lightning|pytorch_lightning|jsonargparse|transformers|dynaconf|configargparse|hyperpyyaml|ml_collections)(?:\.|$)/;
/** Options whose default or argument is a configuration file. */
const CONFIG_OPTION =
  /^(?:\w*_)?(?:cfg|conf|config|configs|params|hparams|settings)(?:_?(?:file|path|name|yaml|fpath))?$/i;
const CONFIG_FILE = /\.(?:ya?ml|toml|json|gin)$/i;

/** Values of the configuration files that a program loads: by a literal path, an option's default, or its command. */
export function loadedValues(
  code: Code,
  reach: Reach,
  configuration: Configuration,
): (file: CodeFile, path: readonly string[]) => ConfigurationValue | null {
  const byBase = new Map<string, ConfigurationFile[]>();
  for (const file of configuration.files) {
    const base = baseName(file.path);
    byBase.set(base, [...(byBase.get(base) ?? []), file]);
  }
  const named = (path: string): readonly ConfigurationFile[] => {
    const ending = path.replace(/^(?:\.{0,2}\/)+/, "");
    return (byBase.get(baseName(path)) ?? []).filter(
      (file) => file.path === ending || file.path.endsWith(`/${ending}`) || ending.endsWith(`/${file.path}`),
    );
  };

  /** Files that every command of a program names; where none is told, those that its own code does. */
  const ofProgram = new Map<string, readonly ConfigurationFile[]>();
  const loadedBy = (program: string): readonly ConfigurationFile[] => {
    const before = ofProgram.get(program);
    if (before !== undefined) return before;
    const commands = configuration.given.of(program).map(({ args }) =>
      args.flatMap((word) => {
        const value = word.replace(/^-{1,2}[\w-]+=/, "");
        return CONFIG_FILE.test(value) ? named(value) : [];
      }),
    );
    const shared = (commands[0] ?? []).filter((file) => commands.every((all) => all.includes(file)));
    const files = code.importsOf(program).flatMap((path) => code.file(path) ?? []);
    const loads = files.filter(({ imports }) => imports.some(({ module }) => LOADERS.test(module)));
    const found =
      loads.length === 0
        ? []
        : shared.length > 0
          ? shared
          : [
              ...new Set(
                files.filter((file) => loads.includes(file) || file.path === program).flatMap(literal),
              ),
            ];
    ofProgram.set(program, found);
    return found;
  };

  const literal = (file: CodeFile): readonly ConfigurationFile[] => [
    ...file.strings.flatMap(({ value }) =>
      value.length < 300 && CONFIG_FILE.test(value) ? named(value) : [],
    ),
    ...file.parameters.flatMap(({ name, default: value }) =>
      CONFIG_OPTION.test(name) && value?.is === "literal" && typeof value.value === "string"
        ? named(value.value)
        : [],
    ),
  ];

  let keys: ReadonlySet<string> | undefined;
  /** Every key of the files: most names are none. */
  const held = (): ReadonlySet<string> => {
    keys ??= new Set(configuration.files.flatMap(({ yaml }) => [...keysIn(yaml.value, 0)]));
    return keys;
  };

  return (file, path) => {
    const own = path.length > 1 && /^(?:self|cls)$/.test(path[0]!);
    const inside = own ? path.slice(2) : path.slice(1);
    const wanted = inside.length > 0 ? inside : path;
    const programs = [...new Set([file.path, ...reach.loadedBy(file.path)])].filter(
      (path) => reach.programs.get(path) !== "library",
    );
    for (const program of programs) {
      const found = configuration.hydra(program, wanted);
      if (found !== null) return found;
    }
    const holder = own ? path[1]! : path[0]!;
    if (path.length > 1 && !HOLDERS.test(holder)) return null;
    if (!held().has(wanted[wanted.length - 1]!)) return null;
    const files = [...new Set(programs.flatMap(loadedBy))];
    const found = files.flatMap((one) => inFile(one, wanted) ?? []);
    const [first] = found;
    return first !== undefined && found.every(({ value }) => text(value) === text(first.value))
      ? first
      : null;
  };

  /** The key itself, or beneath one of the sections of the file. */
  function inFile(file: ConfigurationFile, wanted: readonly string[]): ConfigurationValue | null {
    const direct = configuration.inFile(file, wanted);
    if (direct !== null) return direct;
    const { value } = file.yaml;
    const sections = isMapping(value) ? Object.keys(value) : [];
    const found = sections.flatMap((section) => configuration.inFile(file, [section, ...wanted]) ?? []);
    const [first] = found;
    const same = (one: Value): boolean => text(one) === text(first!.value);
    return first !== undefined && found.every((one) => same(one.value)) ? first : null;
  }
}

function* keysIn(value: unknown, depth: number): Generator<string> {
  if (!isMapping(value) || depth > DEEPEST) return;
  for (const [key, entry] of Object.entries(value)) {
    yield key;
    yield* keysIn(entry, depth + 1);
  }
}

const DEEPEST = 40;
