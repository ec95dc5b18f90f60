import type { Argument, Code, CodeFile, Value } from "../../core/code.js";
import type { On } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import type { TrackerSigns } from "../../core/tracker.js";
import type { TrackerCall } from "./calls.js";
import { choosesMoment, choosesProcess, partsOf } from "./guards.js";
import { optionalImport } from "./optional-import.js";
import type { Paths, Way } from "./paths.js";
import { ON, type Switch, strongest, weakest } from "./switch.js";

/** An environment variable set to a fixed value by code or by a file that the environment is made from. */
export interface Setting {
  readonly variable: string;
  readonly value: string;
  readonly location: Location;
  /** Code sets it for the programs that run this file; a file of variables for all (null). */
  readonly file: CodeFile | null;
}

/** What a place is asked for. */
type Asked = Pick<TrackerCall, "file" | "scope" | "location" | "conditions">;

export interface Switches {
  /** Everything that decides over a tracker's call: arguments, variables, conditions, and who comes to it. */
  decide(call: TrackerCall): Switch;
  /** The place alone. */
  at(place: Asked): Switch;
  /** Off where a variable has one of the values for what a file runs. */
  variable(name: string, values: RegExp, file: CodeFile): Switch;
}

const DEEPEST = 6;

/** Decides switches for one repository; answers about functions are kept. */
export function switchesOf(code: Code, settings: readonly Setting[], paths: Paths): Switches {
  const callers = callersOf(code);
  const known = new Map<string, Switch>();
  const at = (place: Asked): Switch =>
    weakest([byReach(place), byConditions(place.file, place), byWays(place.file, place, 0)]);
  return {
    at,
    variable: (name, values, file) =>
      bySetting(file, (one) => one.variable === name && values.test(one.value)),
    decide: (call) =>
      weakest([byArgument(call), bySetting(call.file, (one) => isOff(call.signs, one)), at(call)]),
  };

  /** Dead code tracks nothing; what may be reached in a way that names do not show is unknown. */
  function byReach({ file, scope, location }: Asked): Switch {
    if (paths.programs(file, { scope, location })?.length !== 0) return ON;
    const names = (scope ?? "").split(".").filter((name) => name !== "");
    return names.some((name) => !/^__\w+__$/.test(name) && paths.speaksOf(name))
      ? { on: "unknown", why: "no program is seen to come to it" }
      : { on: "no", why: "nothing that runs leads to it" };
  }

  function byConditions(file: CodeFile, { scope, conditions }: Pick<Asked, "scope" | "conditions">): Switch {
    return weakest(
      conditions.flatMap(partsOf).map((condition) => {
        if (choosesProcess(condition)) return ON;
        const told =
          optionalImport(file, condition, (c) => paths.holds(file, scope, c)) ??
          paths.holds(file, scope, condition);
        if (told.on === "no" && !choosesMoment(condition))
          return { on: "no", why: told.why ?? `\`${short(condition)}\` is false by default` };
        if (told.on === "yes" || choosesMoment(condition)) return ON;
        return { on: "unknown", why: told.why ?? `depends on \`${short(condition)}\`` };
      }),
    );
  }

  /** A function whose every caller stands behind a false condition is off as well. */
  function byWays(file: CodeFile, place: Pick<Asked, "scope" | "location">, depth: number): Switch {
    const { scope } = place;
    if (scope === null || depth > DEEPEST) return ON;
    const key = `${file.path}\0${scope}`;
    const answered = known.get(key);
    if (answered !== undefined) return answered;
    known.set(key, ON);
    const followed = paths.ways(file, place);
    const made = followed.length > 0 ? followed : namedCallers(file, scope);
    const answer = weakest(
      [made, methodCallers(file, scope)]
        .filter((places) => places.length > 0)
        .map((places) =>
          strongest(
            places.map((one) =>
              weakest([byConditions(one.file, one.call), byWays(one.file, one.call, depth + 1)]),
            ),
          ),
        ),
    );
    known.set(key, answer);
    return answer;
  }

  /** Calls of the function or class by its name, where the study follows none. */
  function namedCallers(file: CodeFile, scope: string): readonly Way[] {
    const [first = ""] = scope.split(".");
    return (callers.get(first) ?? []).filter((one) => leadsTo(one, file, first));
  }

  /** A class is made, and then its method is called: by the project only, where it is a plain class. */
  function methodCallers(file: CodeFile, scope: string): readonly Way[] {
    const [first, second] = scope.split(".");
    const facts = file.classes.find((one) => one.name === first);
    if (second === undefined || second.startsWith("__") || facts === undefined) return [];
    if (facts.bases.some((base) => base !== "object" && base !== "abc.ABC")) return [];
    return (callers.get(second) ?? []).filter((one) => one.name.includes(".") && one.call.scope !== scope);
  }

  function byArgument(call: TrackerCall): Switch {
    const rules = call.signs.off.filter((rule) => rule.argument !== undefined && names(rule.call, call.name));
    return weakest(
      rules.flatMap((rule): readonly Switch[] => {
        const argument = call.args.find((one) => one.name === rule.argument);
        if (argument === undefined) return [];
        const text = textOf(paths, call, argument.value);
        if (text !== null && rule.values.includes(text))
          return [{ on: "no", why: `${rule.argument}=${text}` }];
        if (text !== null || !mayBe(argument, rule.values)) return [];
        return [{ on: "unknown", why: `depends on the argument ${rule.argument}` }];
      }),
    );
  }

  function bySetting(file: CodeFile, switchesOff: (setting: Setting) => boolean): Switch {
    const off = settings.find((one) => switchesOff(one) && (one.file === null || runs(one.file, file)));
    return off === undefined
      ? ON
      : { on: "no", why: `${off.variable}=${off.value} (${off.location.path}:${off.location.line ?? 1})` };
  }

  function runs(program: CodeFile, file: CodeFile): boolean {
    return program.path === file.path || code.importsOf(program.path).includes(file.path);
  }
}

const isOff = (signs: TrackerSigns, setting: Setting): boolean =>
  signs.off.some((rule) => rule.variable === setting.variable && rule.values.includes(setting.value));

const names = (pattern: string | undefined, name: string): boolean =>
  pattern !== undefined && (pattern.startsWith(".") ? name.endsWith(pattern) : name === pattern);

/** An unresolved argument may switch off where its text names one of the values. */
const mayBe = (argument: Argument, values: readonly string[]): boolean =>
  argument.value.is === "expression" && values.some((value) => textIn(argument.value).includes(value));

const textIn = (value: Value): string => (value.is === "expression" || value.is === "call" ? value.text : "");

/** Where a value stands. */
export type Standing = Pick<TrackerCall, "file" | "scope">;

/** A text that a value may be in a default run, and whether it is. */
export interface Choice extends Switch {
  readonly text: string;
}

/**
 * The texts that a value may have: one where constants fix it, both of `"wandb" if args.track else None`. Empty: not
 * known.
 */
export function choicesOf(paths: Paths, { file, scope }: Standing, value: Value): readonly Choice[] {
  const choice = choiceIn(value) ?? choiceIn(paths.resolve(file, scope, value));
  if (choice === null) {
    const known = value.is === "literal" ? value : paths.resolve(file, scope, value);
    return known.is === "literal" ? [{ text: literalText(known.value), ...ON }] : [];
  }
  const { on, why } = paths.holds(file, scope, choice.condition);
  const other: On = on === "yes" ? "no" : on === "no" ? "yes" : "unknown";
  return [
    { text: choice.text, on, why },
    { text: choice.otherwise, on: other, why },
  ];
}

const CHOICE = /^\(?\[?["']?([\w-]*)["']?\]? if (.{1,200}) else \[?["']?([\w-]*)["']?\]?\)?$/s;

/** `"wandb" if args.track else None` in its three parts. */
function choiceIn(value: Value): { text: string; condition: string; otherwise: string } | null {
  const found = value.is === "expression" ? CHOICE.exec(value.text) : null;
  return found === null
    ? null
    : { text: found[1] ?? "", condition: found[2] ?? "", otherwise: found[3] ?? "" };
}

/** The text of a value that constants fix, also behind a choice that they decide. null: not fixed. */
export const textOf = (paths: Paths, standing: Standing, value: Value): string | null =>
  choicesOf(paths, standing, value).find(({ on }) => on === "yes")?.text ?? null;

const literalText = (value: null | boolean | number | string): string =>
  value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value);

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

interface Caller extends Way {
  readonly name: string;
}

/** Calls by the last part of their name, those of tests and foreign code left out. */
function callersOf(code: Code): ReadonlyMap<string, readonly Caller[]> {
  const callers = new Map<string, Caller[]>();
  for (const file of code.files) {
    if (file.test || file.vendored) continue;
    for (const call of file.calls) {
      const list = callers.get(call.method) ?? [];
      if (list.length === 0) callers.set(call.method, list);
      list.push({ name: call.name, file, call });
    }
  }
  return callers;
}

/** A plain call in the same file, or a resolved one that names the file's module. */
function leadsTo({ name, file: from, call }: Caller, file: CodeFile, target: string): boolean {
  if (call.scope?.split(".")[0] === target && from.path === file.path) return false;
  if (name === target) return from.path === file.path;
  return file.module !== null && name === `${file.module}.${target}`;
}
