import type { Call, CodeFile } from "../../../core/code.js";
import { compareText } from "../../../core/location.js";
import type { Definition, Definitions } from "./definitions.js";
import { argument, text } from "./names.js";
import { valuesIn } from "./project.js";

/** What a call leads to that no name says. */
export interface Dispatched {
  readonly definitions: readonly Definition[];
  /** Files whose code it runs; `whole`: as programs, what stands under `__main__` included. */
  readonly files: readonly { readonly path: string; readonly whole: boolean }[];
}

type Reader = (file: CodeFile, call: Call) => Dispatched;

/**
 * Reads calls that choose by a value: `MODELS[name](…)`, `getattr(models, name)`, `globals()[name]()`, `eval(name)`,
 * `import_module(f"models.{name}")`, `fire.Fire()`, `exec(open("configurator.py").read())`, `runpy.run_path("a.py")`.
 */
export function dispatchIn(
  files: readonly CodeFile[],
  definitions: Definitions,
): (file: CodeFile, call: Call) => Dispatched | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const modules = files.filter((file) => file.module !== null).sort((a, b) => compareText(a.path, b.path));

  const all = (found: readonly CodeFile[]): Dispatched => ({
    definitions: found.flatMap((file) => definitions.exportedBy(file)),
    files: found.map(({ path }) => ({ path, whole: false })),
  });

  /** Scripts that a text names, seen from a file's folder or from the root. */
  const scripts = (from: CodeFile, named: readonly string[]): Dispatched => ({
    definitions: [],
    files: named.flatMap((name) => {
      const folder = from.path.slice(0, from.path.lastIndexOf("/") + 1);
      const path = [folder + name, name]
        .map((one) => one.replace(/^(?:\.\/)+/, ""))
        .find((one) => byPath.has(one));
      return path === undefined || path === from.path ? [] : [{ path, whole: true }];
    }),
  });

  const chosen: Reader = (file, call) => {
    const named = call.args[0]?.value;
    const wanted = call.args[1]?.value;
    if (named?.is !== "name") return NOTHING;
    const module = definitions.module(named.name);
    if (module === undefined) return NOTHING;
    if (wanted?.is !== "literal") return all([module]);
    const found = definitions.resolve(file, `${named.name}.${wanted.value}`, null);
    return found === undefined ? NOTHING : { definitions: [found], files: [] };
  };

  const imported: Reader = (_file, call) => {
    const written = call.args[0] === undefined ? "" : text(call.args[0].value);
    const module = definitions.module(written);
    if (module !== undefined) return all([module]);
    const prefix =
      /^f?["']((?:\w+\.)+)[{"']/.exec(written)?.[1] ?? /^["']((?:\w+\.)+)["'] ?[+%]/.exec(written)?.[1];
    return prefix === undefined ? NOTHING : all(modules.filter((one) => one.module!.startsWith(prefix)));
  };

  const exposed: Reader = (file, call) => {
    if (call.args.some(({ name }) => name === null || name === "component")) return NOTHING;
    const own = definitions.exportedBy(file).filter((one) => one.file === file);
    return { definitions: own, files: [] };
  };

  const executed: Reader = (file, call) => {
    const written = call.args[0] === undefined ? "" : text(call.args[0].value);
    return scripts(
      file,
      [...written.matchAll(/["']([\w./-]{1,200}\.py)["']/g)].map((match) => match[1]!),
    );
  };

  const ran: Reader = (file, call) => {
    const given = argument(call, call.method === "run_path" ? "path_name" : "mod_name", 0);
    if (given?.is !== "literal" || typeof given.value !== "string") return NOTHING;
    if (call.method === "run_path") return scripts(file, [given.value]);
    const module = definitions.module(given.value) ?? definitions.module(`${given.value}.__main__`);
    return module === undefined ? NOTHING : { definitions: [], files: [{ path: module.path, whole: true }] };
  };

  /** `eval(name)` builds whatever the module knows. */
  const evaluated: Reader = (file, call) => {
    const given = call.args[0]?.value;
    if (call.name !== "eval" || given === undefined || given.is === "literal") return NOTHING;
    return { definitions: definitions.exportedBy(file), files: [] };
  };

  const readers = new Map<string, Reader>([
    ["eval", evaluated],
    ["getattr", chosen],
    ["import_module", imported],
    ["__import__", imported],
    ["Fire", exposed],
    ["exec", executed],
    ["execfile", executed],
    ["run_path", ran],
    ["run_module", ran],
  ]);

  /** A table of functions or classes that the call picks from. */
  const picked = (file: CodeFile, call: Call): Dispatched | null => {
    const table = /^([\w.]+?)(?:\[|\.(?:get|pop)\(\)$|\.__dict__\[)/.exec(call.name)?.[1];
    if (table === undefined) {
      return call.name.startsWith("globals()")
        ? { definitions: definitions.exportedBy(file), files: [] }
        : null;
    }
    const module = definitions.module(table);
    if (module !== undefined) return all([module]);
    const found = held(file, table, 2);
    return found.length === 0 ? null : { definitions: found, files: [] };
  };

  /** Functions and classes that a variable may hold: those of a table, or both of `A if small else B`. */
  const held = (file: CodeFile, name: string, depth: number): readonly Definition[] => {
    const given = depth === 0 ? undefined : definitions.variable(file, name);
    if (given === undefined) return [];
    const found: Definition[] = [];
    for (const value of valuesIn(given.value)) {
      if (value.is === "name") {
        const one = definitions.resolve(given.file, value.name, null);
        if (one !== undefined) found.push(one);
      } else if (value.is === "expression" && CHOICE.test(value.text)) {
        for (const [part] of value.text.matchAll(NAME)) {
          const one = definitions.written(given.file, part, null);
          if (one !== undefined) found.push(one);
          else if (part !== name) found.push(...held(given.file, part, depth - 1));
        }
      }
    }
    return found;
  };

  return (file, call) => {
    const reader = readers.get(call.method);
    if (reader !== undefined) return reader(file, call);
    if (call.name.endsWith("]") || call.name.endsWith("()")) return picked(file, call);
    if (call.name.includes(".")) return null;
    const found = held(file, call.name, 2);
    return found.length === 0 ? null : { definitions: found, files: [] };
  };
}

/** `A if small else B`, `given or Default`, `MODELS[name]`, `MODELS.get(name)`. */
export const CHOICE = /\sif\s|\sor\s|^[\w.]+\[|^[\w.]+\.get\(/;
export const NAME = /[A-Za-z_][\w.]*/g;
const NOTHING: Dispatched = { definitions: [], files: [] };
