import { folderOf, joinedPath } from "../../core/paths.js";

/** Configuration that a source's lines speak of. */
export interface Mentions {
  /** Names of files, without their folders. */
  readonly files: readonly string[];
  /** Folders that Hydra composes from; "" for the root. */
  readonly folders: readonly string[];
}

const FILE = /([\w.-]{1,100})\.(ya?ml|toml|json|gin)\b/gi;
const FOLDER = /\bconfig_path\s{0,10}=\s{0,10}[rf]?["']([^"'\n]{1,200})["']/g;
const NAME = /\bconfig_name\s{0,10}=\s{0,10}[rf]?["']([\w./-]{1,200})["']/g;

export function mentionsIn(path: string, lines: readonly string[]): Mentions {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const line of lines) {
    for (const [, stem = "", format = ""] of line.matchAll(FILE)) files.add(`${stem}.${format}`);
    for (const [, folder = ""] of line.matchAll(FOLDER)) {
      const at = joined(folderOf(path), folder);
      if (at !== null) folders.add(at);
    }
    for (const [, name = ""] of line.matchAll(NAME)) {
      const stem = name.slice(name.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
      files.add(`${stem}.yaml`).add(`${stem}.yml`);
    }
  }
  return { files: [...files], folders: [...folders] };
}

/** null: it leaves the tree, or is none. */
const joined = (base: string, path: string): string | null =>
  path.startsWith("/") || path.includes("://") ? null : joinedPath(base, path);
