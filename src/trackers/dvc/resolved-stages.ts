import { posix } from "node:path";
import { at, entriesAt, isMapping, listAt } from "../../parsers/plain-data.js";
import { parseYaml } from "../../parsers/yaml.js";
import { type Parameters, parseParameters } from "./parameter-values.js";
import { commandText, fileNames } from "./pipeline-file.js";
import { workingFolder } from "./place.js";
import { turns, wholeBudget } from "./stage-loops.js";
import { type Names, NO_NAMES, resolved, selected, Unresolved, withNames } from "./templates.js";

/** A stage of `dvc.yaml` with all templates filled in. Paths are as written: relative to its folder. */
export interface ResolvedStage {
  readonly name: string;
  /** Line of its definition. */
  readonly line: number;
  /** The folder that it runs in, relative to the audited root. */
  readonly folder: string;
  readonly command: string | null;
  readonly deps: readonly string[];
  readonly outs: readonly string[];
  /** Those of `outs` that DVC keeps in its cache, and that git so must not hold. */
  readonly cached: readonly string[];
  /** Keys by parameter file; none: the whole file. */
  readonly params: ReadonlyMap<string, readonly string[]>;
  /** Its dependencies are not looked at. */
  readonly frozen: boolean;
  /** It runs each time, whatever its dependencies are: it says so, or it has neither dependencies nor outputs. */
  readonly alwaysRuns: boolean;
}

export interface ResolvedPipeline {
  readonly stages: ReadonlyMap<string, ResolvedStage>;
  /** Can this stage be defined although its definition could not be filled in? */
  mayDefine(stage: string): boolean;
}

const DEFAULT_PARAMETERS = "params.yaml";

/**
 * The stages that a `dvc.yaml` defines, as DVC expands them (dvc/parsing/__init__.py of 3.67); null: it cannot be read.
 * @param path      of the file, relative to the audited root
 * @param readText  text of a file beside it; null: it is not there
 */
export async function resolvePipeline(
  path: string,
  source: string,
  readText: (path: string) => Promise<string | null>,
): Promise<ResolvedPipeline | null> {
  const { value, error, lineOf } = parseYaml(source, "ruamel");
  if (error !== null) return null;
  const written = parseYaml(source, "text").value;
  const definitions = entriesAt(value, "stages");
  const stages = new Map<string, ResolvedStage>();
  const open = new Set<string>();
  const names = await globalNames();
  const budget = wholeBudget();
  for (const [name, definition] of definitions) {
    const part = { value: definition, written: at(written, "stages", name) };
    try {
      if (names === null) throw new Unresolved();
      for (const [own, body, known] of turns(name, part, names, budget)) {
        try {
          stages.set(own, await stageOf(own, body, known, lineOf(["stages", name]) ?? 1));
        } catch (failure) {
          if (!(failure instanceof Unresolved)) throw failure;
          open.add(own);
        }
      }
    } catch (failure) {
      if (!(failure instanceof Unresolved)) throw failure;
      open.add(name);
    }
  }
  const group = (stage: string): string => stage.slice(0, Math.max(stage.lastIndexOf("@"), 0)) || stage;
  return { stages, mayDefine: (stage) => stages.has(stage) || open.has(stage) || open.has(group(stage)) };

  /** null: they cannot be told. */
  async function globalNames(): Promise<Names | null> {
    try {
      const file = posix.join(posix.dirname(path), DEFAULT_PARAMETERS);
      const own = await readText(file);
      const first = own === null ? NO_NAMES : withNames(NO_NAMES, parsed(file, own));
      return await loaded(
        first,
        { value: at(value, "vars"), written: at(written, "vars") },
        posix.dirname(path),
        [...(own === null ? [] : [file])],
      );
    } catch (failure) {
      if (failure instanceof Unresolved) return null;
      throw failure;
    }
  }

  /** Files and mappings of a list `vars`. */
  async function loaded(
    names: Names,
    list: Parameters,
    folder: string,
    whole: readonly string[],
  ): Promise<Names> {
    let known = names;
    for (const [index, item] of listAt(list.value).entries()) {
      if (typeof item !== "string") {
        known = withNames(known, { value: item, written: at(list.written, index) });
        continue;
      }
      const [name = "", keys = ""] = item.split(":");
      const file = posix.join(folder, name);
      const chosen = keys.split(",").filter(Boolean);
      if (chosen.length === 0 && whole.includes(file)) continue;
      const own = await readText(file);
      if (own === null) throw new Unresolved();
      known = withNames(known, selected(parsed(file, own), chosen));
    }
    return known;
  }

  async function stageOf(name: string, body: Parameters, known: Names, line: number): Promise<ResolvedStage> {
    const { vars, ...rest } = mapping(body.value);
    const directory = resolved({ value: rest.wdir ?? ".", written: at(body.written, "wdir") }, known).value;
    if (typeof directory !== "string") throw new Unresolved();
    const folder = workingFolder(path, directory);
    const names =
      vars === undefined
        ? known
        : await loaded(known, { value: vars, written: at(body.written, "vars") }, folder, []);
    const fill = (key: string) =>
      resolved({ value: rest[key], written: at(body.written, key) }, names, key === "cmd").value;
    const command = fill("cmd");
    const deps = fileNames(fill("deps"));
    const params = parameterFiles(fill("params"));
    const lists = ["outs", "metrics", "plots"].map(fill);
    const outs = lists.flatMap(fileNames);
    return {
      name,
      line,
      folder,
      command: commandText(typeof command === "number" ? String(command) : command),
      deps,
      outs,
      cached: lists.flatMap(cachedNames),
      params,
      frozen: rest.frozen === true,
      alwaysRuns: rest.always_changed === true || deps.length + outs.length + params.size === 0,
    };
  }
}

function parsed(path: string, source: string): Parameters {
  const parameters = parseParameters(path, source);
  if (parameters === null) throw new Unresolved();
  return parameters;
}

const mapping = (value: unknown): Readonly<Record<string, unknown>> => (isMapping(value) ? value : {});

const cachedNames = (list: unknown): string[] =>
  listAt(list).flatMap((entry) =>
    typeof entry === "string"
      ? [entry]
      : entriesAt(entry).flatMap(([name, how]) => (at(how, "cache") === false ? [] : [name])),
  );

/** As `_merge_params` of dvc/dependency/__init__.py has it: a file that is taken whole needs no keys. */
function parameterFiles(list: unknown): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const whole = new Set<string>();
  const add = (file: string, keys: readonly string[]) =>
    found.set(file, [...(found.get(file) ?? []), ...keys]);
  for (const item of listAt(list)) {
    if (typeof item === "string") add(DEFAULT_PARAMETERS, [item]);
    for (const [file, keys] of entriesAt(item)) {
      if (listAt(keys).length === 0) whole.add(file);
      add(file, listAt(keys).map(String));
    }
  }
  return new Map([...found].map(([file, keys]) => [file, whole.has(file) ? [] : keys]));
}
