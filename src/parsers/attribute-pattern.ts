/**
 * Patterns of .gitattributes (gitattributes(5), gitignore(5)): without a slash a pattern matches names at any depth,
 * with one paths from its folder; `*` and `?` stay inside a name, `**` crosses folders. Patterns of others are hostile:
 * matching takes time in the product of the two lengths, whatever they hold.
 */
export function attributePattern(pattern: string, folder: string): (path: string) => boolean {
  const body = pattern.replace(/^"|"$/g, "").replace(/^\//, "");
  const parts = [
    ...(folder === "" ? [] : folder.split("/")),
    ...(pattern.includes("/") ? [] : ["**"]),
    ...body.split("/"),
  ];
  return (path) => matchesPath(parts, path.split("/"));
}

/** Reachable positions instead of backtracking. */
function matchesPath(parts: readonly string[], names: readonly string[]): boolean {
  let reachable = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reachable) {
      if (part === "**") for (let to = at; to <= names.length; to += 1) next.add(to);
      else if (at < names.length && matchesName(part, names[at]!)) next.add(at + 1);
    }
    reachable = next;
  }
  return reachable.has(names.length);
}

function matchesName(part: string, name: string): boolean {
  let reachable = new Set([0]);
  for (let i = 0; i < part.length && reachable.size > 0; i += 1) {
    const c = part[i]!;
    const end = c === "[" ? part.indexOf("]", i + 2) : -1;
    const next = new Set<number>();
    for (const at of reachable) {
      if (c === "*") for (let to = at; to <= name.length; to += 1) next.add(to);
      else if (
        at < name.length &&
        (c === "?" || (end > 0 ? inClass(part.slice(i + 1, end), name[at]!) : c === name[at]))
      )
        next.add(at + 1);
    }
    if (end > 0) i = end;
    reachable = next;
  }
  return reachable.has(name.length);
}

/** `[ab]`, `[a-z]`, `[!a]`: whether a character is one of those between the brackets. */
export function inClass(body: string, c: string): boolean {
  const negated = body.startsWith("!") || body.startsWith("^");
  const set = negated ? body.slice(1) : body;
  let found = false;
  for (let i = 0; i < set.length; i += 1) {
    if (set[i + 1] === "-" && i + 2 < set.length) {
      found ||= set[i]! <= c && c <= set[i + 2]!;
      i += 2;
    } else found ||= set[i] === c;
  }
  return found !== negated;
}
