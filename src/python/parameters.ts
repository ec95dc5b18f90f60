import type { Argument, Call, CodeFile, FunctionFacts, Parameter, Value } from "../core/code.js";
import { compareLocations, type Location } from "../core/location.js";
import type { Place, RawFacts } from "./raw.js";

type Declared = Omit<CodeFile, "parameters">;
type By = Parameter["by"];

const NONE: Value = { is: "literal", value: null };
const FALSE: Value = { is: "literal", value: false };
const TRUE: Value = { is: "literal", value: true };

/** Options and hyperparameters that a file declares, in the order of the source. */
export function declaredParameters(
  file: Declared,
  facts: RawFacts,
  locate: (place: Place) => Location,
): Parameter[] {
  const found = [
    ...file.calls.flatMap(argparseOption),
    ...file.calls.flatMap(abslFlag),
    ...file.functions.flatMap((definition) => clickOptions(definition)),
    ...functionsRun(file, facts, locate),
    ...fields(file, facts, locate),
    ...constants(file, facts),
  ];
  return found.sort((a, b) => compareLocations(a.location, b.location));
}

const keyword = (args: readonly Argument[], name: string): Value | null =>
  args.find((argument) => argument.name === name)?.value ?? null;

const literal = (value: Value | null): string | number | boolean | null =>
  value?.is === "literal" ? value.value : null;

const texts = (args: readonly Argument[]): string[] =>
  args.flatMap(({ name, value }) => {
    const text = name === null ? literal(value) : null;
    return typeof text === "string" ? [text] : [];
  });

/** The longest option wins, as in argparse and click: `-l --learning-rate` gives `learning_rate`. */
function optionName(names: readonly string[]): string | null {
  const name = names.find((text) => text.startsWith("--")) ?? names[0];
  return name === undefined ? null : name.replace(/^[-+]+/, "").replaceAll("-", "_");
}

/** `parser.add_argument("--lr", default=0.1)`; an option without a default is None, a positional has none. */
function argparseOption(call: Call): Parameter[] {
  if (call.method !== "add_argument") return [];
  const names = texts(call.args);
  const dest = literal(keyword(call.args, "dest"));
  const name = typeof dest === "string" ? dest : optionName(names);
  if (name === null || !/^\w+$/.test(name)) return [];
  const action = keyword(call.args, "action");
  const verb = action?.is === "name" ? action.name.split(".").at(-1) : literal(action);
  const given = keyword(call.args, "default");
  const optional =
    names.some((text) => text.startsWith("-")) && literal(keyword(call.args, "required")) !== true;
  const implied = verb === "store_true" ? FALSE : verb === "store_false" ? TRUE : optional ? NONE : null;
  const flag = verb === "store_true" || verb === "store_false" || verb === "BooleanOptionalAction";
  return [{ name, by: "argparse", default: given ?? implied, flag, location: call.location }];
}

/** `flags.DEFINE_float("lr", 0.1, "help")`, of absl and of TensorFlow 1. */
function abslFlag(call: Call): Parameter[] {
  if (!call.method.startsWith("DEFINE_")) return [];
  const [name] = texts(call.args.slice(0, 1));
  if (name === undefined) return [];
  const second = call.args[1];
  const given = keyword(call.args, "default") ?? (second?.name === null ? second.value : null);
  const flag = /^DEFINE_bool/.test(call.method);
  return [{ name, by: "absl", default: given ?? NONE, flag, location: call.location }];
}

function clickOptions(definition: FunctionFacts): Parameter[] {
  return definition.decorators.flatMap(({ name, args }): Parameter[] => {
    const kind = /(?:^|\.)(?:click|rich_click|asyncclick)\.(option|argument)$/.exec(name)?.[1];
    if (kind === undefined) return [];
    const names = texts(args);
    const option = names.find((text) => !text.startsWith("-") && /^\w+$/.test(text)) ?? optionName(names);
    if (option === null) return [];
    const flag = literal(keyword(args, "is_flag")) === true || names.some((text) => /^-.*\/-/.test(text));
    const required = kind === "argument" || literal(keyword(args, "required")) === true;
    const implied = flag ? FALSE : required || keyword(args, "prompt") !== null ? null : NONE;
    return [
      {
        name: option.split("/", 1)[0]!,
        by: "click",
        default: keyword(args, "default") ?? implied,
        flag,
        location: definition.location,
      },
    ];
  });
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
      const value =
        given?.is === "call" && parameter.defaultAt !== null
          ? wrapped(file, given, locate(parameter.defaultAt))
          : given;
      const flag = parameter.annotation === "bool" || typeof literal(value) === "boolean";
      return [{ name: parameter.name, by, default: value, flag, location: locate(parameter.at) }];
    });
  });
}

const RUNNERS: Readonly<Record<string, By>> = {
  "typer.run": "typer",
  "fire.Fire": "fire",
  "tyro.cli": "tyro",
};
const RUN_METHODS: ReadonlySet<string> = new Set(["run", "Fire", "cli"]);

/** `typer.Option(0.1, help="…")` stands for its first argument; `...` means that there is none. */
function wrapped(file: Declared, value: Value & { is: "call" }, at: Location): Value | null {
  if (!/(?:^|\.)(?:Option|Argument|Field|field|arg)$/.test(value.name)) return value;
  const call = file.calls.find(
    ({ name, location }) => name === value.name && location.line === at.line && location.column === at.column,
  );
  return call === undefined ? value : defaultOf(call);
}

function defaultOf(call: Call): Value | null {
  const factory = keyword(call.args, "default_factory");
  if (factory !== null)
    return factory.is === "expression" ? factory : { is: "expression", text: textOf(factory) };
  const [first] = call.args;
  const given = keyword(call.args, "default") ?? (first?.name === null ? first.value : null);
  return given?.is === "expression" && given.text === "..." ? null : given;
}

const textOf = (value: Value): string =>
  value.is === "name" ? `${value.name}()` : value.is === "call" ? value.text : "…";

/** The name inside this module of something that is told by its full name. */
function ownName(file: Declared, name: string): string {
  return file.module !== null && name.startsWith(`${file.module}.`)
    ? name.slice(file.module.length + 1)
    : name;
}

const DATACLASS = /(?:^|\.)(?:dataclass|attr\.s|attr\.attrs|attrs?\.define|attrs?\.frozen|attr\.mutable)$/;
const PYDANTIC_BASE =
  /^(?:pydantic(?:_settings|\.v1|\.generics)?\.(?:BaseModel|BaseSettings|GenericModel)|sqlmodel\.SQLModel)$/;

/** Fields of data classes and pydantic models, with their defaults. */
function fields(file: Declared, facts: RawFacts, locate: (place: Place) => Location): Parameter[] {
  const kinds = new Map<string, By>();
  const cli = new Set(
    file.calls.flatMap(({ name, args }) =>
      name === "tyro.cli" && args[0]?.value.is === "name" ? [ownName(file, args[0].value.name)] : [],
    ),
  );
  for (const found of file.classes) {
    const inherited = found.bases.map((base) => kinds.get(ownName(file, base)));
    const pydantic = found.bases.some((base) => PYDANTIC_BASE.test(base)) || inherited.includes("pydantic");
    if (pydantic) kinds.set(found.name, "pydantic");
    else if (cli.has(found.name)) kinds.set(found.name, "tyro");
    else if (found.decorators.some((name) => DATACLASS.test(name.replace(/\(\)$/, "")))) {
      kinds.set(found.name, "dataclass");
    }
  }
  if (kinds.size === 0) return [];
  const values = new Map(file.assignments.map((found) => [keyOf(found.target, found.location), found.value]));
  return facts.assignments.flatMap((field): Parameter[] => {
    const by = field.scope === null ? undefined : kinds.get(field.scope);
    if (
      by === undefined ||
      !/^[^\W_]\w*$/.test(field.target) ||
      /\bClassVar\b/.test(field.annotation ?? "")
    ) {
      return [];
    }
    if (by !== "pydantic" && field.annotation === null) return [];
    if (field.target === "model_config") return [];
    const location = locate(field.at);
    const value = values.get(keyOf(`${field.scope}.${field.target}`, location)) ?? null;
    const call =
      value?.is === "call"
        ? file.calls.find((made) => made.scope === field.scope && made.assignedTo === field.target)
        : undefined;
    const own = call !== undefined && /(?:^|\.)(?:field|Field|ib|attrib)$/.test(call.name);
    const given = own ? defaultOf(call) : value;
    return [
      {
        name: field.target,
        by,
        default: given,
        flag: field.annotation === "bool",
        location,
      },
    ];
  });
}

const keyOf = (target: string, { line, column }: Location) => `${target}\n${line}\n${column}`;

const ARITHMETIC = /^[\d\s.eE+\-*/()_]{1,60}$/;

/** Names of a program that are bound once, at module level, to a value that stands there. */
function constants(file: Declared, facts: RawFacts): Parameter[] {
  if (!file.main || file.test) return [];
  const bound = new Map<string, number>();
  for (const { target, scope } of facts.assignments) {
    if (scope === null) bound.set(target, (bound.get(target) ?? 0) + 1);
  }
  for (const { name, scope } of facts.opaque) if (scope === null) bound.set(name, 2);
  return file.assignments.flatMap(({ target, value, scope, conditions, location }): Parameter[] => {
    if (scope !== null || conditions.length > 0 || bound.get(target) !== 1 || !/^[^\W\d_]\w*$/.test(target)) {
      return [];
    }
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
