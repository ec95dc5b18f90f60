import { isUtf8 } from "node:buffer";
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { decodeText } from "../parsers/decoded-text.js";
import { CannotAudit } from "./cannot-audit.js";

/**
 * The few files by which a project speaks to exptrack (configuration, baseline), in one state of it. They may lie above
 * the audited folder, up to the top of its repository; nothing of the tree is listed for them. Paths are relative to
 * that top, POSIX.
 */
export interface ConfigurationFiles {
  /** The audited folder; "" for the top itself. */
  readonly folder: string;
  /** What is there of these files; a path that is not there is left out. */
  texts(paths: readonly string[]): Promise<ReadonlyMap<string, FoundText>>;
  hasFolder(path: string): Promise<boolean>;
  /** A file as somebody names it on the command line; null: it lies outside of the top. */
  inside(file: string): string | null;
  close(): void;
}

export type FoundText = { readonly text: string } | { readonly unreadable: string };

/** A baseline of ten thousand findings is 2 MB. */
export const MAX_BYTES = 16 * 1024 ** 2;
export const TOO_LARGE = `larger than ${MAX_BYTES / 1024 ** 2} MB`;

export function placed(top: string, root: string): Pick<ConfigurationFiles, "folder" | "inside"> {
  return {
    folder: posixPath(relative(top, root)),
    inside(file) {
      const absolute = resolve(file);
      const folder = realPath(dirname(absolute));
      const real = folder === null ? absolute : join(folder, basename(absolute));
      return isWithin(top, real) ? posixPath(relative(top, real)) : null;
    },
  };
}

export const posixPath = (path: string): string => path.split(sep).join("/");

export const isWithin = (top: string, path: string): boolean =>
  path === top || path.startsWith(top.endsWith(sep) ? top : top + sep);

export function existingFolder(path: string): string {
  const real = realPath(path);
  if (real === null)
    throw new CannotAudit(
      `${path} does not exist: check the path (it is looked for from the current folder)`,
    );
  if (!statSync(real).isDirectory())
    throw new CannotAudit(`${path} is a file: name the folder of the project instead`);
  return real;
}

export function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

export function asText(bytes: Buffer): FoundText {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return utf16 || isUtf8(bytes)
    ? { text: decodeText(bytes) }
    : { unreadable: "not UTF-8 text: save it as UTF-8" };
}
