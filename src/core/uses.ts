import type { Argument, CodeFile } from "./code.js";
import type { Location } from "./location.js";

/** Something of a library that a file uses: a call, a decorator, or a base class. */
export interface Use {
  readonly name: string;
  readonly method: string;
  readonly args: readonly Argument[];
  readonly location: Location;
  readonly scope: string | null;
  readonly conditions: readonly string[];
}

/** A decorator with arguments stands among the calls, a few lines above its function. */
const DECORATOR_LINES = 40;

const known = new WeakMap<CodeFile, readonly Use[]>();

/** Calls first; then decorators without a call, and base classes, at the line of what they adorn. */
export function usesOf(file: CodeFile): readonly Use[] {
  const found = known.get(file) ?? gather(file);
  known.set(file, found);
  return found;
}

/** First part of a dotted name: the package that it is of. */
export function packageOf(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}

function gather(file: CodeFile): readonly Use[] {
  const lines = new Map<string, number[]>();
  for (const { decorators } of file.functions) for (const { name } of decorators) lines.set(name, []);
  for (const { decorators } of file.classes) for (const name of decorators) lines.set(name, []);
  if (lines.size > 0) for (const { name, location } of file.calls) lines.get(name)?.push(location.line ?? 0);
  const called = (name: string, at: Location): boolean => {
    const line = at.line ?? 0;
    return lines.get(name)?.some((one) => one <= line && line - one <= DECORATOR_LINES) === true;
  };
  const bare = (name: string, location: Location, args: readonly Argument[]): Use => ({
    name,
    method: name.slice(name.lastIndexOf(".") + 1),
    args,
    location,
    scope: null,
    conditions: [],
  });
  const decorators = file.functions.flatMap((one) =>
    one.decorators
      .filter(({ name }) => !called(name, one.location))
      .map(({ name, args }) => bare(name, one.location, args)),
  );
  const classes = file.classes.flatMap((one) =>
    [...one.bases, ...one.decorators.filter((name) => !called(name, one.location))].map((name) =>
      bare(name, one.location, []),
    ),
  );
  return [...file.calls, ...decorators, ...classes];
}
