import type { Assignment, CodeFile } from "../../core/code.js";
import type { RawFacts } from "../raw.js";

/** What one file says about its names, by name. */
export interface Index {
  readonly assigned: ReadonlyMap<string, readonly Assignment[]>;
  readonly fields: ReadonlySet<string>;
  readonly imported: ReadonlyMap<string, CodeFile["imports"][number]>;
  /** Bound to what the text does not tell: parameters, loop variables. */
  readonly opaque: ReadonlySet<string>;
  /** `name["key"] = …` changes them after the fact. */
  readonly subscripted: ReadonlySet<string>;
  /** Hold the options that a parser has read. */
  readonly parsed: ReadonlySet<string>;
}

const PARSERS = /(?:^|\.)(?:parse_args|parse_known_args|parse_args_into_dataclasses|cli|parse|get_args)$/;

export function indexFile(file: CodeFile, facts: RawFacts | undefined): Index {
  const assigned = new Map<string, Assignment[]>();
  const subscripted = new Set<string>();
  for (const found of file.assignments) {
    const base = found.target.indexOf("[");
    if (base > 0) subscripted.add(found.target.slice(0, base));
    const known = assigned.get(found.target);
    if (known === undefined) assigned.set(found.target, [found]);
    else known.push(found);
  }
  const classes = new Set(file.classes.map((found) => found.name));
  const opaque = new Set((facts?.opaque ?? []).map((found) => found.name));
  for (const found of file.functions) for (const { name } of found.parameters) opaque.add(name);
  return {
    assigned,
    fields: new Set(
      file.assignments
        .filter((found) => found.scope !== null && classes.has(found.scope))
        .map((found) => found.target),
    ),
    imported: new Map(file.imports.map((found) => [found.alias, found])),
    opaque,
    subscripted,
    parsed: new Set(
      file.assignments
        .filter(({ value }) => value.is === "call" && PARSERS.test(value.name))
        .map(({ target }) => target),
    ),
  };
}
