import type { Assignment, Call, Code, CodeFile, Value } from "../../../core/code.js";
import { compareText, type Location } from "../../../core/location.js";

/** The project's own code: what is vendored or a test says nothing of its practice. */
export function ownFiles(code: Code): readonly CodeFile[] {
  return code.files.filter((file) => !file.vendored && !file.test);
}

/** Does the file import the module, or one beneath it? */
export function imports(file: CodeFile, ...modules: readonly string[]): boolean {
  return file.imports.some(({ module }) =>
    modules.some((wanted) => module === wanted || module.startsWith(`${wanted}.`)),
  );
}

/** Every value in a value, itself first. */
export function* valuesIn(value: Value): Generator<Value> {
  yield value;
  if (value.is === "list") for (const item of value.items) yield* valuesIn(item);
  if (value.is === "dict") for (const entry of value.entries) yield* valuesIn(entry.value);
}

interface Makers {
  /** The last that is assigned in each scope. */
  readonly byScope: Map<string | null, Call>;
  last: Call;
}
const makers = new WeakMap<CodeFile, ReadonlyMap<string, Makers>>();

function makersIn(file: CodeFile): ReadonlyMap<string, Makers> {
  const before = makers.get(file);
  if (before !== undefined) return before;
  const found = new Map<string, Makers>();
  for (const call of file.calls) {
    if (call.assignedTo === null) continue;
    const known = found.get(call.assignedTo) ?? { byScope: new Map<string | null, Call>(), last: call };
    known.last = call;
    known.byScope.set(call.scope, call);
    found.set(call.assignedTo, known);
  }
  makers.set(file, found);
  return found;
}

/** The call whose result a variable holds: the last in its scope, else in the file. */
export function madeBy(file: CodeFile, variable: string, scope: string | null): Call | undefined {
  const found = makersIn(file).get(variable);
  return found?.byScope.get(scope) ?? found?.last;
}

/** Lists of what a file holds, by a text that each goes by; made once for a file. */
function listedBy<T>(all: (file: CodeFile) => readonly T[], key: (one: T) => string) {
  const known = new WeakMap<CodeFile, ReadonlyMap<string, readonly T[]>>();
  return (file: CodeFile, wanted: string): readonly T[] => {
    let lists = known.get(file);
    if (lists === undefined) {
      const made = new Map<string, T[]>();
      for (const one of all(file)) {
        const list = made.get(key(one));
        if (list === undefined) made.set(key(one), [one]);
        else list.push(one);
      }
      lists = made;
      known.set(file, made);
    }
    return lists.get(wanted) ?? [];
  };
}

/** In their order in the file. */
export const callsNamed: (file: CodeFile, name: string) => readonly Call[] = listedBy(
  ({ calls }) => calls,
  ({ name }) => name,
);
/** In their order in the file. */
export const assignmentsTo: (file: CodeFile, target: string) => readonly Assignment[] = listedBy(
  ({ assignments }) => assignments,
  ({ target }) => target,
);

/** By name and scope, in their order in the file. */
const callsInScope: (file: CodeFile, key: string) => readonly Call[] = listedBy(
  ({ calls }) => calls,
  ({ name, scope }) => `${scope ?? ""} ${name}`,
);

/** The last call of a name until a place: in the scope of that place, else in the file. */
export function lastCall(file: CodeFile, name: string, until: Call): Call | undefined {
  const { location, scope } = until;
  return (
    lastUntil(callsInScope(file, `${scope ?? ""} ${name}`), location) ??
    lastUntil(callsNamed(file, name), location)
  );
}

/** Calls stand in the order of the file: half of what is left is passed over at a time. */
function lastUntil(calls: readonly Call[], location: Location): Call | undefined {
  let from = 0;
  let to = calls.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareInFile(calls[middle]!.location, location) > 0) to = middle;
    else from = middle + 1;
  }
  return calls[from - 1];
}

export function compareInFile(a: Location, b: Location): number {
  return compareText(a.path, b.path) || (a.cell ?? -1) - (b.cell ?? -1) || (a.line ?? 0) - (b.line ?? 0);
}

/** `train.py:12`, `exp.ipynb cell 3`. */
export function place(location: Location): string {
  if (location.cell !== undefined) return `${location.path} cell ${location.cell}`;
  return location.line === undefined ? location.path : `${location.path}:${location.line}`;
}
