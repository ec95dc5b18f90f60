import type { Value } from "../../core/code.js";
import type { RawFacts, RawImport } from "../raw.js";

/** What a name stands for from one place of its scope on. */
export type Binding = { readonly at: number; readonly scope: string | null } & (
  | { readonly is: "import"; readonly from: RawImport }
  | { readonly is: "definition"; readonly name: string }
  | { readonly is: "value"; readonly value: Value }
  /** A parameter that its annotation tells the class of. */
  | { readonly is: "instance"; readonly type: string }
  /** A parameter, a loop variable: something comes from elsewhere. */
  | { readonly is: "opaque" }
);

/** The names of one file, by scope. */
export interface Bindings {
  /** What `name` stands for where it is used. */
  find(name: string, scope: string | null, at: number): Binding | null;
  /** It stands for one thing, or for nothing, wherever it is used: bound once and for all at module level, or nowhere. */
  isConstant(name: string): boolean;
  /** What other files get that import `name` from this one. */
  exported(name: string): Binding | null;
  /** What `self.name` holds inside a class, or an attribute of its body. */
  attribute(name: string, owner: string): Binding | null;
  /** The class that encloses a scope. */
  classAround(scope: string | null): string | null;
  /** Bases of a class as written; empty where there is no such class. */
  bases(name: string): readonly string[];
  /** What a function gives back. */
  returns(name: string): RawFacts["returns"];
  readonly stars: readonly RawImport[];
  /** Modules imported by their full name, `import a.b.c`, with all that lead to them. */
  readonly modules: ReadonlySet<string>;
}

type Table = Map<string, Binding[]>;

const SELF = /^(?:self|cls)\.(\w+)$/;

/** The attribute of `self.name`; undefined for any other target. */
const attributeOf = (target: string): string | undefined =>
  target.startsWith("self.") || target.startsWith("cls.") ? SELF.exec(target)?.[1] : undefined;

export function bind(facts: RawFacts): Bindings {
  const tables = new Map<string | null, Table>();
  /** Bound more than once, or elsewhere than at module level. */
  const varying = new Set<string>();
  const bases = new Map(facts.classes.map((found) => [found.name, found.bases] as const));
  const classes = new Set(bases.keys());
  const add = (scope: string | null, name: string, binding: Binding) => {
    let table = tables.get(scope);
    if (table === undefined) {
      table = new Map();
      tables.set(scope, table);
    }
    const known = table.get(name);
    if (known === undefined) table.set(name, [binding]);
    else known.push(binding);
    if (scope !== null || known !== undefined) varying.add(name);
  };
  const owners = new Map<string, string | null>();
  const classAround = (scope: string | null): string | null => {
    if (scope === null) return null;
    let found = owners.get(scope);
    if (found === undefined) {
      let at: string | null = scope;
      while (at !== null && !classes.has(at)) at = outer(at);
      found = at;
      owners.set(scope, found);
    }
    return found;
  };

  const modules = new Set<string>();
  const stars: RawImport[] = [];
  for (const found of facts.imports) {
    const { at, scope } = found;
    if (found.name === "*") {
      stars.push(found);
      continue;
    }
    add(scope, found.alias, { is: "import", from: found, at, scope });
    if (found.name !== null) continue;
    for (let module: string | null = found.module; module !== null; module = outer(module))
      modules.add(module);
  }
  for (const definitions of [facts.functions, facts.classes]) {
    for (const { name, at, scope } of definitions)
      add(scope, name.slice(name.lastIndexOf(".") + 1), { is: "definition", name, at, scope });
  }
  for (const { name: scope, at, parameters } of facts.functions) {
    for (const { name, annotation } of parameters) {
      const type = annotation === null ? null : typeOf(annotation);
      if (type === null) add(scope, name, { is: "opaque", at, scope });
      else add(scope, name, { is: "instance", type, at, scope: outer(scope) });
    }
  }
  for (const { target, value, scope, at } of facts.assignments) {
    if (value === null) continue;
    const self = attributeOf(target);
    const owner = self === undefined ? null : classAround(scope);
    if (self === undefined) add(scope, target, { is: "value", value, at, scope });
    else if (owner !== null) add(owner, `self.${self}`, { is: "value", value, at, scope });
  }
  for (const { name, scope, at } of facts.opaque) add(scope, name, { is: "opaque", at, scope });
  for (const table of tables.values()) {
    for (const bindings of table.values()) if (bindings.length > 1) bindings.sort((a, b) => a.at - b.at);
  }

  const returns = new Map<string, RawFacts["returns"][number][]>();
  for (const found of facts.returns) {
    const known = returns.get(found.scope);
    if (known === undefined) returns.set(found.scope, [found]);
    else known.push(found);
  }

  const chains = new Map<string | null, readonly Table[]>();
  /** Tables in which a name of this scope is looked up: its own, and those of the functions around it. */
  const chain = (scope: string | null): readonly Table[] => {
    let found = chains.get(scope);
    if (found === undefined) {
      const tablesOf: Table[] = [];
      for (let at = scope; ; at = outer(at)) {
        const table = tables.get(at);
        if (at === scope || at === null || !classes.has(at)) tablesOf.push(table ?? NO_NAMES);
        if (at === null) break;
      }
      found = tablesOf;
      chains.set(scope, found);
    }
    return found;
  };

  return {
    find: (name, scope, at) => {
      const tablesOf = chain(scope);
      for (let i = 0; i < tablesOf.length; i++) {
        const known = tablesOf[i]!.get(name);
        if (known !== undefined) return i === 0 ? latest(known, at) : settled(known);
      }
      return null;
    },
    isConstant: (name) => !varying.has(name),
    exported: (name) => {
      const known = tables.get(null)?.get(name);
      return known === undefined ? null : settled(known);
    },
    attribute: (name, owner) => {
      const table = tables.get(owner);
      const known = table?.get(`self.${name}`);
      if (known !== undefined) return settled(known);
      const body = table?.get(name);
      const found = body === undefined ? null : settled(body);
      return found?.is === "definition" ? null : found;
    },
    classAround,
    bases: (name) => bases.get(name) ?? [],
    returns: (name) => returns.get(name) ?? NO_RETURNS,
    stars,
    modules,
  };
}

const NO_RETURNS: RawFacts["returns"] = [];
const NO_NAMES: Table = new Map();

/** The class that an annotation names: `Net`, `"nn.Net"`, `Optional[Net]`, `Net | None`. */
function typeOf(annotation: string): string | null {
  const plain = annotation
    .replace(/["']/g, "")
    .replace(/^(?:typing\.)?Optional\[([\w.]+)\]$|^([\w.]+) ?\| ?None$/, "$1$2");
  return /^(?:\w+\.)*[A-Z]\w*$/.test(plain) ? plain : null;
}

function outer(scope: string): string | null {
  const dot = scope.lastIndexOf(".");
  return dot < 0 ? null : scope.slice(0, dot);
}

const isNone = (binding: Binding): boolean =>
  binding.is === "value" && binding.value.is === "literal" && binding.value.value === null;

/** The binding before the use; of two imports of one name (try, except) the first. */
function latest(known: readonly Binding[], at: number): Binding {
  if (known.length === 1) return known[0]!;
  const { real, imported } = historyOf(known);
  let [low, high] = [0, real.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (real[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  const last = real[low - 1] ?? real[0] ?? known[0]!;
  return last.is === "import" ? (imported ?? last) : last;
}

/** Seen from another scope, when everything has been bound. */
function settled(known: readonly Binding[]): Binding {
  if (known.length === 1) return known[0]!;
  return historyOf(known).settled;
}

/** What is asked of all bindings of one name, found once: a name can be bound ten thousand times. */
interface History {
  /** Those that are not None, in order. */
  readonly real: readonly Binding[];
  /** The first import. */
  readonly imported: Binding | undefined;
  readonly settled: Binding;
}

const histories = new WeakMap<readonly Binding[], History>();

function historyOf(known: readonly Binding[]): History {
  const found = histories.get(known);
  if (found !== undefined) return found;
  const real = known.filter((binding) => !isNone(binding));
  const settled =
    real.find((binding) => binding.is === "import" || binding.is === "definition") ??
    real.at(-1) ??
    known[0]!;
  const history = { real, imported: known.find((binding) => binding.is === "import"), settled };
  histories.set(known, history);
  return history;
}
