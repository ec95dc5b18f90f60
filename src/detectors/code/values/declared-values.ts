import type { Code, CodeFile, Parameter, Value } from "../../../core/code.js";
import type { CallGraph } from "../study/graph.js";
import { text, visibleText } from "../study/names.js";
import { place } from "../study/project.js";
import type { Reach } from "../study/reach.js";
import type { Configuration } from "./configuration.js";
import { type Given, givenOption, givenVariable } from "./given-options.js";
import type { Resolved } from "./resolved.js";

/** An option that a program declares, and the file that declares it. */
export interface Option {
  readonly file: CodeFile;
  readonly parameter: Parameter;
}

export interface DeclaredValues {
  /** A declared option of the last name: `args.seed`, `FLAGS.seed`, `self.hparams.seed`. */
  ofPath(file: CodeFile, path: readonly string[]): Resolved | null;
  /** The option that a function's own parameter is (click, typer, fire). */
  ofParameter(file: CodeFile, owner: string, name: string): Resolved | null;
  /** What an environment variable holds where programs that load the file are started. */
  variable(file: CodeFile, name: string): Resolved | null;
  /** A constant of a program that executes its command line over its own names, as nanoGPT's configurator does. */
  ofConstant(file: CodeFile, name: string): Resolved | null;
}

/** @param follow  the value of a default that is itself a name or a call */
export function declaredValues(
  code: Code,
  graph: CallGraph,
  reach: Reach,
  configuration: Configuration,
  follow: (file: CodeFile, value: Value) => Resolved,
): DeclaredValues {
  const options = new Map<string, Option[]>();
  for (const file of graph.files) {
    for (const parameter of file.parameters) {
      if (parameter.by === "constant") continue;
      const name = optionName(parameter.name);
      const same = options.get(name);
      if (same === undefined) options.set(name, [{ file, parameter }]);
      else same.push({ file, parameter });
    }
  }

  /** A program is run by itself, whoever else imports it. */
  const programsOf = (file: CodeFile): readonly string[] =>
    reach.programs.has(file.path)
      ? [file.path]
      : reach.loadedBy(file.path).filter((path) => reach.programs.get(path) !== "library");

  const imported = new Map<string, ReadonlySet<string>>();
  const loadedBy = (program: string): ReadonlySet<string> => {
    let found = imported.get(program);
    if (found === undefined) {
      found = new Set(code.importsOf(program));
      imported.set(program, found);
    }
    return found;
  };

  /** Programs that load a file and that the repository itself runs. */
  const started = (file: CodeFile) =>
    programsOf(file).flatMap((program) => {
      const commands = configuration.given.of(program);
      return commands.length === 0 ? [] : [commands];
    });

  /** What the programs' commands agree on. */
  const givenBy = (
    file: CodeFile,
    ask: (commands: ReturnType<typeof started>[number]) => Given | null,
  ): Given | null => {
    const told = started(file).map(ask);
    const all = told.filter((one) => one?.by === "all");
    if (told.length > 0 && all.length === told.length) {
      const [first] = all;
      const same = all.every((one) => text(one?.value ?? UNKNOWN) === text(first?.value ?? UNKNOWN));
      return same ? first! : { ...first!, value: null };
    }
    const some = told.find((one) => one !== null);
    if (some === undefined || some === null) return null;
    return some.by === "some" ? some : { ...some, by: "some", words: `some commands give ${some.words}` };
  };

  const resolved = (option: Option, given: Given | null): Resolved | null => {
    const { parameter, file } = option;
    if (given?.by === "all") return fromCommands(given);
    const note = given === null ? "" : `; ${given.words}`;
    const value = parameter.default;
    if (value === null) return null;
    if (value.is !== "literal" && value.is !== "list" && value.is !== "dict") {
      const followed = follow(file, value);
      if (followed.where !== null) return { ...followed, where: `${followed.where}${note}` };
    }
    return {
      value,
      where: `${parameter.by} default ${visibleText(value)} (${place(parameter.location)})${note}`,
    };
  };

  const ofOption = (option: Option, user: CodeFile): Resolved | null => {
    const { parameter } = option;
    const given = givenBy(user, (commands) => {
      const direct = givenOption(commands, parameter);
      return (
        direct ?? (parameter.variable === undefined ? null : givenVariable(commands, parameter.variable))
      );
    });
    return resolved(option, given);
  };

  return {
    ofPath: (file, path) => {
      if (path.length < 2) return null;
      const named = options.get(optionName(path[path.length - 1]!)) ?? [];
      const deep = path.length > (path[0] === "self" ? 3 : 2);
      const all = deep ? named.filter(({ parameter }) => NESTED.has(parameter.by)) : named;
      const near = all.filter((option) => option.file === file);
      // Files that the programs which load this one load beside it.
      const beside = near.length > 0 || all.length === 0 ? [] : programsOf(file).map(loadedBy);
      const fitting =
        near.length > 0 ? near : all.filter((one) => beside.some((paths) => paths.has(one.file.path)));
      const [first, ...others] = fitting.map((option) => ofOption(option, file));
      if (first === undefined || first === null) return null;
      return others.some((one) => one === null || text(one.value) !== text(first.value)) ? null : first;
    },
    ofParameter: (file, owner, name) => {
      const parameter = file.parameters.find((one) => one.owner === owner && one.name === name);
      return parameter === undefined || !COMMAND_LINE.has(parameter.by)
        ? null
        : ofOption({ file, parameter }, file);
    },
    variable: (file, name) => {
      const given = givenBy(file, (commands) => givenVariable(commands, name));
      return given?.by === "all" ? fromCommands(given) : null;
    },
    ofConstant: (file, name) => {
      const parameter = file.parameters.find((one) => one.by === "constant" && one.name === name);
      if (parameter === undefined || !executesCommandLine(file)) return null;
      const given = givenBy(file, (commands) => givenOption(commands, parameter));
      return given?.by === "all" ? fromCommands(given) : null;
    },
  };
}

const COMMAND_LINE: ReadonlySet<Parameter["by"]> = new Set(["click", "typer", "fire", "tyro", "argparse"]);
/** Options that may lie deeper than one level: `cfg.optim.lr`. */
const NESTED: ReadonlySet<Parameter["by"]> = new Set(["dataclass", "pydantic", "tyro", "absl"]);
const UNKNOWN: Value = { is: "expression", text: "" };

function fromCommands({ value, values, words }: Given): Resolved {
  if (value?.is === "literal") return { value, where: words };
  // What a shell fills in is some text, whatever it is.
  const choices = values.map(
    (one): Value => (one.is === "literal" ? one : { is: "literal", value: text(one) }),
  );
  return {
    value: value ?? { is: "expression", text: [...new Set(values.map(text))].join(", ") },
    where: words,
    choices,
  };
}

const executing = new WeakMap<CodeFile, boolean>();

function executesCommandLine(file: CodeFile): boolean {
  let found = executing.get(file);
  if (found === undefined) {
    found = file.calls.some(
      ({ name, args }) =>
        name === "exec" && args[0] !== undefined && /\bopen\(.*conf/i.test(text(args[0].value)),
    );
    executing.set(file, found);
  }
  return found;
}

const optionName = (name: string): string => name.replace(/^-+/, "").replaceAll("-", "_");
