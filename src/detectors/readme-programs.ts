import type { DetectionContext } from "../core/detector.js";
import { compareText } from "../core/location.js";
import { baseName } from "../core/paths.js";
import { entriesAt } from "../parsers/plain-data.js";
import { parseToml } from "../parsers/toml.js";
import { readOrReport } from "./read-or-report.js";
import { withConstants } from "./setup-text.js";
import { isVendored, resolvePath } from "./tree-places.js";

/** Leads from what a command names to a file of the tree. */
export interface Programs {
  /** A script or module: in one of the folders, at the root, else the only place that ends so. Null: not in the tree. */
  find(program: string, module: boolean, folders: readonly string[]): string | null;
  /** The file behind an installed command (`console_scripts`); `[package]` stands for the only one there is. */
  installed(command: string): string | null;
}

export async function programsOf(context: DetectionContext): Promise<Programs> {
  const paths = context.files.map((file) => file.path);
  const held = new Set(paths);
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const same = byName.get(baseName(path));
    if (same === undefined) byName.set(baseName(path), [path]);
    else same.push(path);
  }
  const find = (program: string, module: boolean, folders: readonly string[]): string | null => {
    const relative = module
      ? program.replaceAll(".", "/")
      : program.replaceAll("\\", "/").replace(/^\.\//, "");
    const names = module
      ? [
          `${relative}.py`,
          `${relative}/__main__.py`,
          `src/${relative}.py`,
          `src/${relative}/__main__.py`,
          `${relative}/__init__.py`,
        ]
      : [relative, `${relative}.py`, `${relative}/__main__.py`];
    for (const folder of [...folders, ""]) {
      for (const name of names) {
        const path = resolvePath(folder, name);
        if (path !== null && held.has(path)) return path;
      }
    }
    // `./example` elsewhere is more likely a binary than an `example.py` somewhere in the tree.
    if (!module && !/\.[A-Za-z]+$/.test(relative)) return null;
    for (const name of names.filter((one) => /\.[A-Za-z]+$/.test(one) && !one.endsWith("/__init__.py"))) {
      const end = `/${name.replace(/^(?:\.\.\/)+/, "")}`;
      const ends = (byName.get(baseName(name)) ?? []).filter(
        (path) => path.endsWith(end) && !isVendored(path),
      );
      const nearest = ends.toSorted(
        (a, b) => a.split("/").length - b.split("/").length || compareText(a, b),
      )[0];
      if (nearest !== undefined) return nearest;
    }
    return null;
  };
  const commands = await installedCommands(context);
  return {
    find,
    installed: (command) => {
      const [only] = commands.size === 1 && MEANS_THE_COMMAND.test(command) ? commands.values() : [];
      const module = commands.get(command) ?? only;
      if (module !== undefined) return find(module, true, []);
      return [`bin/${command}`, `scripts/${command}`].find((path) => held.has(path)) ?? null;
    },
  };
}

const MEANS_THE_COMMAND = /^[[<{](?:your[-_ ]?)?(?:package|project|command|cli|app)(?:[-_ ]?name)?[\]>}]$/i;
const ENTRY = /["']\s*([A-Za-z][\w.-]{1,60})\s*=\s*([A-Za-z_][\w.]{0,120})\s*:\s*[A-Za-z_]\w*/g;
const LARGEST = 512 * 1024;

/** Command → module, of pyproject.toml and setup.py near the root. */
async function installedCommands(context: DetectionContext): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { path, size } of context.files) {
    const name = baseName(path);
    if (size === 0 || path.split("/").length > 2 || isVendored(path)) continue;
    if (name !== "pyproject.toml" && name !== "setup.py") continue;
    const text = await readOrReport(context, path, LARGEST);
    if (text === null) continue;
    if (name === "setup.py") {
      if (!text.includes("console_scripts")) continue;
      for (const match of withConstants(text).matchAll(ENTRY)) found.set(match[1]!, match[2]!);
      continue;
    }
    const toml = parseToml(text);
    for (const table of [
      ["project", "scripts"],
      ["tool", "poetry", "scripts"],
    ]) {
      for (const [command, target] of entriesAt(toml.value, ...table)) {
        if (typeof target === "string") found.set(command, target.split(":")[0]!.trim());
      }
    }
  }
  return found;
}
