import type { Argument, Code, CodeFile, Import } from "../../core/code.js";
import type { CallRole } from "../../core/evidence.js";
import type { Location } from "../../core/location.js";
import type { TrackerSigns } from "../../core/tracker.js";
import { type Use, usesOf } from "../../core/uses.js";
import { loadedNames } from "./loaded-modules.js";

/** A call that belongs to a tracker. Decorators and base classes count as calls: `@hydra.main`, `class Flow(FlowSpec)`. */
export interface TrackerCall {
  readonly signs: TrackerSigns;
  readonly role: CallRole;
  readonly file: CodeFile;
  /** The name under which the signs know it. */
  readonly name: string;
  readonly args: readonly Argument[];
  readonly location: Location;
  readonly scope: string | null;
  readonly conditions: readonly string[];
}

/** Top-level modules of the project itself: its own `aim.py` is not Aim, and Optuna's repository does not use Optuna. */
export function ownModules(code: Code): ReadonlySet<string> {
  const roots = code.files
    .filter((file) => !file.vendored && !file.test)
    .flatMap((file) => file.module ?? []);
  return new Set(roots.filter((module) => !module.includes(".")));
}

/** Top-level names that imports anywhere in the project bind, and those of the packages that they lead to. */
export const boundNames = (files: readonly CodeFile[]): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ imports }) => imports.flatMap(({ module, alias }) => [rootOf(module), alias ?? ""])),
  );

/** Imports of a tracker's own package. */
export const trackerImports = (
  file: CodeFile,
  signs: TrackerSigns,
  own: ReadonlySet<string>,
): readonly Import[] =>
  importsOf(
    signs,
    file.imports.filter((one) => one.file === null && !own.has(rootOf(one.module))),
  );

const importsOf = (signs: TrackerSigns, imported: readonly Import[]): readonly Import[] =>
  imported.filter((one) => signs.modules.some((module) => imports(one, module)));

/** The trackers whose own packages a file imports, in the order of `all`. */
export function importedTrackers(
  file: CodeFile,
  all: readonly TrackerSigns[],
  own: ReadonlySet<string>,
): readonly (readonly [TrackerSigns, readonly Import[]])[] {
  const roots = rootsOf(all);
  const imported = file.imports.filter((one) => {
    const root = rootOf(one.module);
    return one.file === null && roots.has(root) && !own.has(root);
  });
  if (imported.length === 0) return [];
  return all.flatMap((signs) => {
    const found = importsOf(signs, imported);
    return found.length === 0 ? [] : [[signs, found] as const];
  });
}

function rootOf(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}

const knownRoots = new WeakMap<readonly TrackerSigns[], ReadonlySet<string>>();

/** First parts of the modules of all trackers: most imports are none of theirs. */
function rootsOf(all: readonly TrackerSigns[]): ReadonlySet<string> {
  let roots = knownRoots.get(all);
  if (roots === undefined) {
    roots = new Set(all.flatMap(({ modules }) => modules.map(rootOf)));
    knownRoots.set(all, roots);
  }
  return roots;
}

function imports(one: Import, module: string): boolean {
  return (
    within(one.module, module) ||
    (one.name !== null && one.name !== "*" && within(`${one.module}.${one.name}`, module))
  );
}

const within = (name: string, module: string): boolean => name === module || name.startsWith(`${module}.`);

/**
 * Calls of all trackers in one file. A method of an unknown receiver (`run.log_artifact`) counts where the file
 * imports exactly one tracker that has it, or where the receiver was made by one of them. `bound`: what the project's
 * imports bind and lead to; a variable that is called `dvc` is no package.
 */
export function trackerCalls(
  file: CodeFile,
  all: readonly TrackerSigns[],
  own: ReadonlySet<string>,
  bound: ReadonlySet<string>,
): readonly TrackerCall[] {
  const imported = importedTrackers(file, all, own).map(([signs]) => signs);
  const modules = new Set(file.imports.map((one) => rootOf(one.module)));
  const mayMatch = nameFilter(all);
  const owners = receivers(file, all, own);
  const found: TrackerCall[] = [];
  for (const use of usesOf(file)) {
    const root = rootOf(use.name);
    if (own.has(root)) continue;
    const loaded = loadedNames(file, use).find(mayMatch);
    const told = loaded === undefined ? use : { ...use, name: loaded };
    const named =
      (loaded !== undefined || bound.has(root)) && mayMatch(told.name) ? matchNames(all, told) : [];
    for (const { signs, role } of named.length > 0 ? named : unsure(use))
      found.push({ ...(named.length > 0 ? told : use), signs, role, file });
  }
  return found;

  function unsure(use: Use): readonly Match[] {
    const receiver = rootOf(use.name);
    // `numpy.log` is a call of what is imported under that name, whatever else the file imports.
    if (modules.has(receiver)) return [];
    const owner = owners.get(receiver);
    if (owner === undefined && imported.length === 0) return [];
    const matches = (owner === undefined ? imported : [owner]).flatMap((signs) => matchMethod(signs, use));
    return new Set(matches.map((match) => match.signs.id)).size === 1 ? matches.slice(0, 1) : [];
  }
}

interface Match {
  readonly signs: TrackerSigns;
  readonly role: CallRole;
  /** How much of the name was told: an exact name beats a longer prefix, which beats a shorter one. */
  readonly length: number;
}

const EXACT = 10_000;

const namesKnown = new WeakMap<readonly TrackerSigns[], Map<string, readonly Match[]>>();
const MOST_NAMES = 20_000;

/** The matches that tell most of the name. The same names come again and again. */
function matchNames(all: readonly TrackerSigns[], use: Use): readonly Match[] {
  let known = namesKnown.get(all);
  if (known === undefined || known.size > MOST_NAMES) {
    known = new Map();
    namesKnown.set(all, known);
  }
  const key = `${use.name} ${use.method}`;
  let found = known.get(key);
  if (found === undefined) {
    const named = all.flatMap((signs) => matchName(signs, use));
    const most = Math.max(...named.map(({ length }) => length));
    found = named.filter(({ length }) => length === most);
    known.set(key, found);
  }
  return found;
}

const nameFilters = new WeakMap<readonly TrackerSigns[], (name: string) => boolean>();

/** Most names are no tracker's, and that shows by their first part: false where no pattern can match. */
function nameFilter(all: readonly TrackerSigns[]): (name: string) => boolean {
  const known = nameFilters.get(all);
  if (known !== undefined) return known;
  const patterns = all.flatMap(({ calls }) => Object.keys(calls)).filter((pattern) => !isGated(pattern));
  const roots = new Set(patterns.map(rootOf));
  const begun = [...roots].filter((root) => root.endsWith("*")).map((root) => root.slice(0, -1));
  const made = (name: string): boolean =>
    roots.has(rootOf(name)) || begun.some((prefix) => name.startsWith(prefix));
  nameFilters.set(all, made);
  return made;
}

function matchName(signs: TrackerSigns, { name, method }: Pick<Use, "name" | "method">): readonly Match[] {
  const exact = Object.hasOwn(signs.calls, name) ? signs.calls[name] : undefined;
  if (exact !== undefined && !isGated(name)) return [{ signs, role: exact, length: EXACT }];
  const told = prefixesOf(signs).find(({ prefix }) => name.startsWith(prefix));
  if (told === undefined) return [];
  const own: Match = { signs, role: told.role, length: told.prefix.length };
  // A method that the tracker names says more than "something of this package": `mlflow.sklearn.autolog`.
  const known = Object.hasOwn(signs.calls, `.${method}`) ? signs.calls[`.${method}`] : undefined;
  if (known !== undefined) return [{ ...own, role: known }];
  // What is done with an object of the package is not all of interest: `wandb.Image(…).save`.
  return name.includes("()") ? [] : [own];
}

interface Prefix {
  readonly prefix: string;
  readonly role: CallRole;
}

const prefixesKnown = new WeakMap<TrackerSigns, readonly Prefix[]>();

/** Beginnings of names, the longest first. */
function prefixesOf(signs: TrackerSigns): readonly Prefix[] {
  let found = prefixesKnown.get(signs);
  if (found === undefined) {
    found = Object.entries(signs.calls)
      .flatMap(([pattern, role]) => (pattern.endsWith("*") ? [{ prefix: pattern.slice(0, -1), role }] : []))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    prefixesKnown.set(signs, found);
  }
  return found;
}

/** Names that say nothing without an import of the tracker: `.log_metric` of any receiver, `self.log`. */
const isGated = (name: string): boolean => name.startsWith(".") || name.startsWith("self.");

function matchMethod(signs: TrackerSigns, { name, method }: Use): readonly Match[] {
  const key = [name, `.${method}`].find((one) => isGated(one) && Object.hasOwn(signs.calls, one));
  const role = key === undefined ? undefined : signs.calls[key];
  return role === undefined ? [] : [{ signs, role, length: 0 }];
}

/** Variables that hold what a tracker's call gave: `run = wandb.init()`. */
function receivers(
  file: CodeFile,
  all: readonly TrackerSigns[],
  own: ReadonlySet<string>,
): ReadonlyMap<string, TrackerSigns> {
  const owners = new Map<string, TrackerSigns>();
  const mayMatch = nameFilter(all);
  for (const call of file.calls) {
    if (call.assignedTo === null || own.has(rootOf(call.name)) || !mayMatch(call.name)) continue;
    const owner = all.find((signs) => matchName(signs, call).length > 0);
    if (owner !== undefined) owners.set(call.assignedTo, owner);
  }
  return owners;
}
