import type {
  Argument,
  Assignment,
  Call,
  ClassFacts,
  CodeFile,
  FunctionFacts,
  Import,
  Value,
} from "../../core/code.js";
import { declaredParameters } from "../options/parameters.js";
import type { Place, RawArgument, RawFacts, RawImport, Writable } from "../raw.js";
import { type Locator, locator } from "./locate.js";
import type { ModuleMap } from "./modules.js";
import type { FileNames, Names } from "./names.js";
import { isTest, isVendored } from "./nature.js";

/** A source and what it shows by itself. */
export interface SourceFacts {
  readonly path: string;
  readonly scope: CodeFile["scope"];
  readonly facts: RawFacts;
}

/** The second pass over one file: names resolved, places made locations. */
export const resolveFile = (source: SourceFacts, names: Names, modules: ModuleMap): CodeFile =>
  new ResolvedFile(source, names, modules);

/**
 * Facts of each kind are made when they are first asked for: of tests hardly any are. A class, so that all files have
 * one shape: object literals with getters each have their own, and whatever reads a file becomes slow.
 */
class ResolvedFile implements CodeFile {
  readonly path: string;
  readonly module: string | null;
  readonly notebook: boolean;
  readonly test: boolean;
  readonly vendored: boolean;
  readonly scope: CodeFile["scope"];
  readonly main: boolean;
  readonly guard: CodeFile["guard"];
  readonly cells: CodeFile["cells"];
  readonly broken: boolean;
  readonly lines: number;
  readonly #facts: RawFacts;
  readonly #names: Names;
  readonly #locate: Locator;
  #resolver: Resolver | undefined;
  #imports: readonly Import[] | undefined;
  #calls: readonly Call[] | undefined;
  #assignments: readonly Assignment[] | undefined;
  #functions: readonly FunctionFacts[] | undefined;
  #classes: readonly ClassFacts[] | undefined;
  #parameters: CodeFile["parameters"] | undefined;
  #strings: CodeFile["strings"] | undefined;

  constructor({ path, scope, facts }: SourceFacts, names: Names, modules: ModuleMap) {
    const { guard } = facts;
    this.#facts = facts;
    this.#names = names;
    this.#locate = locator(path, facts.rows);
    this.path = path;
    this.notebook = path.endsWith(".ipynb");
    this.module = this.notebook ? null : modules.nameOf(path);
    this.test = isTest(path, facts, () => this.imports);
    this.vendored = isVendored(path);
    this.scope = scope;
    this.main = this.notebook || guard !== null || runsWhenLoaded(path, facts);
    this.guard =
      guard === null ? null : { from: this.#locate(guard.from).line!, to: this.#locate(guard.to).line! };
    this.cells = facts.cells;
    this.broken = facts.broken;
    this.lines = facts.lines;
  }

  get imports(): readonly Import[] {
    this.#imports ??= inOrder(this.#facts.imports).map((found) =>
      readImport(this.path, found, this.#names, this.#locate),
    );
    return this.#imports;
  }

  get calls(): readonly Call[] {
    this.#calls ??= readCalls(this.#facts, this.#resolving());
    return this.#calls;
  }

  get assignments(): readonly Assignment[] {
    this.#assignments ??= readAssignments(this.#facts, this.#resolving());
    return this.#assignments;
  }

  get functions(): readonly FunctionFacts[] {
    this.#functions ??= readFunctions(this.#facts, this.#resolving());
    return this.#functions;
  }

  get classes(): readonly ClassFacts[] {
    this.#classes ??= readClasses(this.#facts, this.#resolving());
    return this.#classes;
  }

  get parameters(): CodeFile["parameters"] {
    this.#parameters ??= declaredParameters(this, this.#facts, this.#locate);
    return this.#parameters;
  }

  get strings(): CodeFile["strings"] {
    this.#strings ??= inOrder(this.#facts.strings).map(({ value, at }) => ({
      value,
      location: this.#locate(at),
    }));
    return this.#strings;
  }

  #resolving(): Resolver {
    this.#resolver ??= resolverAt(this.#names.of(this.path), this.#locate);
    return this.#resolver;
  }
}

/** Resolves what stands at one place, which is set before each fact. */
interface Resolver {
  stand(at: { readonly scope: string | null; readonly at: Place }): void;
  readonly read: (name: string) => string;
  readonly called: (name: string) => string;
  value(value: Value): Value;
  args(args: readonly RawArgument[]): readonly Argument[];
  readonly locate: Locator;
}

function resolverAt(names: FileNames, locate: Locator): Resolver {
  let within: string | null = null;
  let here = 0;
  const read = (name: string) => names.read(name, within, here);
  const called = (name: string) => names.called(name, within, here);
  const value = (given: Value): Value => resolveValue(given, read, called);
  return {
    stand({ scope, at }) {
      within = scope;
      here = at;
    },
    read,
    called,
    value,
    args: (args) =>
      mapped(args, (given) => {
        const found = value(given.value);
        return found === given.value ? given : { name: given.name, value: found };
      }),
    locate,
  };
}

function readImport(path: string, found: RawImport, names: Names, locate: Locator): Import {
  const { module, file } = names.imported(path, found);
  const { name, alias, optional, at, scope } = found;
  const read: Import = { module, name, alias, file, location: locate(at), scope, optional };
  return found.typing === true ? { ...read, typing: true } : read;
}

function readCalls(facts: RawFacts, { stand, called, args, locate }: Resolver): Call[] {
  /** Ends of the calls around. */
  const around: Place[] = [];
  return inOrder(facts.calls).map((found) => {
    stand(found);
    const name = called(found.name);
    while (around.length > 0 && around[around.length - 1]! < found.to) around.pop();
    const inside = around.length;
    around.push(found.to);
    const { method, at, scope, conditions, loops, caught, assignedTo } = found;
    const call: Writable<Call> = {
      name,
      method: method === found.name ? name.slice(name.lastIndexOf(".") + 1) : method,
      args: args(found.args),
      location: locate(at),
      scope,
      conditions,
      assignedTo,
    };
    if (name !== found.name && name.includes("()")) call.written = found.name;
    if (loops !== undefined) call.loops = loops;
    if (caught !== undefined) call.caught = caught;
    if (inside > 0) call.inside = inside;
    return call;
  });
}

function readAssignments(facts: RawFacts, { stand, read, value, locate }: Resolver): Assignment[] {
  const classes = new Set(facts.classes.map((found) => found.name));
  const assignments: Assignment[] = [];
  for (const found of inOrder(facts.assignments)) {
    if (found.value === null || found.within) continue;
    stand(found);
    assignments.push({
      target: targetName(found.target, found.scope, classes, read),
      value: value(found.value),
      location: locate(found.at),
      scope: found.scope,
      conditions: found.conditions,
    });
  }
  return assignments;
}

const readFunctions = (facts: RawFacts, { stand, called, value, args, locate }: Resolver): FunctionFacts[] =>
  inOrder(facts.functions).map((found) => {
    stand(found);
    return {
      name: found.name,
      decorators: found.decorators.map((decorator) => ({
        name: called(decorator.name),
        args: args(decorator.args),
      })),
      parameters: found.parameters.map((parameter) => ({
        name: parameter.name,
        default: parameter.default === null ? null : value(parameter.default),
      })),
      location: locate(found.at),
    };
  });

const readClasses = (facts: RawFacts, { stand, called, read, locate }: Resolver): ClassFacts[] =>
  inOrder(facts.classes).map((found) => {
    stand(found);
    return {
      name: found.name,
      bases: found.bases.map(read),
      decorators: found.decorators.map(called),
      location: locate(found.at),
    };
  });

/** The walk leaves most facts in source order already. */
function inOrder<T extends { readonly at: Place }>(facts: readonly T[]): readonly T[] {
  for (let i = 1; i < facts.length; i++) {
    if (facts[i]!.at < facts[i - 1]!.at) return [...facts].sort((a, b) => a.at - b.at);
  }
  return facts;
}

/** A class body's names belong to the class; an imported head is told by its full name. */
function targetName(
  target: string,
  scope: string | null,
  classes: ReadonlySet<string>,
  read: (name: string) => string,
): string {
  if (scope !== null && classes.size > 0 && classes.has(scope) && /^\w+$/.test(target))
    return `${scope}.${target}`;
  return target.includes(".") || target.includes("[") ? read(target) : target;
}

/** Calls at module level that only set something up and start no work. */
const SET_UP =
  /^(?:warnings|logging|sys|os|matplotlib|plt|pytest|importlib|locale|site|atexit|signal|faulthandler|multiprocessing|mp)\.|(?:^|\.)(?:register\w*|add_\w+|set_\w+|setup_root|load_dotenv|init_printing|use|basicConfig|filterwarnings|simplefilter|append|extend|insert|update|setdefault)$/;

function runsWhenLoaded(path: string, facts: RawFacts): boolean {
  if (path.endsWith("/__init__.py") || path === "__init__.py") return false;
  // Sacred's decorator runs the function that it marks.
  const automatic = facts.functions.some(({ decorators }) =>
    decorators.some(({ name }) => name.endsWith(".automain")),
  );
  return automatic || facts.calls.some((call) => call.bare && !SET_UP.test(call.name));
}

/** The value with every name in it resolved; itself, where none is. */
function resolveValue(value: Value, read: (name: string) => string, called: (name: string) => string): Value {
  switch (value.is) {
    case "name": {
      const name = read(value.name);
      return name === value.name ? value : { is: "name", name };
    }
    case "call": {
      const name = called(value.name);
      return name === value.name ? value : { is: "call", name, text: value.text };
    }
    case "list": {
      const items = mapped(value.items, (item) => resolveValue(item, read, called));
      return items === value.items ? value : { is: "list", items };
    }
    case "dict": {
      const entries = mapped(value.entries, (entry) => {
        const found = resolveValue(entry.value, read, called);
        return found === entry.value ? entry : { key: entry.key, value: found };
      });
      return entries === value.entries ? value : { is: "dict", entries };
    }
    default:
      return value;
  }
}

/** The same list, where each of its parts stays the same. */
function mapped<T>(list: readonly T[], change: (one: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const one = change(list[i]!);
    if (changed === undefined && one !== list[i]) changed = list.slice(0, i);
    changed?.push(one);
  }
  return changed ?? list;
}
