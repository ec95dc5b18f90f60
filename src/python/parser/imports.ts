import type { Syntax } from "../syntax.js";
import { AND, AS, COMMA, DOT, ELLIPSIS, FROM, IMPORT, LPAR, NAME, RPAR, STAR } from "./kinds.js";
import { endBefore, expect, kindAt, leaf, make, NOTHING, type Reader, startAt, take } from "./reader.js";

/**
 * `import a.b as c, d` holds what it imports: names, or aliased_imports of a name and another. In
 * `from ..a import b as c, d` the module with its dots comes first.
 */
export function importStatement(p: Reader): Syntax {
  const start = startAt(p);
  const children: Syntax[] = [];
  if (!take(p, FROM)) {
    p.at++;
    importedNames(p, children);
    return make("import_statement", start, endBefore(p), children);
  }
  children.push(moduleName(p));
  expect(p, IMPORT);
  if (take(p, LPAR)) {
    importedNames(p, children);
    expect(p, RPAR);
  } else if (kindAt(p) === STAR) children.push(leaf(p, "wildcard_import"));
  else importedNames(p, children);
  return make("import_from_statement", start, endBefore(p), children);
}

function moduleName(p: Reader): Syntax {
  const start = startAt(p);
  const first = p.at;
  while (take(p, DOT) || take(p, ELLIPSIS));
  if (isWord(p)) dottedName(p);
  if (p.at === first) p.broken = true;
  return make("dotted_name", start, p.at === first ? start : endBefore(p), NOTHING);
}

function importedNames(p: Reader, into: Syntax[]): void {
  do {
    if (!isWord(p)) {
      // A comma may stand behind the last name in brackets.
      if (kindAt(p) !== RPAR) p.broken = true;
      return;
    }
    const name = dottedName(p);
    if (!take(p, AS)) into.push(name);
    else if (isWord(p)) {
      const alias = leaf(p, "identifier");
      into.push(make("aliased_import", name.start, alias.end, [name, alias]));
    } else p.broken = true;
  } while (take(p, COMMA));
}

function dottedName(p: Reader): Syntax {
  const start = startAt(p);
  p.at++;
  while (kindAt(p) === DOT && isWord(p, p.at + 1)) p.at += 2;
  return make("dotted_name", start, endBefore(p), NOTHING);
}

/** Keywords of Python today were names in modules of former days. */
function isWord(p: Reader, at = p.at): boolean {
  const kind = p.kinds[at]!;
  return kind === NAME || (kind >= AND && kind !== IMPORT && kind !== AS);
}
