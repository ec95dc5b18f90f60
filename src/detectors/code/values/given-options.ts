import type { Parameter, Value } from "../../../core/code.js";
import type { PlacedOverride } from "../../../parsers/hydra-compose.js";
import { parseHydraOverride } from "../../../parsers/hydra-override.js";
import { text } from "../study/names.js";
import { place } from "../study/project.js";
import type { GivenCommand } from "./given-commands.js";

/** What the commands that run a program say of one of its options. */
export interface Given {
  /** All commands give it; "some": only some of them do, so that the default holds. */
  readonly by: "all" | "some";
  /** The value that all give; null where they differ, see `values`. */
  readonly value: Value | null;
  readonly values: readonly Value[];
  /** `--seed 42 (README.md:12)`, `1 of 3 commands gives --seed 42 (README.md:12)`. */
  readonly words: string;
}

/** Do all commands that run the program hand this option over? null: none does. */
export function givenOption(commands: readonly GivenCommand[], option: Parameter): Given | null {
  const names = namesOf(option);
  return gathered(commands, (command) => argumentOf(command.args, names, option));
}

/** `SEED=1 python train.py` */
export function givenVariable(commands: readonly GivenCommand[], name: string): Given | null {
  return gathered(commands, ({ variables }) => {
    const value = variables.get(name);
    return value === undefined ? null : { value: { is: "literal", value }, written: `${name}=${value}` };
  });
}

/** The overrides of Hydra that every command gives, the same in all. */
export function givenOverrides(commands: readonly GivenCommand[]): readonly PlacedOverride[] {
  const [first, ...others] = commands.map((command) =>
    command.args.flatMap((word): PlacedOverride[] => {
      const parsed = word.startsWith("-") ? null : parseHydraOverride(word);
      if (parsed === null) return [];
      const { path, line } = command.location;
      return [{ ...parsed, place: { path, ...(line === undefined ? {} : { line }) } }];
    }),
  );
  if (first === undefined) return [];
  const keyOf = ({ kind, key, package: under, value, sweep }: PlacedOverride): string =>
    JSON.stringify([kind, key, under, value, sweep]);
  const shared = others.map((overrides) => new Set(overrides.map(keyOf)));
  return first.filter((override) => shared.every((keys) => keys.has(keyOf(override))));
}

/** The values that all commands give a key of Hydra, where they are several: `-m seed=1,2,3`, or one in each command. */
export function givenSweep(
  commands: readonly GivenCommand[],
  key: string,
): { readonly values: readonly unknown[]; readonly command: GivenCommand } | null {
  const [first] = commands;
  const values = commands.map(({ args }) => {
    const override = args
      .map(parseHydraOverride)
      .findLast((one) => one?.key === key && one.kind !== "delete");
    return override === undefined || override === null ? null : (override.sweep ?? [override.value]);
  });
  if (first === undefined || values.includes(null)) return null;
  const all = [
    ...new Map(values.flatMap((one) => one ?? []).map((one) => [JSON.stringify(one), one])).values(),
  ];
  return all.length > 1 ? { values: all, command: first } : null;
}

interface Handed {
  readonly value: Value;
  readonly written: string;
}

function gathered(
  commands: readonly GivenCommand[],
  find: (command: GivenCommand) => Handed | null,
): Given | null {
  const found = commands.map((command) => {
    const handed = find(command);
    return handed === null ? null : { ...handed, command };
  });
  const giving = found.filter((one) => one !== null);
  const [first] = giving;
  if (first === undefined) return null;
  const words = `${first.written} (${place(first.command.location)})`;
  const values = giving.map(({ value }) => value);
  if (giving.length < commands.length)
    return {
      by: "some",
      value: null,
      values,
      words: `${giving.length} of ${commands.length} commands ${giving.length === 1 ? "gives" : "give"} ${words}`,
    };
  const same = values.every((value) => text(value) === text(first.value));
  return { by: "all", value: same ? first.value : null, values, words };
}

/** How a command line may write an option: as declared, else by its name with hyphens or underscores. */
function namesOf({ name, options }: Parameter): ReadonlySet<string> {
  const written = options ?? [];
  const usual = [`--${name}`, `--${name.replaceAll("_", "-")}`];
  return new Set(written.length > 0 ? written : usual);
}

function argumentOf(args: readonly string[], names: ReadonlySet<string>, option: Parameter): Handed | null {
  for (let at = args.length - 1; at >= 0; at--) {
    const word = args[at]!;
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const off = word.startsWith("--no-") && names.has(`--${word.slice("--no-".length)}`);
    if (off) return { value: { is: "literal", value: false }, written: word };
    if (!names.has(name)) continue;
    if (equals >= 0) return { value: givenValue(word.slice(equals + 1), option), written: word };
    const next = args[at + 1];
    const alone = option.flag || next === undefined || (/^--?[A-Za-z]/.test(next) && !/^-\d/.test(next));
    if (alone) {
      // `store_false` switches off what is on by default.
      const on = !(
        option.by === "argparse" &&
        option.default?.is === "literal" &&
        option.default.value === true
      );
      const read = next !== undefined && option.flag ? asBoolean(next) : null;
      return {
        value: { is: "literal", value: read ?? on },
        written: read === null ? word : `${word} ${next}`,
      };
    }
    return { value: givenValue(next, option), written: `${word} ${next}` };
  }
  return null;
}

const asBoolean = (word: string): boolean | null =>
  /^true$/i.test(word) ? true : /^false$/i.test(word) ? false : null;

/** A word as the program is likely to read it; what a shell fills in stays text. */
export function givenValue(word: string, option?: Pick<Parameter, "default" | "flag">): Value {
  const flag =
    option?.flag === true || (option?.default?.is === "literal" && typeof option.default.value === "boolean");
  const read = flag ? asBoolean(word) : null;
  if (read !== null) return { is: "literal", value: read };
  if (/[$<{]/.test(word)) return { is: "expression", text: word };
  if (/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word))
    return { is: "literal", value: Number(word.replaceAll("_", "")) };
  return { is: "literal", value: word };
}
