import { baseName, folderOf } from "../../core/paths.js";
import type { ImportLine } from "./import-lines.js";

const PACKAGE = "/__init__.py";

/** The path of the module that a file is. */
const placeOf = (path: string): string => path.slice(0, path.endsWith(PACKAGE) ? -PACKAGE.length : -3);

/** Files that an import may lead to, told from paths alone. */
export type ModuleFiles = (from: string, line: ImportLine) => readonly string[];

/**
 * Where Python looks for modules is up to the program (`sys.path`, the folder it is started in). So every file counts
 * whose path ends like the module's name; where that is a single word, those nearest above the importing file.
 */
export function moduleFiles(paths: Iterable<string>): ModuleFiles {
  const byLast = new Map<string, string[]>();
  for (const path of paths) if (path.endsWith(".py")) add(byLast, baseName(placeOf(path)), path);
  let byFolder: Map<string, string[]> | undefined;
  const inFolder = (folder: string): readonly string[] => {
    if (byFolder === undefined) {
      byFolder = new Map();
      for (const path of [...byLast.values()].flat()) add(byFolder, folderOf(path), path);
    }
    return byFolder.get(folder) ?? [];
  };

  const ending = (module: string): readonly string[] => {
    const suffix = `/${module.replaceAll(".", "/")}`;
    const last = suffix.slice(suffix.lastIndexOf("/") + 1);
    return (byLast.get(last) ?? []).filter((path) => `/${placeOf(path)}`.endsWith(suffix));
  };
  const within = (folder: string, module: string): readonly string[] => {
    const base = [folder, ...module.split(".")].filter(Boolean).join("/");
    return ending(module.slice(module.lastIndexOf(".") + 1)).filter(
      (path) => path === `${base}.py` || path === `${base}/__init__.py`,
    );
  };
  const absolute = (from: string, module: string): readonly string[] => {
    const found = ending(module);
    if (module.includes(".") || found.length < 2) return found;
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      const near = within(folder, module);
      if (near.length > 0) return near;
      if (folder === "") return found;
    }
  };

  return (from, { module, level, names, open }) => {
    const found = new Set<string>();
    const take = (all: readonly string[]): void => {
      for (const one of all) if (one !== from) found.add(one);
    };
    let base = folderOf(from);
    for (let up = 1; up < level; up++) base = folderOf(base);
    const at = (name: string): readonly string[] => (level > 0 ? within(base, name) : absolute(from, name));
    const own = module === "" ? inFolder(base).filter((path) => path.endsWith("__init__.py")) : at(module);
    take(own);
    const parts = module.split(".");
    for (let end = parts.length - 1; end > 0; end--) take(at(parts.slice(0, end).join(".")));
    for (const name of names ?? []) take(at(module === "" ? name : `${module}.${name}`));
    if (open)
      for (const path of module === "" && level > 0 ? [`${base}/__init__.py`] : own)
        if (path.endsWith("__init__.py")) take(inFolder(folderOf(path)));
    return [...found];
  };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
