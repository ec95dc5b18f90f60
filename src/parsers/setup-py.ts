import { emptyManifest, type Manifest, type PackageEntry } from "./manifest.js";
import { parseRequirement } from "./pep508.js";
import { withoutComment } from "./requirements.js";

const STRING = /(?:[rRuUbB]{0,2})("""|'''|"|')/y;
const READ_FILE = /["']([\w./-]{0,120}requirements?[\w./-]{0,60}\.(?:txt|in))["']/;
const PYTHON = /python_requires\s*=\s*["']([^"'\n]{1,60})["']/;

interface Literal {
  readonly text: string;
  readonly line: number;
}

/**
 * What a setup.py asks to install, read as text: the strings of the list that `install_requires` is given, directly or
 * through a variable; files that it reads requirements from. Nothing is run.
 */
export function parseSetupPy(text: string): Manifest {
  const format = "setup.py";
  const argument = /\binstall_requires\s*=\s*/.exec(text) ?? /["']install_requires["']\s*:\s*/.exec(text);
  const found = argument === null ? [] : listAfter(text, argument.index + argument[0].length);
  const file = READ_FILE.exec(text);
  const python = PYTHON.exec(text);
  const lineAt = (index: number) => text.slice(0, index).split("\n").length;
  const entries = found.flatMap((literal): PackageEntry[] => {
    const requirement = parseRequirement(literal.text);
    return requirement === null ? [] : [{ ...requirement, hashed: false, line: literal.line }];
  });
  return {
    ...emptyManifest(format),
    entries,
    includes:
      file !== null && entries.length === 0
        ? [{ path: file[1]!, line: lineAt(file.index), constraint: false }]
        : [],
    python:
      python === null
        ? null
        : { version: python[1]!, exact: /^==\d+\.\d+\.\d+$/.test(python[1]!), line: lineAt(python.index) },
  };
}

/** A module of a project may be called setup.py as well: one that packages calls `setup`. */
export const callsSetup = (text: string): boolean =>
  /(?:^|[^\w.])(?<!\bdef )(?:\w{1,60}\.){0,4}setup\s*\(/.test(text);

/** A list literal at `from`, or the one that the variable named there was last given. */
function listAfter(text: string, from: number, depth = 0): readonly Literal[] {
  if (text[from] === "[" || text[from] === "(") return strings(text, from);
  const name = /^[A-Za-z_][A-Za-z0-9_]{0,80}/.exec(text.slice(from, from + 90))?.[0];
  if (name === undefined || depth > 2) return [];
  const assigned = [
    ...text.matchAll(
      new RegExp(`^[ \\t]*${name}[ \\t]*(?::[^=\\n]{1,80})?\\+?=[ \\t]*(?=[\\[A-Za-z_(])`, "gm"),
    ),
  ];
  return assigned.flatMap((match) =>
    match.index + match[0].length === from ? [] : listAfter(text, match.index + match[0].length, depth + 1),
  );
}

/** String literals between the bracket at `from` and its partner, comments skipped. */
function strings(text: string, from: number): readonly Literal[] {
  const found: Literal[] = [];
  let depth = 0;
  let at = from;
  let line = text.slice(0, from).split("\n").length;
  while (at < text.length) {
    const c = text[at]!;
    if (c === "\n") line += 1;
    if (c === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      continue;
    }
    STRING.lastIndex = at;
    const quote = /["']/.test(c) ? STRING.exec(text) : null;
    if (quote !== null) {
      const end = text.indexOf(quote[1]!, at + quote[0].length);
      if (end < 0) return found;
      const body = text.slice(at + quote[0].length, end);
      if (depth === 1) found.push({ text: body, line });
      line += body.split("\n").length - 1;
      at = end + quote[1]!.length;
      continue;
    }
    if (c === "[" || c === "(" || c === "{") depth += 1;
    else if (c === "]" || c === ")" || c === "}") {
      depth -= 1;
      if (depth === 0) return found;
    }
    at += 1;
  }
  return found;
}

/** The `[options]` part of a setup.cfg: `install_requires`, `python_requires`. Null where it has none of them. */
export function parseSetupCfg(text: string): Manifest | null {
  const entries: PackageEntry[] = [];
  const includes: { path: string; line: number; constraint: boolean }[] = [];
  let python: Manifest["python"] = null;
  let section = "";
  let key = "";
  let seen = false;
  text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .forEach((raw, index) => {
      const head = /^\[([^\]]{1,80})\]/.exec(raw);
      const assignment = /^([A-Za-z_.]{1,60})\s*[=:]\s*(.*)$/.exec(raw);
      let content = raw.trim();
      if (head !== null) {
        section = head[1]!;
        key = "";
        return;
      }
      if (assignment !== null) {
        key = assignment[1]!;
        content = assignment[2]!.trim();
      }
      if (section !== "options" || (content === "" && assignment === null)) return;
      if (key === "install_requires") {
        seen = true;
        const file = /^file:\s*(.+)$/.exec(content);
        if (file !== null)
          includes.push({ path: file[1]!.split(",")[0]!.trim(), line: index + 1, constraint: false });
        else {
          const found = content.startsWith("#") ? null : parseRequirement(withoutComment(content));
          if (found !== null) entries.push({ ...found, hashed: false, line: index + 1 });
        }
      } else if (key === "python_requires" && content !== "") {
        seen = true;
        python = { version: content, exact: /^==\d+\.\d+\.\d+$/.test(content), line: index + 1 };
      }
    });
  return seen ? { ...emptyManifest("setup.cfg"), entries, includes, python } : null;
}
