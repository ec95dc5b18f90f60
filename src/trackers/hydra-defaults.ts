import type { Location } from "../core/location.js";

/** The defaults list of Hydra: which files of a configuration tree a primary configuration selects. */

export const YAML = /\.ya?ml$/;
/** Nesting that no honest configuration reaches. */
export const DEEPEST = 24;

/** One YAML file of a configuration tree. */
export interface ConfigFile {
  readonly path: string;
  readonly value: unknown;
  line(path: readonly (string | number)[]): number | undefined;
}

/** A group that a primary configuration leaves out: `logger: null`. */
export interface NullGroup {
  readonly group: string;
  readonly location: Location;
}

/** The files that a primary configuration selects, itself first, and the groups that it leaves out. */
export function composed(
  yaml: ReadonlyMap<string, ConfigFile>,
  primary: string,
  root: string,
): { readonly files: readonly string[]; readonly nulls: readonly NullGroup[] } {
  const files: string[] = [];
  const nulls: NullGroup[] = [];
  const overrides = new Map<string, string | null>();
  visit(primary, 0);
  return { files, nulls };

  function visit(path: string, depth: number): void {
    const file = yaml.get(path);
    if (depth > DEEPEST || files.includes(path)) return;
    files.push(path);
    if (file === undefined) return;
    const here = folderOf(path);
    defaultsOf(file).forEach((entry, index) => {
      for (const { group, choice, absolute, override } of choicesOf(entry)) {
        if (override && group !== null) {
          overrides.set(group, choice);
          continue;
        }
        const chosen = group !== null && overrides.has(group) ? (overrides.get(group) ?? null) : choice;
        const base = absolute ? root : here;
        if (chosen === null) {
          const line = file.line(["defaults", index]);
          if (group !== null)
            nulls.push({
              group: relative(base, group),
              location: { path, ...(line === undefined ? {} : { line }) },
            });
          continue;
        }
        const target = normalise(base, group === null ? chosen : `${group}/${chosen}`);
        visit(
          YAML.test(target) ? target : yaml.has(`${target}.yml`) ? `${target}.yml` : `${target}.yaml`,
          depth + 1,
        );
      }
    });
  }

  function relative(base: string, group: string): string {
    const full = normalise(base, group);
    return root !== "" && full.startsWith(`${root}/`) ? full.slice(root.length + 1) : full;
  }
}

function defaultsOf(file: ConfigFile): readonly unknown[] {
  const list = isMapping(file.value) ? file.value.defaults : undefined;
  return Array.isArray(list) ? list : [];
}

interface Choice {
  readonly group: string | null;
  readonly choice: string | null;
  readonly absolute: boolean;
  readonly override: boolean;
}

/** One entry of a defaults list: `_self_`, `base`, `group: name`, `optional group: name`, `override /group: name`. */
function choicesOf(entry: unknown): readonly Choice[] {
  if (typeof entry === "string")
    return entry === "_self_" ? [] : [{ group: null, ...split(entry), override: false }];
  if (!isMapping(entry)) return [];
  return Object.entries(entry).flatMap(([key, value]) => {
    const words = key.split(" ").filter((word) => word !== "");
    const name = stripPackage(words.at(-1) ?? "");
    const group = name.startsWith("/") ? name.slice(1) : name;
    const common = { group, absolute: name.startsWith("/"), override: words.includes("override") };
    const choices = Array.isArray(value) ? value : [value];
    return choices.map((choice) => ({ ...common, choice: typeof choice === "string" ? choice : null }));
  });
}

function split(entry: string): { choice: string; absolute: boolean } {
  const name = stripPackage(entry.replace(/^optional\s+/, ""));
  return name.startsWith("/") ? { choice: name.slice(1), absolute: true } : { choice: name, absolute: false };
}

const stripPackage = (name: string): string => name.split("@")[0] ?? name;

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const folderOf = (path: string): string =>
  path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";

/** Joins and resolves `.` and `..`; what leads out of the root names nothing. */
export function normalise(base: string, path: string): string {
  const parts: string[] = path.startsWith("/") ? [] : base === "" ? [] : base.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
