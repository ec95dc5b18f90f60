import type { Argument, Code, CodeFile, Value } from "../core/code.js";
import type { On } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import type { TrackerSigns } from "../core/tracker.js";
import type { TrackerCall } from "./calls.js";

/** Does a default run do this? `why` names the switch and its place. */
export interface Switch {
  readonly on: On;
  readonly why: string | null;
}
const ON: Switch = { on: "yes", why: null };

/** An environment variable set to a fixed value by code or by a file that the environment is made from. */
export interface Setting {
  readonly variable: string;
  readonly value: string;
  readonly location: Location;
  /** Code sets it for the programs that run this file; a file of variables for all (null). */
  readonly file: CodeFile | null;
}

const DEEPEST = 6;

/** Decides switches for one repository; answers about functions are kept. */
export function switchesOf(code: Code, settings: readonly Setting[]): (call: TrackerCall) => Switch {
  const callers = callersOf(code);
  const known = new Map<string, Switch>();
  return (call) =>
    weakest([
      byArgument(call),
      bySetting(call),
      byConditions(call.file, call.conditions),
      byCallers(call.file, call.scope, 0),
    ]);

  function byConditions(file: CodeFile, conditions: readonly string[]): Switch {
    return weakest(
      conditions.map((condition) => {
        const { truth, why } = code.truth(file, condition);
        if (truth === "no" && !isGuard(condition))
          return { on: "no", why: why ?? `\`${short(condition)}\` is false by default` };
        if (truth === "yes" || isGuard(condition)) return ON;
        return { on: "unknown", why: why ?? `depends on \`${short(condition)}\`` };
      }),
    );
  }

  /** A function whose every caller stands behind a false condition is off as well. */
  function byCallers(file: CodeFile, scope: string | null, depth: number): Switch {
    if (scope === null || depth > DEEPEST) return ON;
    const key = `${file.path}\0${scope}`;
    const answered = known.get(key);
    if (answered !== undefined) return answered;
    known.set(key, ON);
    const answer = weakest(
      entriesTo(file, scope).map((places) =>
        strongest(
          places.map((one) =>
            weakest([byConditions(one.file, one.conditions), byCallers(one.file, one.scope, depth + 1)]),
          ),
        ),
      ),
    );
    known.set(key, answer);
    return answer;
  }

  /** Ways into a scope, each with the places that take it: a class is made, and then its method is called. */
  function entriesTo(file: CodeFile, scope: string): readonly (readonly Caller[])[] {
    const [first = "", second] = scope.split(".");
    const made = (callers.get(first) ?? []).filter((one) => leadsTo(one, file, first));
    const facts = file.classes.find((one) => one.name === first);
    // A framework calls the methods of its subclasses; of a plain class only the project does.
    const called =
      second === undefined || second.startsWith("__") || facts === undefined || facts.bases.length > 0
        ? []
        : (callers.get(second) ?? []).filter((one) => one.name.includes(".") && one.scope !== scope);
    return [made, called].filter((places) => places.length > 0);
  }

  function byArgument(call: TrackerCall): Switch {
    const rules = call.signs.off.filter((rule) => rule.argument !== undefined && names(rule.call, call.name));
    return weakest(
      rules.flatMap((rule): readonly Switch[] => {
        const argument = call.args.find((one) => one.name === rule.argument);
        if (argument === undefined) return [];
        const text = textOf(code, call.file, argument.value);
        if (text !== null && rule.values.includes(text))
          return [{ on: "no", why: `${rule.argument}=${text}` }];
        if (text !== null || !mayBe(argument, rule.values)) return [];
        return [{ on: "unknown", why: `depends on the argument ${rule.argument}` }];
      }),
    );
  }

  function bySetting(call: TrackerCall): Switch {
    const off = settings.find(
      (setting) => isOff(call.signs, setting) && (setting.file === null || runs(setting.file, call.file)),
    );
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

/**
 * The text of a value that constants fix, also behind `a if condition else b`: `"online" if args.track else
 * "disabled"`. null: not fixed.
 */
export function textOf(code: Code, file: CodeFile, value: Value): string | null {
  if (value.is === "literal") return literalText(value.value);
  if (value.is === "name") {
    const known = code.valueOf(file, value.name)?.value;
    return known?.is === "literal" ? literalText(known.value) : null;
  }
  if (value.is !== "expression") return null;
  const choice = /^\(?(['"]?)([\w-]*)\1 if (.{1,200}) else (['"]?)([\w-]*)\4\)?$/s.exec(value.text);
  if (choice === null) return null;
  const { truth } = code.truth(file, choice[3] ?? "");
  return truth === "unknown" ? null : ((truth === "yes" ? choice[2] : choice[5]) ?? null);
}

const literalText = (value: null | boolean | number | string): string =>
  value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value);

/** Conditions that choose the process or the moment, and switch nothing off; of joined ones every part. */
function isGuard(condition: string): boolean {
  return condition.split(/\band\b/).every(isGuardPart);
}

function isGuardPart(condition: string): boolean {
  return (
    /__name__|\b(?:local_|global_|world_)?rank\b|rank_zero|get_rank|global_zero|is_main|main_process|master/i.test(
      condition,
    ) ||
    /%|\b(?:step|iter|iteration|epoch|batch|batch_idx|update|episode|i|it|idx)\w*\s*(?:[<>]|==|!=)/.test(
      condition,
    )
  );
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

const ORDER: Readonly<Record<On, number>> = { no: 0, unknown: 1, yes: 2 };

const weakest = (switches: readonly Switch[]): Switch =>
  switches.reduce((least, one) => (ORDER[one.on] < ORDER[least.on] ? one : least), ON);

const strongest = (switches: readonly Switch[]): Switch =>
  switches.reduce((most, one) => (ORDER[one.on] > ORDER[most.on] ? one : most));

interface Caller {
  readonly name: string;
  readonly file: CodeFile;
  readonly scope: string | null;
  readonly conditions: readonly string[];
}

/** Calls by the last part of their name, those of tests and foreign code left out. */
function callersOf(code: Code): ReadonlyMap<string, readonly Caller[]> {
  const callers = new Map<string, Caller[]>();
  for (const file of code.files) {
    if (file.test || file.vendored) continue;
    for (const { name, method, scope, conditions } of file.calls) {
      const list = callers.get(method) ?? [];
      if (list.length === 0) callers.set(method, list);
      list.push({ name, file, scope, conditions });
    }
  }
  return callers;
}

/** A plain call in the same file, or a resolved one that names the file's module. */
function leadsTo(caller: Caller, file: CodeFile, target: string): boolean {
  if (caller.scope?.split(".")[0] === target && caller.file.path === file.path) return false;
  if (caller.name === target) return caller.file.path === file.path;
  return file.module !== null && caller.name === `${file.module}.${target}`;
}
