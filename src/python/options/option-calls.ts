import type { Argument, Call, FunctionFacts, Parameter, Value } from "../../core/code.js";

/** Options that calls and decorators declare: argparse and its kin, absl and TensorFlow 1, click. */

const NONE: Value = { is: "literal", value: null };
const FALSE: Value = { is: "literal", value: false };
const TRUE: Value = { is: "literal", value: true };

export const keyword = (args: readonly Argument[], name: string): Value | null =>
  args.find((argument) => argument.name === name)?.value ?? null;

export const literal = (value: Value | null): string | number | boolean | null =>
  value?.is === "literal" ? value.value : null;

const texts = (args: readonly Argument[]): string[] =>
  args.flatMap(({ name, value }) => {
    const text = name === null ? literal(value) : null;
    return typeof text === "string" ? [text] : [];
  });

/** The first long option names it, as in argparse and click: `-l --learning-rate` gives `learning_rate`. */
function optionName(names: readonly string[]): string | null {
  const name = names.find((text) => text.startsWith("--")) ?? names[0];
  return name === undefined ? null : name.replace(/^[-+]+/, "").replaceAll("-", "_");
}

/** `parser.add_argument("--lr", default=0.1)`; an option without a default is None, a positional has none. */
export function argparseOption(call: Call): Parameter[] {
  const names = texts(call.args);
  const dest = literal(keyword(call.args, "dest"));
  const name = typeof dest === "string" ? dest : optionName(names);
  if (name === null || !/^\w+$/.test(name)) return [];
  const action = keyword(call.args, "action");
  const verb = action?.is === "name" ? action.name.split(".").at(-1) : literal(action);
  const given = keyword(call.args, "default");
  const fixed = verb === "store_const" || verb === "append_const";
  const named = names.some((text) => text.startsWith("-"));
  const must = literal(keyword(call.args, "required")) === true;
  const fewer = /^[?*]$/.test(`${literal(keyword(call.args, "nargs"))}`);
  const optional = (named && !must) || (!named && fewer);
  const implied = verb === "store_true" ? FALSE : verb === "store_false" ? TRUE : optional ? NONE : null;
  const flag = verb === "store_true" || verb === "store_false" || verb === "BooleanOptionalAction";
  const suppressed = given?.is === "name" && /(?:^|\.)SUPPRESS$/.test(given.name);
  const options = names.filter((text) => text.startsWith("-"));
  return [
    {
      name,
      by: "argparse",
      default: suppressed ? null : (given ?? implied),
      flag: flag && !fixed,
      ...(options.length === 0 ? {} : { options }),
      ...(given === null && implied === null ? { required: true as const } : {}),
      location: call.location,
    },
  ];
}

/** `parser.set_defaults(lr=0.2)` replaces the default of an option of the file. */
export function withDefaultsSet(options: readonly Parameter[], calls: readonly Call[]): readonly Parameter[] {
  if (options.length === 0) return options;
  const set = new Map(
    calls.flatMap(({ method, args }) =>
      method === "set_defaults"
        ? args.flatMap(({ name, value }) =>
            name === null || name.startsWith("*") ? [] : [[name, value] as const],
          )
        : [],
    ),
  );
  if (set.size === 0) return options;
  return options.map((option) => {
    const value = option.by === "argparse" ? set.get(option.name) : undefined;
    return value === undefined ? option : { ...option, default: value };
  });
}

/** `flags.DEFINE_float("lr", 0.1, "help")`, of absl and of TensorFlow 1. */
export function abslFlag(call: Call): Parameter[] {
  const [name] = texts(call.args.slice(0, 1));
  if (name === undefined) return [];
  const second = call.args[1];
  const given = keyword(call.args, "default") ?? (second?.name === null ? second.value : null);
  const flag = /^DEFINE_bool/.test(call.method);
  const must = literal(keyword(call.args, "required")) === true;
  return [
    {
      name,
      by: "absl",
      default: must ? null : (given ?? NONE),
      flag,
      ...(must ? { required: true as const } : {}),
      location: call.location,
    },
  ];
}

export function clickOptions(definition: FunctionFacts): Parameter[] {
  return definition.decorators.flatMap(({ name, args }): Parameter[] => {
    const kind = /(?:^|\.)(?:click|rich_click|asyncclick)\.(option|argument)$/.exec(name)?.[1];
    if (kind === undefined) return [];
    const names = texts(args);
    const option = names.find((text) => !text.startsWith("-") && /^\w+$/.test(text)) ?? optionName(names);
    if (option === null) return [];
    const flag = literal(keyword(args, "is_flag")) === true || names.some((text) => /^-.*\/-/.test(text));
    const required = kind === "argument" || literal(keyword(args, "required")) === true;
    const implied = flag ? FALSE : required || keyword(args, "prompt") !== null ? null : NONE;
    const given = keyword(args, "default");
    const variable = literal(keyword(args, "envvar"));
    const options = names.flatMap((text) => text.split("/")).filter((text) => text.startsWith("-"));
    return [
      {
        name: option.split("/", 1)[0]!,
        by: "click",
        default: given ?? implied,
        flag,
        owner: definition.name,
        ...(options.length === 0 ? {} : { options }),
        ...(typeof variable === "string" ? { variable } : {}),
        ...(given === null && implied === null ? { required: true as const } : {}),
        location: definition.location,
      },
    ];
  });
}
