import { compareText } from "../../core/location.js";
import { baseName, folderOf } from "../../core/paths.js";

/** Where modules lie: which file an import leads to, and what a file is called. */
export interface ModuleMap {
  /** Dotted name seen from the nearest source root; null for what cannot be imported. */
  nameOf(path: string): string | null;
  /** In-project file of an absolute import seen from `from`. */
  absolute(module: string, from: string): string | null;
  /** In-project file of a relative import (`level` ≥ 1), and its dotted name. */
  relative(
    module: string,
    level: number,
    from: string,
  ): { readonly file: string | null; readonly name: string };
  /** File of the submodule `name` of a package file. */
  submodule(packageFile: string, name: string): string | null;
  /** The `__init__.py` of a folder. */
  packageFile(folder: string): string | null;
}

const SOURCE_FOLDERS: ReadonlySet<string> = new Set(["src", "lib", "python", "code"]);
const PROJECT_FILES: ReadonlySet<string> = new Set(["pyproject.toml", "setup.py", "setup.cfg"]);
const IDENTIFIER = /^[^\d\W]\w*$/;

/**
 * `scripts`: folders that hold programs; a program finds the modules beside it, inside a package too.
 * `added`: folders that code puts on the search path.
 */
export function mapModules(
  paths: readonly string[],
  scripts: ReadonlySet<string> = new Set(),
  added: ReadonlySet<string> = new Set(),
): ModuleMap {
  const files = new Set(paths.filter((path) => path.endsWith(".py")));
  const isPackage = (folder: string) => folder !== "" && files.has(`${folder}/__init__.py`);
  const projects = new Set(
    paths.filter((path) => PROJECT_FILES.has(baseName(path))).map((path) => folderOf(path)),
  );

  /** The folder that Python would have on its path for this file to be imported by its full name. */
  const rootOf = (path: string): string => {
    let folder = folderOf(path);
    while (isPackage(folder)) folder = folderOf(folder);
    while (folder !== "") {
      const name = baseName(folder);
      if (SOURCE_FOLDERS.has(name) || !IDENTIFIER.test(name) || projects.has(folder)) break;
      folder = folderOf(folder);
    }
    return folder;
  };

  const names = new Map<string, string | null>();
  const roots = new Set<string>(["", ...added]);
  const taken = new Set<string>();
  for (const path of [...files].sort(compareText)) {
    const root = rootOf(path);
    roots.add(root);
    const inside = root === "" ? path : path.slice(root.length + 1);
    const parts = inside.replace(/\.py$/, "").split("/");
    if (parts.at(-1) === "__init__") parts.pop();
    const name = parts.length === 0 ? baseName(root) || "__init__" : parts.join(".");
    // Of several modules of one name, in several roots, one keeps it; the others are told by their place in the tree.
    names.set(path, taken.has(name) ? placeName(path) : name);
    taken.add(name);
  }
  const sortedRoots = [...roots].sort(compareText);
  /** Anything that the first part of an in-project module can be called. */
  const known = new Set(paths.flatMap((path) => path.replace(/\.py$/, "").split("/")));

  const at = (root: string, module: string): string | null => {
    const base = join(root, module.replaceAll(".", "/"));
    if (files.has(`${base}/__init__.py`)) return `${base}/__init__.py`;
    return files.has(`${base}.py`) ? `${base}.py` : null;
  };

  /** A script sees its own folder first; a package's module sees what lies beside the package. */
  const searchPath = (from: string): string[] => {
    const folders: string[] = [];
    let folder = folderOf(from);
    while (isPackage(folder)) folder = folderOf(folder);
    for (; folder !== ""; folder = folderOf(folder)) folders.push(folder);
    folders.push("");
    folders.push(...sortedRoots);
    // A program has its own folder first on the path, and so has whatever it loads.
    if (scripts.has(folderOf(from))) folders.unshift(folderOf(from));
    for (let up = folderOf(from); up !== ""; up = folderOf(up)) if (scripts.has(up)) folders.push(up);
    return folders;
  };
  const searchPaths = new Map<string, readonly string[]>();
  const found = new Map<string, string | null>();
  const search = (module: string, from: string): string | null => {
    const folder = folderOf(from);
    let path = searchPaths.get(folder);
    if (path === undefined) {
      path = [...new Set(searchPath(from))];
      searchPaths.set(folder, path);
    }
    for (const root of path) {
      const file = at(root, module);
      if (file !== null && file !== from) return file;
    }
    return null;
  };

  return {
    nameOf: (path) => names.get(path) ?? null,
    absolute: (module, from) => {
      const dot = module.indexOf(".");
      if (!known.has(dot < 0 ? module : module.slice(0, dot))) return null;
      const key = `${from}\n${module}`;
      let file = found.get(key);
      if (file === undefined) {
        file = search(module, from);
        found.set(key, file);
      }
      return file;
    },
    relative: (module, level, from) => {
      let folder = folderOf(from);
      for (let up = 1; up < level; up++) folder = folderOf(folder);
      const file = module === "" ? packageFile(folder) : at(folder, module);
      const name = file === null ? null : (names.get(file) ?? null);
      return { file, name: name ?? [folder.replaceAll("/", "."), module].filter(Boolean).join(".") };
    },
    submodule: (file, name) => (baseName(file) === "__init__.py" ? at(folderOf(file), name) : null),
    packageFile,
  };

  function packageFile(folder: string): string | null {
    const file = join(folder, "__init__.py");
    return files.has(file) ? file : null;
  }
}

const placeName = (path: string): string =>
  path
    .replace(/\.py$/, "")
    .replace(/\/__init__$/, "")
    .replace(/[^\w/]/g, "_")
    .replaceAll("/", ".");

const join = (folder: string, name: string) => (folder === "" ? name : `${folder}/${name}`);
