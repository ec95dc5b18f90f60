import { parsePythonJson } from "../../parsers/python-json.js";
import type { WandbItem } from "../../parsers/wandb-records.js";
import { mediaPath } from "./values.js";

interface Parted {
  readonly plain: readonly WandbItem[];
  readonly files: readonly string[];
}

const isType = ({ path }: WandbItem): boolean => path.length > 1 && path.at(-1) === "_type";

/**
 * The core (0.18 and later) writes a picture or table as one item per field, under a common path with a `_type`.
 * Parts those from the values; `files` are the paths below `files/` that they name.
 */
export function partMedia(items: readonly WandbItem[]): Parted {
  if (!items.some(isType)) return { plain: items, files: [] };
  const roots = new Set(items.filter(isType).map(({ path }) => path.slice(0, -1).join("\n")));
  const files: string[] = [];
  const plain = items.filter(({ path, json }) => {
    const depth = path.findIndex((_, index) => index > 0 && roots.has(path.slice(0, index).join("\n")));
    if (depth < 0) return true;
    if (path.length === depth + 1 && path[depth] === "path") {
      const file = mediaPath(parsePythonJson(json).value);
      if (file !== null) files.push(file);
    }
    return false;
  });
  return { plain, files };
}
