import type { Value } from "../../core/code.js";
import { folderOf, joinedPath } from "../../core/paths.js";
import type { RawFacts } from "../raw.js";

const ADDS = /^(?:sys\.path|path)\.(?:append|insert|extend)$|^site\.addsitedir$/;
const LITERAL = /["']([^"']{1,200})["']/g;

/**
 * Folders of the tree that sources put on Python's path, by `sys.path.append("..")` and the like: as seen from the
 * source's own folder (`__file__`), and for plain literals from the root too, where the program may be started.
 */
export function addedFolders(facts: ReadonlyMap<string, RawFacts>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, { calls, assignments }] of facts) {
    for (const { name, args } of calls) {
      if (!ADDS.test(name)) continue;
      for (const { value } of args) {
        const given =
          value.is === "name"
            ? (assignments.find(({ target }) => target === value.name)?.value ?? value)
            : value;
        for (const folder of foldersOf(path, given, assignments)) found.add(folder);
      }
    }
  }
  return found;
}

function foldersOf(path: string, value: Value, assignments: RawFacts["assignments"]): string[] {
  if (value.is === "list") return value.items.flatMap((item) => foldersOf(path, item, assignments));
  if (value.is === "literal") {
    if (typeof value.value !== "string" || value.value.startsWith("/")) return [];
    return [joinedPath(folderOf(path), value.value), joinedPath("", value.value)].filter(
      (one) => one !== null,
    );
  }
  if (value.is !== "call" && value.is !== "expression") return [];
  const text = filled(value.text, assignments);
  if (!text.includes("__file__")) return [];
  const ups =
    (text.match(/\bdirname\(/g)?.length ?? 0) +
    (text.match(/\.parent\b/g)?.length ?? 0) +
    Number(/\.parents\[(\d)\]/.exec(text)?.[1] ?? -1) +
    1;
  // `os.path.join(__file__, "..")` leaves the file itself by its first step up.
  const parts = [
    path,
    ...Array.from({ length: ups }, () => ".."),
    ...[...text.matchAll(LITERAL)].map((match) => match[1]!),
  ];
  const folder = joinedPath("", parts.join("/"));
  return folder === null || folder.endsWith(".py") ? [] : [folder];
}

/** A variable of the module that holds the way to a folder: `ROOT`, `str(ROOT / "lib")`. */
function filled(text: string, assignments: RawFacts["assignments"]): string {
  if (text.includes("__file__")) return text;
  for (const [name] of text.matchAll(/\b[A-Za-z_]\w*\b/g)) {
    const value = assignments.find(({ target, scope }) => target === name && scope === null)?.value;
    if ((value?.is === "call" || value?.is === "expression") && value.text.includes("__file__"))
      return text.replace(name, () => value.text);
  }
  return text;
}
