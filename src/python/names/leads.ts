import { folderOf } from "../../core/paths.js";
import type { RawFacts } from "../raw.js";
import type { ModuleMap } from "./modules.js";

/** Files that the imports of a source may lead to: its modules, and the packages that run before them. */
export function leadsOf(path: string, { imports }: RawFacts, modules: ModuleMap): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (file: string | null): void => {
    if (file === null || found.has(file)) return;
    found.add(file);
    for (let folder = folderOf(file); folder !== ""; folder = folderOf(folder)) {
      const init = modules.packageFile(folder);
      if (init === null) break;
      found.add(init);
    }
  };
  for (const { module, level, name } of imports) {
    const whole = name === null || name === "*" ? module : [module, name].filter(Boolean).join(".");
    if (level > 0) {
      add(modules.relative(module, level, path).file);
      add(modules.relative(whole, level, path).file);
      continue;
    }
    // `import a.b.c` makes names of all three.
    for (let dot = whole.length; dot > 0; dot = whole.lastIndexOf(".", dot - 1))
      add(modules.absolute(whole.slice(0, dot), path));
  }
  return found;
}
