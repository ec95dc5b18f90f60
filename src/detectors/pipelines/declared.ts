import type { Argument, CodeFile } from "../../core/code.js";
import type { Location } from "../../core/location.js";
import { packageOf } from "../../core/uses.js";
import { argument, lastPart } from "../code/study/names.js";

/** Something that a library of pipelines makes of the code: a decorated function, a class below one of its own, a call. */
export interface Declared {
  readonly name: string;
  readonly by: "decorator" | "call" | "base";
  /** Name of the function, of the class, of the task; what a call calls where it gives none. */
  readonly label: string;
  readonly args: readonly Argument[];
  readonly location: Location;
  readonly scope: string | null;
  readonly assignedTo: string | null;
  /** Of a decorated function. */
  readonly parameters: readonly string[];
}

/** A decorator with arguments stands among the calls, a few lines above its function. */
const DECORATOR_LINES = 40;

export function declaredIn(file: CodeFile, packages: ReadonlySet<string>): readonly Declared[] {
  const known = (name: string): boolean => packages.has(packageOf(name));
  const decorated = file.functions.flatMap((one) =>
    one.decorators.flatMap(({ name, args }): Declared[] =>
      known(name)
        ? [
            {
              name,
              by: "decorator",
              label: lastPart(one.name),
              args,
              location: one.location,
              scope: one.name.includes(".") ? one.name.slice(0, one.name.lastIndexOf(".")) : null,
              assignedTo: null,
              parameters: one.parameters.map((parameter) => parameter.name).filter((name) => name !== "self"),
            },
          ]
        : [],
    ),
  );
  const bases = file.classes.flatMap((one) =>
    one.bases.filter(known).map(
      (name): Declared => ({
        name,
        by: "base",
        label: lastPart(one.name),
        args: [],
        location: one.location,
        scope: null,
        assignedTo: null,
        parameters: [],
      }),
    ),
  );
  const calls = file.calls.flatMap((call): Declared[] => {
    if (!known(call.name)) return [];
    const line = call.location.line ?? 0;
    const decorates = decorated.some(
      ({ name, location }) =>
        name === call.name && line <= (location.line ?? 0) && (location.line ?? 0) - line <= DECORATOR_LINES,
    );
    if (decorates) return [];
    const given = ["task_id", "dag_id", "name"]
      .map((name) => argument(call, name))
      .find((one) => one !== undefined);
    const label =
      given?.is === "literal" && typeof given.value === "string"
        ? given.value
        : (call.assignedTo ?? lastPart(call.name));
    const { name, args, location, scope, assignedTo } = call;
    return [{ name, by: "call", label, args, location, scope, assignedTo, parameters: [] }];
  });
  return [...decorated, ...bases, ...calls];
}
