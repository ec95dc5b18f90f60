import type { Recoverability, RunRecord, RunTrace } from "../core/run.js";
import type { Json } from "../core/vocabulary.js";

/** The fields in which somebody's text stands; a run in any of its shapes has them. */
export type RunTexts = Pick<
  RunRecord,
  "name" | "group" | "command" | "program" | "params" | "tags" | "description" | "inputs"
> & { readonly recoverability?: Recoverability; readonly trace?: RunTrace };

/** `key`: parameter, tag or field that the text is the value of. */
export type Change = (text: string, key: string, field: "params" | "tags" | "text") => string;

/** The run with each of its texts changed; the same object where nothing did. Names of parameters and tags stay. */
export function mapTexts<T extends RunTexts>(run: T, change: Change): T {
  const text = <V extends string | null>(value: V, key: string): V =>
    (value === null ? value : change(value, key, "text")) as V;
  const changed: Partial<RunTexts> = {
    name: text(run.name, "name"),
    group: text(run.group, "group"),
    command: text(run.command, "command"),
    program: text(run.program, "program"),
    description: text(run.description, "description"),
    params: mapValues(run.params, (value, key) => mapJson(value, key, change)),
    tags: mapValues(run.tags, (value, key) => change(value, key, "tags")),
    inputs: mapList(run.inputs, (input) => {
      const name = change(input.name, "inputs", "text");
      const source = text(input.source, "inputs");
      return name === input.name && source === input.source ? input : { ...input, name, source };
    }) as RunTexts["inputs"],
  };
  const same = Object.entries(changed).every(([key, value]) => value === run[key as keyof RunTexts]);
  return same ? run : { ...run, ...changed };
}

function mapJson(value: Json, key: string, change: Change): Json {
  if (typeof value === "string") return change(value, key, "params");
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) {
    // `["--token", "…"]`: an option names the item that follows it.
    return mapList(value, (item, at) => {
      const before = value[at - 1];
      return mapJson(item, typeof before === "string" && before.startsWith("--") ? before : key, change);
    });
  }
  return mapValues(value, (inner, name) => mapJson(inner, `${key}.${name}`, change));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function mapList<T>(list: readonly T[], change: (item: T, at: number) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((item, at) => item === list[at]) ? list : changed;
}

function mapValues<T>(
  mapping: Readonly<Record<string, T>>,
  change: (value: T, key: string) => T,
): Record<string, T> {
  let same = true;
  const entries = Object.entries(mapping).map(([key, value]): [string, T] => {
    const changed = change(value, key);
    same &&= changed === value;
    return [key, changed];
  });
  return same ? mapping : Object.fromEntries(entries);
}
