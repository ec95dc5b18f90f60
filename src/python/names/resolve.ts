import type { Argument, CodeFile, Import, Value } from "../../core/code.js";
import type { Location } from "../../core/location.js";
import { declaredParameters } from "../options/parameters.js";
import { type Place, position, type RawArgument, type RawFacts } from "../raw.js";
import type { ModuleMap } from "./modules.js";
import type { Names } from "./names.js";
import { isTest, isVendored } from "./nature.js";

/** The second pass over one file: names resolved, places made locations. Pure. */
export function resolveFile(
  path: string,
  scope: "tracked" | "untracked",
  facts: RawFacts,
  names: Names,
  modules: ModuleMap,
): CodeFile {
  const notebook = path.endsWith(".ipynb");
  const locate = (at: Place): Location => {
    const { line, column, cell } = position(facts.rows, at);
    return cell === null ? { path, line, column } : { path, line, column, cell };
  };
  // Where the names stand that are being resolved: set before each fact.
  let within: string | null = null;
  let here = 0;
  const stand = ({ scope, at }: { readonly scope: string | null; readonly at: Place }) => {
    within = scope;
    here = at;
  };
  const read = (name: string) => names.read(path, name, within, here).name;
  const called = (name: string) => names.called(path, name, within, here).name;
  const resolved = (value: Value) => resolveValue(value, read, called);
  const all = (args: readonly RawArgument[]): readonly Argument[] =>
    args.every(({ value }) => value.is === "literal" || value.is === "expression")
      ? args
      : args.map(({ name, value }) => ({ name, value: resolved(value) }));
  const classes = new Set(facts.classes.map((found) => found.name));

  const imports = inOrder(facts.imports).map((found): Import => {
    const { module, file } = names.imported(path, found);
    const { name, alias, optional, at, scope: standing } = found;
    return {
      module,
      name,
      alias,
      file,
      location: locate(at),
      scope: standing,
      optional,
      ...(found.typing === true && { typing: true }),
    };
  });
  const around: Place[] = [];
  const calls = inOrder(facts.calls).map((found) => {
    stand(found);
    const name = called(found.name);
    while (around.length > 0 && around.at(-1)! < found.to) around.pop();
    const inside = around.length;
    around.push(found.to);
    return {
      name,
      method: found.method === found.name ? name.slice(name.lastIndexOf(".") + 1) : found.method,
      args: all(found.args),
      location: locate(found.at),
      scope: found.scope,
      conditions: found.conditions,
      ...(found.loops !== undefined && { loops: found.loops }),
      ...(found.caught !== undefined && { caught: found.caught }),
      assignedTo: found.assignedTo,
      ...(inside > 0 && { inside }),
    };
  });
  const assignments = inOrder(facts.assignments).flatMap((found) => {
    if (found.value === null || found.within) return [];
    stand(found);
    return [
      {
        target: targetName(found.target, found.scope, classes, read),
        value: resolved(found.value),
        location: locate(found.at),
        scope: found.scope,
        conditions: found.conditions,
      },
    ];
  });
  const functions = inOrder(facts.functions).map((found) => {
    stand(found);
    return {
      name: found.name,
      decorators: found.decorators.map(({ name, args }) => ({ name: called(name), args: all(args) })),
      parameters: found.parameters.map((parameter) => ({
        name: parameter.name,
        default: parameter.default === null ? null : resolved(parameter.default),
      })),
      location: locate(found.at),
    };
  });
  const definedClasses = inOrder(facts.classes).map((found) => {
    stand(found);
    return {
      name: found.name,
      bases: found.bases.map(read),
      decorators: found.decorators.map(called),
      location: locate(found.at),
    };
  });
  const file = {
    path,
    module: notebook ? null : modules.nameOf(path),
    notebook,
    test: isTest(path, facts, imports),
    vendored: isVendored(path),
    scope,
    imports,
    calls,
    assignments,
    functions,
    classes: definedClasses,
    main: notebook || facts.guard !== null || runsWhenLoaded(path, facts),
    guard:
      facts.guard === null
        ? null
        : {
            from: position(facts.rows, facts.guard.from).line,
            to: position(facts.rows, facts.guard.to).line,
          },
    cells: facts.cells,
    strings: inOrder(facts.strings).map(({ value, at }) => ({ value, location: locate(at) })),
    broken: facts.broken,
    lines: facts.lines,
  };
  return { ...file, parameters: declaredParameters(file, facts, locate) };
}

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
  if (scope !== null && classes.has(scope) && /^\w+$/.test(target)) return `${scope}.${target}`;
  return /[.[]/.test(target) ? read(target) : target;
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

/** The value with every name in it resolved. */
function resolveValue(value: Value, read: (name: string) => string, called: (name: string) => string): Value {
  switch (value.is) {
    case "name":
      return { is: "name", name: read(value.name) };
    case "call":
      return { is: "call", name: called(value.name), text: value.text };
    case "list":
      return { is: "list", items: value.items.map((item) => resolveValue(item, read, called)) };
    case "dict":
      return {
        is: "dict",
        entries: value.entries.map((entry) => ({
          key: entry.key,
          value: resolveValue(entry.value, read, called),
        })),
      };
    default:
      return value;
  }
}
