import type { Assignment, Call, CodeFile, Value } from "../../../core/code.js";
import { compareText, type Location } from "../../../core/location.js";
import type { Place } from "../study/graph.js";
import { argument, canonicalName, isLiteral, text } from "../study/names.js";
import type { Study } from "../study/study.js";
import { configuredCalls } from "../values/configured-calls.js";
import {
  CUDNN_SETTING,
  concernsDeterminism,
  determinismCalls,
  determinismKeywords,
  HASH_SEED,
  type Meaning,
  mayConcernDeterminism,
  meaningOf,
} from "./determinism-table.js";

/** A switch that a default run comes to. */
export interface Found {
  readonly location: Location;
  /** Where the code stands; null: configuration. */
  readonly at: { readonly file: CodeFile; readonly place: Place } | null;
  readonly name: string;
  readonly value: string;
  readonly meaning: Meaning | null;
  readonly programs: readonly string[];
  /** It stands under a condition that cannot be told. */
  readonly unsure: boolean;
}

type Raw = Pick<Found, "name" | "value"> & { readonly meaning?: Meaning };

/** Every switch of the repository, in the order of files and lines. */
export function switchesIn(study: Study): Found[] {
  return [...study.graph.files.flatMap((file) => inCode(study, file)), ...inConfiguration(study)];
}

function inCode(study: Study, file: CodeFile): Found[] {
  const found: Found[] = [];
  const add = (place: Call | Assignment, switches: readonly Raw[]): void => {
    if (switches.length === 0) return;
    const programs = study.reach.runBy(file, place);
    const { on } = study.values.reached(file, placed(place));
    if (programs.length === 0 || on === "no") return;
    for (const { name, value, meaning } of switches)
      found.push({
        location: place.location,
        at: { file, place },
        name,
        value,
        meaning: meaning ?? meaningOf(name, value),
        programs,
        unsure: on === "unknown",
      });
  };
  for (const call of file.calls) {
    const resolve = (value: Value): Value => study.values.resolve(file, call.scope, value).value;
    add(call, switchesOf(call, resolve));
  }
  for (const assignment of file.assignments) {
    const { target } = assignment;
    // Most assignments are of no concern: what names neither stays unread.
    if (!target.includes("environ[") && !/(?:deterministic|benchmark|enabled)$/.test(target)) continue;
    const value = (): string => text(study.values.resolve(file, assignment.scope, assignment.value).value);
    const setting = CUDNN_SETTING.exec(attributeName(file, target))?.[1];
    if (setting !== undefined) add(assignment, [{ name: setting, value: value() }]);
    const variable = /\benviron\[\s*["'](\w+)["']\s*\]$/.exec(target)?.[1];
    if (variable !== undefined) add(assignment, ofVariable(variable, value));
  }
  return found;
}

/** An assignment is reached like a call. */
const placed = (place: Call | Assignment): Call => {
  const { location, scope, conditions } = place;
  return "method" in place
    ? place
    : { name: "", method: "", args: [], location, scope, conditions, assignedTo: null };
};

/** What Hydra mains build, and the trainer section of what LightningCLI reads. */
function inConfiguration(study: Study): Found[] {
  const mains = [...new Set(study.configuration.mains.map(({ file }) => file.path))].sort(compareText);
  const built = configuredCalls(study.configuration.mains).flatMap((call) =>
    switchesOf(call, (value) => value).map((raw) => configured(placeOf(study, call, raw), raw, mains)),
  );
  const commandLines = study.graph.files.flatMap((file) =>
    file.calls.flatMap((call) => (/\bLightningCLI$/.test(call.name) ? study.reach.runBy(file, call) : [])),
  );
  if (commandLines.length === 0) return built;
  const programs = [...new Set(commandLines)].sort(compareText);
  const sections = study.configuration.files.flatMap(({ path, yaml }) => {
    const trainer = sectionOf(yaml.value, "trainer");
    if (trainer === null) return [];
    const call: Call = {
      name: "lightning.pytorch.Trainer",
      method: "Trainer",
      args: Object.entries(trainer).flatMap(([name, value]) =>
        typeof value === "boolean" || typeof value === "string"
          ? [{ name, value: { is: "literal" as const, value } }]
          : [],
      ),
      location: { path },
      scope: null,
      conditions: [],
      assignedTo: null,
    };
    return switchesOf(call, (value) => value).map((raw) => {
      const line = yaml.lineOf(["trainer", raw.name.slice(raw.name.indexOf(".") + 1)]);
      return configured({ path, ...(line === undefined ? {} : { line }) }, raw, programs);
    });
  });
  return [...built, ...sections];
}

/** The line that sets it, where it stands in the file that names what is built; else that of the name. */
function placeOf(study: Study, call: Call, raw: Raw): Location {
  const { path } = call.location;
  const yaml = study.configuration.files.find((file) => file.path === path)?.yaml;
  const key = raw.name.slice(raw.name.indexOf(".") + 1);
  const set = sectionOf({ all: yaml?.value }, "all");
  if (yaml === undefined || set?._target_ !== call.name || !Object.hasOwn(set, key)) return call.location;
  const line = `${set[key]}`.toLowerCase() === raw.value.toLowerCase() ? yaml.lineOf([key]) : undefined;
  return line === undefined ? call.location : { path, line };
}

function configured(location: Location, raw: Raw, programs: readonly string[]): Found {
  const { name, value } = raw;
  const meaning = raw.meaning ?? meaningOf(name, value);
  return { location, at: null, name, value, meaning, programs, unsure: false };
}

function sectionOf(value: unknown, key: string): Record<string, unknown> | null {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return null;
  const section = (value as Record<string, unknown>)[key];
  return section !== null && typeof section === "object" && !Array.isArray(section)
    ? (section as Record<string, unknown>)
    : null;
}

function switchesOf(call: Call, resolve: (value: Value) => Value): Raw[] {
  const name = canonicalName(call.name);
  if (/^os\.(?:environ\.(?:setdefault|update)|putenv)$/.test(name)) return ofEnvironment(call, resolve);
  const direct = determinismCalls(name);
  const own: Raw[] = [];
  if (direct !== undefined) {
    const given =
      direct.argument === undefined ? undefined : argument(call, direct.argument, direct.position);
    if (given === undefined && direct.silent === true) return [];
    const value = given === undefined ? (direct.value ?? "") : text(resolve(given));
    const lenient =
      direct.name === "torch.use_deterministic_algorithms" &&
      value === "True" &&
      isLiteral(argument(call, "warn_only"), true);
    own.push({
      name: direct.name,
      value,
      ...(lenient
        ? {
            meaning: {
              effect: "asked-for",
              why: "warn_only: operations without a deterministic variant warn and run all the same",
            } as const,
          }
        : {}),
    });
  }
  const keywords = determinismKeywords(name) ?? [];
  for (const keyword of keywords) {
    const given = argument(call, keyword);
    if (given !== undefined && !isLiteral(given, null))
      own.push({ name: `${name.slice(name.lastIndexOf(".") + 1)}.${keyword}`, value: text(resolve(given)) });
  }
  return name.startsWith("lightgbm.") ? ofLightgbm(call, own, resolve) : own;
}

/**
 * LightGBM keeps to one way of building histograms only where it is told which; else it times both (Parameters.rst,
 * `deterministic`: "please set force_col_wise=true or force_row_wise=true when setting deterministic=true").
 */
function ofLightgbm(call: Call, own: readonly Raw[], resolve: (value: Value) => Value): Raw[] {
  const handed = argument(call, "params", 0);
  const params = handed === undefined ? undefined : handed.is === "dict" ? handed : resolve(handed);
  const entries = params?.is === "dict" ? params.entries : [];
  const given = (name: string): Value | undefined =>
    argument(call, name) ?? entries.find(({ key }) => key === name)?.value;
  const asked = given("deterministic");
  if (!isLiteral(asked, true)) return [...own];
  const forced = isLiteral(given("force_row_wise"), true) || isLiteral(given("force_col_wise"), true);
  return [
    {
      name: "lightgbm.deterministic",
      value: "True",
      meaning: forced
        ? { effect: "asked-for" }
        : {
            effect: "none",
            why: "without force_row_wise or force_col_wise LightGBM chooses the layout of histograms by timing",
          },
    },
  ];
}

function ofEnvironment(call: Call, resolve: (value: Value) => Value): Raw[] {
  const [first, second] = call.args;
  if (first === undefined) return [];
  if (first.value.is === "dict")
    return first.value.entries.flatMap(({ key, value }) => ofVariable(key, () => text(resolve(value))));
  const key = first.value.is === "literal" ? `${first.value.value}` : "";
  return second === undefined ? [] : ofVariable(key, () => text(resolve(second.value)));
}

function ofVariable(variable: string, read: () => string): Raw[] {
  if (!mayConcernDeterminism(variable)) return [];
  const value = read();
  if (!concernsDeterminism(variable, value)) return [];
  return variable === "PYTHONHASHSEED"
    ? [
        {
          name: HASH_SEED,
          value,
          meaning: {
            effect: "none",
            why: "PYTHONHASHSEED is read before the program starts: set in it, it reaches only processes started later",
          },
        },
      ]
    : [{ name: variable, value }];
}

/** `cudnn.benchmark` under `import torch.backends.cudnn as cudnn`, where the target kept its written name. */
function attributeName(file: CodeFile, target: string): string {
  const [head, ...rest] = target.split(".");
  const source = file.imports.find(({ alias }) => alias === head);
  if (source === undefined) return target;
  const full = source.name === null ? source.module : `${source.module}.${source.name}`;
  // `import torch.backends` binds `torch`.
  return source.name === null && source.module.split(".")[0] === head ? target : [full, ...rest].join(".");
}
