import { mapTexts, type RunTexts } from "./run-texts.js";

/** How absolute paths in the texts of one run are told without its machine. */
export interface MachinePaths {
  readonly shorten: (text: string) => string;
}

/** A text that is one path, blanks and all. */
const WHOLE = /^(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\/(?!\/)|\\\\(?=[\w.]))[^\n"'=:;,|<>*]*$/;
const SEVERAL = /\s(?:-|\/|[A-Za-z]:[\\/])|\.\w{1,4}\s/;
/** A path within a text: after what can stand before one, up to what ends one. */
const WITHIN =
  /(?<before>^|[\s"'`=:,;([{|@])(?<path>(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\/|\\\\(?=[\w.]))[^\s"'`,;:)\]}>|<]*)/g;

/**
 * Paths below the project's folder become relative to it. That folder is what stands before the program, the run's
 * directory or the store wherever a text of the record ends in one or leads through it.
 */
export function machinePaths(run: RunTexts): MachinePaths {
  const anchors = [run.program, run.trace?.directory, run.trace?.store].filter(
    (anchor): anchor is string => anchor != null && anchor !== "." && !isAbsolute(anchor),
  );
  const roots = new Set<string>();
  mapTexts(run, (text) => {
    for (const path of pathsIn(text)) {
      for (const anchor of anchors) {
        const at = `${path}/`.lastIndexOf(`/${anchor}/`);
        if (at > 0) roots.add(path.slice(0, at));
      }
    }
    return text;
  });
  const longestFirst = [...roots].sort((a, b) => b.length - a.length);
  const told = (path: string): string => {
    const root = longestFirst.find((one) => path === one || path.startsWith(`${one}/`));
    if (root !== undefined) return path.slice(root.length + 1) || ".";
    return HOME_ITSELF.test(path) ? "~" : (path.split("/").at(-1) ?? path);
  };
  return { shorten: (text) => shortened(text, told) };
}

const HOME_ITSELF = /\/(?:home|Users)\/[^/]+$/i;

const isAbsolute = (path: string): boolean => /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);

function shortened(text: string, told: (path: string) => string): string {
  if (!/[\\/]/.test(text)) return text;
  if (isWholePath(text)) {
    const path = normal(text);
    return path === "" ? text : told(path);
  }
  return text.replace(WITHIN, (match, ...rest) => {
    const { before = "", path = "" } = rest.at(-1) as Record<string, string>;
    return isPath(path, before) ? before + told(normal(path)) : match;
  });
}

function* pathsIn(text: string): Iterable<string> {
  if (!/[\\/]/.test(text)) return;
  if (isWholePath(text)) yield normal(text);
  else
    for (const { groups } of text.matchAll(WITHIN))
      if (isPath(groups?.path ?? "", groups?.before ?? "")) yield normal(groups?.path ?? "");
}

const isWholePath = (text: string): boolean => text.length < 4096 && WHOLE.test(text) && !SEVERAL.test(text);

/** `//host` follows a scheme; `[/INST]` and `(/100)` are no paths. */
function isPath(path: string, before: string): boolean {
  if (path.startsWith("//") || normal(path) === "") return false;
  return /[^([{@]/.test(before || " ") || normal(path).lastIndexOf("/") > 0;
}

const normal = (path: string): string =>
  path
    .replace(/^file:\/\//, "")
    .replace(/\\+/g, "/")
    .replace(/\/{2,}/g, "/")
    .replace(/^\/(?=[A-Za-z]:)/, "")
    .replace(/\/$/, "");
