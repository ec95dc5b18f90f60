import { baseName, folderOf } from "../../core/paths.js";
import { attributePattern } from "../../parsers/attribute-pattern.js";
import type { StateFiles } from "./state-files.js";

/** A `filter` that .gitattributes gives files. `name` null: it takes one away. */
interface FilterRule {
  readonly path: string;
  readonly line: number;
  readonly name: string | null;
  matches(path: string): boolean;
}

export interface Filtered {
  /** `lfs`, `nbstripout` … */
  readonly name: string;
  /** The line that says so. */
  readonly path: string;
  readonly line: number;
}

const MOST_RULES = 5000;

/** Tells the filter that a path goes through: the last line that fits, and that of the deepest folder before all. */
export async function filterOf(files: StateFiles): Promise<(path: string) => Filtered | null> {
  const found: FilterRule[] = [];
  const sources = files.paths
    .filter((path) => baseName(path) === ".gitattributes")
    .sort((a, b) => a.split("/").length - b.split("/").length);
  for (const source of sources) {
    const text = (await files.bytes(source))?.toString("utf8") ?? "";
    text.split("\n").forEach((raw, index) => {
      const [pattern, ...attributes] = raw.trim().split(/\s+/);
      const named = attributes.findLast((one) => /^[-!]?filter(?:=|$)/.test(one));
      if (
        pattern === undefined ||
        pattern.startsWith("#") ||
        named === undefined ||
        found.length >= MOST_RULES
      )
        return;
      const name = /^filter=(.+)$/.exec(named)?.[1] ?? null;
      found.push({
        path: source,
        line: index + 1,
        name,
        matches: attributePattern(pattern, folderOf(source)),
      });
    });
  }
  return (path) => {
    const rule = found.findLast((one) => one.matches(path));
    return rule === undefined || rule.name === null
      ? null
      : { name: rule.name, path: rule.path, line: rule.line };
  };
}

export async function filteredPaths(files: StateFiles): Promise<(path: string) => boolean> {
  const filter = await filterOf(files);
  return (path) => filter(path) !== null;
}
