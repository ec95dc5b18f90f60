import { parsePythonJson } from "../../parsers/python-json.js";
import type { WandbItem } from "../../parsers/wandb-records.js";
import { type MediaFile, mediaFile } from "./values.js";

export type { MediaFile } from "./values.js";

interface Parted {
  readonly plain: readonly WandbItem[];
  readonly files: readonly MediaFile[];
}

const isType = ({ path }: WandbItem): boolean => path.length > 1 && path.at(-1) === "_type";

/**
 * The core (0.18 and later) writes a picture or table as one item per field, under a common path with a `_type`.
 * Parts those from the values; `files` are what they stand for.
 */
export function partMedia(items: readonly WandbItem[]): Parted {
  if (!items.some(isType)) return { plain: items, files: [] };
  const media = new Map<string, Record<string, unknown>>(
    items.filter(isType).map(({ path }) => [path.slice(0, -1).join("\n"), {}]),
  );
  const plain = items.filter(({ path, json }) => {
    const depth = path.findIndex((_, index) => index > 0 && media.has(path.slice(0, index).join("\n")));
    if (depth < 0) return true;
    const name = path[depth];
    if (path.length === depth + 1 && (name === "path" || name === "sha256")) {
      media.get(path.slice(0, depth).join("\n"))![name] = parsePythonJson(json).value;
    }
    return false;
  });
  return { plain, files: [...media.values()].flatMap((fields) => mediaFile(fields) ?? []) };
}
