import type { RawImport, Writable } from "../raw.js";
import type { Syntax } from "../syntax.js";
import { type Context, type Handler, scopeOf, type Walk } from "./walk.js";

const TYPING = /^(?:\w+\.)?TYPE_CHECKING$/;

/** `import a.b as c, d`: names without an alias bind their first part. */
export const imported: Handler = (node, context, walk) => {
  for (const child of node.children) {
    const module = nameIn(child, walk);
    add(node, walk, context, {
      module,
      level: 0,
      name: null,
      alias: aliasIn(child, walk) ?? module.split(".", 1)[0]!,
    });
  }
};

/** `from ..a import b as c, *` */
export const importedFrom: Handler = (node, context, walk) => {
  const [from, ...names] = node.children;
  if (from === undefined) return;
  const dotted = nameIn(from, walk);
  const level = dotted.search(/[^.]|$/);
  for (const child of names) {
    const name = nameIn(child, walk);
    add(node, walk, context, {
      module: dotted.slice(level),
      level,
      name,
      alias: aliasIn(child, walk) ?? name,
    });
  }
};

function add(
  node: Syntax,
  walk: Walk,
  context: Context,
  bound: {
    readonly module: string;
    readonly level: number;
    readonly name: string | null;
    readonly alias: string;
  },
): void {
  const { module, level, name, alias } = bound;
  const { conditions } = context;
  const scope = scopeOf(alias, context);
  // What a function imports for the whole module is there once it has run, and not before.
  const optional = context.optional || scope !== context.scope;
  const found: Writable<RawImport> = { module, level, name, alias, optional, scope, at: walk.place(node) };
  if (conditions.some((condition) => TYPING.test(condition))) found.typing = true;
  walk.facts.imports.push(found);
}

/** Without the white space that may stand around its dots. */
function nameIn(node: Syntax, walk: Walk): string {
  const text = walk.name(node.type === "aliased_import" ? node.children[0]! : node);
  return /[\s\\]/.test(text) ? text.replace(/[\s\\]+/g, "") : text;
}

const aliasIn = (node: Syntax, walk: Walk): string | undefined =>
  node.type === "aliased_import" ? walk.name(node.children[1]!) : undefined;
