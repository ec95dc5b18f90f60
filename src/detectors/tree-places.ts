import { baseName, folderOf, VENDOR_FOLDERS } from "../core/paths.js";
import type { FileEntry, FileKind, Workspace } from "../core/workspace.js";

/** What a path's folders say of a file: whose it is, and what it is for. Pure; names compared without case. */

const foldersOf = (path: string): readonly string[] => path.toLowerCase().split("/").slice(0, -1);

const VENDORED = new Set([
  ...VENDOR_FOLDERS,
  "vendors",
  "external",
  "externals",
  "extern",
  "dist-packages",
  "node_modules",
  "bower_components",
  "submodules",
]);
const TESTS = new Set([
  "test",
  "tests",
  "testing",
  "unittests",
  "unit_tests",
  "__tests__",
  "testdata",
  "test_data",
  "fixtures",
]);
const DOCUMENTATION = new Set([
  "doc",
  "docs",
  "documentation",
  "_docs",
  "docs_src",
  "doc_src",
  "docsrc",
  "docs-src",
  "website",
  "site",
  "wiki",
]);
const PICTURES = new Set([
  "assets",
  "asset",
  "img",
  "imgs",
  "figures",
  "figure",
  "figs",
  "fig",
  "media",
  "static",
  "screenshots",
  "pics",
  "pictures",
  "readme_images",
  "readme-images",
  "_static",
  "resources",
  "teaser",
  "logo",
  "logos",
  ".github",
]);
const EXAMPLES = new Set(["examples", "example", "demo", "demos", "tutorial", "tutorials", "samples"]);

const within =
  (names: ReadonlySet<string>) =>
  (path: string): boolean =>
    foldersOf(path).some((name) => names.has(name));

/** Code and documents of others, kept in this tree. */
export const isVendored = (path: string): boolean =>
  within(VENDORED)(path) || /(?:^|\/)[^/]+\.(?:egg|dist)-info\//.test(path);
export const isUnderTests = within(TESTS);
export const isUnderDocumentation = within(DOCUMENTATION);
export const isUnderPictures = within(PICTURES);
export const isUnderExamples = within(EXAMPLES);

/** Folders that trackers write, and folders that are one saved model: what lies there was recorded, not declared. */
const RECORD_FOLDER =
  /(?:^|\/)(?:mlruns|mlartifacts|lightning_logs|\.guild|\.neptune|\.aim|\.metaflow|_sources|wandb\/(?:(?:offline-)?run-[^/]*|latest-run|sweep-[^/]*)|artifacts\/[^/]+:?v\d+|\.hydra|\.ipynb_checkpoints|__pycache__)\//;

/** Tells paths that belong to run records or saved models. */
export function recordPlaces(files: readonly Pick<FileEntry, "path">[]): (path: string) => boolean {
  const models = files.flatMap((file) => {
    const name = baseName(file.path);
    if (name === "MLmodel") return [folderOf(file.path)];
    return [];
  });
  const folders = new Set(models.filter((folder) => folder !== ""));
  return (path) => {
    if (RECORD_FOLDER.test(path)) return true;
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      if (folders.has(path.slice(0, at))) return true;
    }
    return false;
  };
}

/** Joins and normalises a POSIX path relative to a folder; null where it leaves the root or is absolute. */
export function resolvePath(folder: string, relative: string): string | null {
  if (relative.startsWith("~") || /^[A-Za-z]:/.test(relative) || relative.startsWith("/")) return null;
  const out: string[] = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") out.push(part);
    else if (out.pop() === undefined) return null;
  }
  return out.join("/");
}

/** Tells whether a path is a file of the tree, or a folder that holds one. */
export function holderOf(files: readonly FileEntry[]): (path: string) => boolean {
  const held = new Set<string>();
  for (const { path } of files) {
    held.add(path);
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (held.has(folder)) break;
      held.add(folder);
    }
  }
  return (path) => path === "" || held.has(path);
}

/** null: the file cannot be read here (an object that a partial clone left out, a missing permission). */
export const kindOf = (workspace: Workspace, path: string): Promise<FileKind | null> =>
  workspace.kind(path).catch(() => null);
