import { posix } from "node:path";
import type { KeptSource } from "./entry.js";

/**
 * Whether the sources that Sacred kept are all of the program. By default it keeps only what the main file itself
 * imports (`DISCOVER_SOURCES = "imported"`), so that the modules of those modules are missing: a copy is whole when none
 * of its files imports one of this tree that is not among them. Imports are read line by line; one that stands in a text
 * makes a copy look smaller, never larger.
 * @param base  the base directory in this tree
 */
export function isWhole(
  sources: readonly KeptSource[],
  mainfile: string,
  base: string,
  files: ReadonlySet<string>,
): boolean {
  const own = new Set(sources.map(({ file }) => normal(file)));
  if (!own.has(normal(mainfile))) return false;
  const roots = [".", posix.dirname(normal(mainfile))];
  return sources.every(
    ({ file, text }) =>
      text !== null &&
      importedFiles(text, posix.dirname(normal(file)), roots).every(
        (path) => own.has(path) || !files.has(posix.join(base, path)),
      ),
  );
}

const normal = (file: string): string => posix.normalize(file.replaceAll("\\", "/"));

const IMPORT = /^[ \t]*(?:import[ \t]+([^#\n;]+)|from[ \t]+([\w.]+)[ \t]+import\b([^#\n;]*))/gm;

/** Deeper than any package. */
const MAX_DOTS = 64;

/** Files that the imports of a source may mean, relative to the base directory. */
function importedFiles(text: string, home: string, roots: readonly string[]): string[] {
  const found: string[] = [];
  const source = text.replaceAll("\r\n", "\n").replaceAll("\\\n", " ");
  for (const match of source.matchAll(IMPORT)) {
    const [, modules, from = "", names = ""] = match;
    if (modules !== undefined) {
      for (const name of words(modules)) for (const root of roots) found.push(...filesOf(root, name, []));
      continue;
    }
    const listed = names.trimStart().startsWith("(") ? upToBracket(source, match.index) : names;
    const module = from.replace(/^\.+/, "");
    const dots = from.length - module.length;
    const starts = dots === 0 ? roots : [posix.join(home, "../".repeat(Math.min(dots, MAX_DOTS) - 1))];
    for (const root of starts) found.push(...filesOf(root, module, words(listed)));
  }
  return found;
}

function upToBracket(source: string, from: number): string {
  const open = source.indexOf("(", from);
  const close = source.indexOf(")", open);
  return source.slice(open + 1, close < 0 ? open + 1 : close).replace(/#[^\n]*/g, "");
}

/** The names before each `as`. */
const words = (list: string): string[] =>
  list
    .split(",")
    .map((item) => /^[\s(]*([\w.]+)/.exec(item)?.[1] ?? "")
    .filter((name) => name !== "");

/** `a.b` with names `c`: the packages `a` and `a.b`, and the modules `a.b` and `a.b.c`. */
function filesOf(root: string, module: string, names: readonly string[]): string[] {
  const parts = module.split(".").filter((part) => part !== "");
  const last = posix.join(root, ...parts);
  const packages = parts.map((_, index) => posix.join(root, ...parts.slice(0, index + 1), "__init__.py"));
  const modules = parts.length === 0 ? [posix.join(root, "__init__.py")] : [`${last}.py`];
  return [...packages, ...modules, ...names.map((name) => posix.join(last, `${name}.py`))];
}
