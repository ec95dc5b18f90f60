import type { Call, CodeFile, Parameter, Value } from "../../core/code.js";
import { compareLocations, type Location } from "../../core/location.js";
import type { Place, RawFacts } from "../raw.js";
import { classFields, defaultOf, ownName } from "./class-fields.js";
import { abslFlag, argparseOption, clickOptions, keyword, literal, withDefaultsSet } from "./option-calls.js";

type Declared = Omit<CodeFile, "parameters">;
type By = Parameter["by"];

/** Options and hyperparameters that a file declares, in the order of the source. */
export function declaredParameters(
  file: Declared,
  facts: RawFacts,
  locate: (place: Place) => Location,
): Parameter[] {
  const options: Parameter[] = [];
  const flags: Parameter[] = [];
  for (const call of file.calls) {
    if (call.method === "add_argument") options.push(...argparseOption(call));
    else if (call.method.startsWith("DEFINE_")) flags.push(...abslFlag(call));
  }
  const found = [
    ...withDefaultsSet(options, file.calls),
    ...flags,
    ...file.functions.flatMap((definition) => clickOptions(definition)),
    ...functionsRun(file, facts, locate),
    ...classFields(file, facts, locate),
    ...constants(file, facts),
  ];
  return found.sort((a, b) => compareLocations(a.location, b.location));
}

/** Functions whose own parameters are the options: typer commands, `fire.Fire(main)`, `tyro.cli(main)`. */
function functionsRun(file: Declared, facts: RawFacts, locate: (place: Place) => Location): Parameter[] {
  const run = new Map<string, By>();
  for (const definition of file.functions) {
    if (definition.decorators.some(({ name }) => /^typer\.Typer\(\)\.(?:command|callback)$/.test(name))) {
      run.set(definition.name, "typer");
    }
  }
  for (const call of file.calls) {
    const by = RUN_METHODS.has(call.method) ? RUNNERS[call.name] : undefined;
    if (by === undefined) continue;
    const [first] = call.args;
    if (first === undefined && by === "fire") {
      for (const { name } of file.functions) if (!name.includes(".")) run.set(name, by);
    }
    if (first?.value.is === "name") {
      const local = ownName(file, first.value.name);
      run.set(local, by);
      run.set(`${local}.__init__`, by);
    }
  }
  if (run.size === 0) return [];
  return facts.functions.flatMap((raw) => {
    const by = run.get(raw.name);
    const definition = file.functions.find((candidate) => candidate.name === raw.name);
    if (by === undefined || definition === undefined) return [];
    return raw.parameters.flatMap((parameter, i): Parameter[] => {
      if (parameter.name === "self" || /\bContext$/.test(parameter.annotation ?? "")) return [];
      const given = definition.parameters[i]?.default ?? null;
      const option =
        given?.is === "call" && parameter.defaultAt !== null
          ? wrapping(file, given, locate(parameter.defaultAt))
          : undefined;
      const value = option === undefined ? given : defaultOf(option);
      const flag = parameter.annotation === "bool" || typeof literal(value) === "boolean";
      const variable = option === undefined ? null : literal(keyword(option.args, "envvar"));
      return [
        {
          name: parameter.name,
          by,
          default: value,
          flag,
          owner: raw.name,
          ...(typeof variable === "string" ? { variable } : {}),
          ...(value === null ? { required: true as const } : {}),
          location: locate(parameter.at),
        },
      ];
    });
  });
}

const RUNNERS: Readonly<Record<string, By>> = {
  "typer.run": "typer",
  "fire.Fire": "fire",
  "tyro.cli": "tyro",
  "jsonargparse.CLI": "argparse",
  "jsonargparse.auto_cli": "argparse",
};
const RUN_METHODS: ReadonlySet<string> = new Set(["run", "Fire", "cli", "CLI", "auto_cli"]);

/** The `typer.Option(0.1, help="…")` that stands for its first argument; `...` means that there is none. */
function wrapping(file: Declared, value: Value & { is: "call" }, at: Location): Call | undefined {
  if (!/(?:^|\.)(?:Option|Argument|Field|field|arg)$/.test(value.name)) return undefined;
  return file.calls.find(
    ({ name, location }) => name === value.name && location.line === at.line && location.column === at.column,
  );
}

const ARITHMETIC = /^[\d\s.eE+\-*/()_]{1,60}$/;

/** Names of a program that are bound once, at module level, to a value that stands there. */
function constants(file: Declared, facts: RawFacts): Parameter[] {
  if (!file.main || file.test) return [];
  const bound = new Map<string, number>();
  for (const { target, scope } of facts.assignments) {
    if (scope === null) bound.set(target, (bound.get(target) ?? 0) + 1);
  }
  for (const { name, scope } of facts.opaque) if (scope === null) bound.set(name, 2);
  // A cell that says so declares its names whatever else binds them: papermill's own cell does.
  const declared = new Map(file.cells.map(({ index, declares }) => [index, declares]));
  return file.assignments.flatMap(({ target, value, scope, conditions, location }): Parameter[] => {
    if (scope !== null || conditions.length > 0 || !/^[^\W\d_]\w*$/.test(target)) return [];
    const asked = location.cell !== undefined && declared.get(location.cell)?.includes(target) === true;
    if (bound.get(target) !== 1 && !asked) return [];
    if (!isPlain(value)) return [];
    return [
      { name: target, by: "constant", default: value, flag: typeof literal(value) === "boolean", location },
    ];
  });
}

function isPlain(value: Value): boolean {
  if (value.is === "list") return value.items.every(isPlain);
  if (value.is === "dict") return value.entries.every((entry) => entry.key !== "**" && isPlain(entry.value));
  return value.is === "literal" || (value.is === "expression" && ARITHMETIC.test(value.text));
}
