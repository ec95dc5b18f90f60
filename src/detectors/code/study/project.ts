import type { Call, Code, CodeFile, Value } from "../../../core/code.js";
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

/** The call whose result a variable holds at a place: the nearest before it in its scope, else at module level. */
export function madeBy(file: CodeFile, variable: string, scope: string | null): Call | undefined {
  let found: Call | undefined;
  for (const call of file.calls) {
    if (call.assignedTo !== variable) continue;
    if (call.scope === scope || found === undefined || found.scope !== scope) found = call;
  }
  return found;
}

export function compareInFile(a: Location, b: Location): number {
  return compareText(a.path, b.path) || (a.cell ?? -1) - (b.cell ?? -1) || (a.line ?? 0) - (b.line ?? 0);
}

/** `train.py:12`, `exp.ipynb cell 3`. */
export function place(location: Location): string {
  if (location.cell !== undefined) return `${location.path} cell ${location.cell}`;
  return location.line === undefined ? location.path : `${location.path}:${location.line}`;
}
