import type { Assignment, ClassFacts, CodeFile, Value } from "../../../core/code.js";

/** A function or class of the project. */
export interface Definition {
  readonly file: CodeFile;
  /** Qualified name in its module. */
  readonly name: string;
  readonly kind: "function" | "class";
}

export interface Definitions {
  /** The function, method or class of the project that a name means at a place in a file. */
  resolve(file: CodeFile, name: string, scope: string | null): Definition | undefined;
  /** The same for a name as it is written, before imports are followed. */
  written(file: CodeFile, name: string, scope: string | null): Definition | undefined;
  /** By path and qualified name. */
  at(path: string, name: string): Definition | undefined;
  /** Functions and classes at a module's top level, those that it imports included. */
  exportedBy(file: CodeFile): readonly Definition[];
  /** Those whose full name fits one with a hole: `models.${name}.Net`. */
  matching(name: string): readonly Definition[];
  module(name: string): CodeFile | undefined;
  /** A class and its bases of the project: each once, depth first. */
  lineage(owner: Definition): readonly Definition[];
  /** Bases of a class that the project does not define, as they are named. */
  foreignBases(owner: Definition): readonly string[];
  /** What a module-level variable is given, by its name at a place in a file: `models.REGISTRY`. */
  variable(file: CodeFile, name: string): { readonly file: CodeFile; readonly value: Value } | undefined;
}

/** Bases of the project's own, and those outside of it. */
interface Bases {
  readonly own: readonly Definition[];
  readonly foreign: readonly string[];
}

const DEEPEST = 6;
const LONGEST_WAY = 50;
const MOST_CLASSES = 100;
const SELF = /^(?:self|cls)\.([\w.]+)$/;
const SUPER = /^super\(\)\.(\w+)$/;
/** The class of the object itself. */
const OWN_CLASS: ReadonlySet<string> = new Set(["cls", "type()", "self.__class__"]);

export function definitionsIn(files: readonly CodeFile[]): Definitions {
  const definitions = new Map<string, Definition>();
  const local = new Map<string, Map<string, Definition>>();
  /** Functions with definitions inside, by file. */
  const nesting = new Map<string, ReadonlySet<string>>();
  const byModule = new Map<string, CodeFile>();
  for (const file of files) {
    const names = new Map<string, Definition>();
    for (const { name } of file.functions) names.set(name, { file, name, kind: "function" });
    for (const { name } of file.classes) names.set(name, { file, name, kind: "class" });
    local.set(file.path, names);
    const nests = new Set<string>();
    for (const name of names.keys()) {
      const outer = outerOf(name);
      if (outer !== null && names.get(outer)?.kind === "function") nests.add(outer);
    }
    nesting.set(file.path, nests);
    if (file.module === null) continue;
    byModule.set(file.module, file);
    for (const [name, definition] of names) definitions.set(`${file.module}.${name}`, definition);
  }

  /** Any other first word leads out of the project. */
  const heads = new Set([...byModule.keys()].map(headOf));

  /** A dotted name means the same in every file, and most come up many times. */
  const dottedNames = new Map<string, Definition | undefined>();
  const anywhere = (dotted: string, depth = DEEPEST): Definition | undefined => {
    if (!heads.has(headOf(dotted))) return undefined;
    const known = dottedNames.get(dotted);
    if (known !== undefined || dottedNames.has(dotted) || depth === 0) return known;
    const plain = dotted.includes("()") ? dotted.replaceAll("()", "") : dotted;
    const found = definitions.get(plain) ?? member(plain, depth) ?? inModule(plain, depth);
    dottedNames.set(dotted, found);
    return found;
  };

  /** A member of a class that the name before the last dot means. */
  const member = (dotted: string, depth: number): Definition | undefined => {
    const dot = dotted.lastIndexOf(".");
    const owner = dot < 0 ? undefined : anywhere(dotted.slice(0, dot), depth - 1);
    return owner?.kind === "class" ? attribute(owner, dotted.slice(dot + 1)) : undefined;
  };

  const inModule = (dotted: string, depth: number): Definition | undefined => {
    for (let dot = dotted.lastIndexOf("."); dot > 0; dot = dotted.lastIndexOf(".", dot - 1)) {
      const file = byModule.get(dotted.slice(0, dot));
      if (file === undefined) continue;
      const [head, ...rest] = dotted.slice(dot + 1).split(".");
      const source = file.imports.find(({ alias, name }) => alias === head && name !== null);
      if (source !== undefined) return anywhere([source.module, source.name, ...rest].join("."), depth - 1);
      for (const { module, name } of file.imports) {
        const found = name === "*" ? anywhere(`${module}.${dotted.slice(dot + 1)}`, depth - 1) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return undefined;
  };

  const classFacts = new Map<CodeFile, ReadonlyMap<string, ClassFacts>>();
  const bases = new Map<Definition, Bases>();
  const basesOf = (owner: Definition): Bases => {
    const known = bases.get(owner);
    if (known !== undefined) return known;
    let facts = classFacts.get(owner.file);
    if (facts === undefined) {
      // Of classes of one name the first one tells.
      facts = new Map(owner.file.classes.toReversed().map((one) => [one.name, one]));
      classFacts.set(owner.file, facts);
    }
    const own: Definition[] = [];
    const foreign: string[] = [];
    const found: Bases = { own, foreign };
    // Set first: a base that is told by the class itself is none.
    bases.set(owner, found);
    const outer = outerOf(owner.name);
    for (const base of facts.get(owner.name)?.bases ?? []) {
      const parent = resolve(owner.file, base, outer);
      if (parent?.kind !== "class") foreign.push(base);
      else if (parent !== owner) own.push(parent);
    }
    return found;
  };

  const lineages = new Map<Definition, readonly Definition[]>();
  const lineage: Definitions["lineage"] = (owner) => {
    const known = lineages.get(owner);
    if (known !== undefined) return known;
    const found = new Set<Definition>();
    const open = [owner];
    for (let at = open.pop(); at !== undefined && found.size < MOST_CLASSES; at = open.pop()) {
      if (found.has(at)) continue;
      found.add(at);
      open.push(...basesOf(at).own.toReversed());
    }
    const all = [...found];
    lineages.set(owner, all);
    return all;
  };

  /** A method of a class or its bases, or the class of the object that an attribute holds. */
  const attribute = (owner: Definition, name: string): Definition | undefined => {
    for (const one of lineage(owner)) {
      const found = local.get(one.file.path)?.get(`${one.name}.${name}`) ?? heldBy(one, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const attributes = new Map<string, ReadonlyMap<string, Assignment>>();
  const opened = new Set<Assignment>();
  const heldBy = ({ file, name: owner }: Definition, name: string): Definition | undefined => {
    let known = attributes.get(file.path);
    if (known === undefined) {
      known = attributesIn(file, local.get(file.path));
      attributes.set(file.path, known);
    }
    const given = known.get(`${owner}.${name}`);
    if (given === undefined || (given.value.is !== "call" && given.value.is !== "name")) return undefined;
    // What is assigned from itself, straight or through others, leads nowhere.
    if (opened.has(given)) return undefined;
    opened.add(given);
    const found = resolve(file, given.value.name, given.scope);
    opened.delete(given);
    return found;
  };

  /** By class and chain: methods call each other many times. */
  const chains = new Map<Definition, Map<string, Definition | undefined>>();
  /** A chain of attributes of the object: `self.trainer.fit`. */
  const chain = (owner: Definition | undefined, names: string): Definition | undefined => {
    if (owner === undefined) return undefined;
    let known = chains.get(owner);
    if (known === undefined) {
      known = new Map();
      chains.set(owner, known);
    }
    const before = known.get(names);
    if (before !== undefined || known.has(names)) return before;
    let at: Definition | undefined = owner;
    for (const name of names.split(".")) at = at?.kind === "class" ? attribute(at, name) : undefined;
    // Found while something else is looked for, it may be nothing for that reason alone.
    if (steps <= 1) known.set(names, at);
    return at;
  };

  const around = new Map<CodeFile, Map<string, Definition | undefined>>();
  const classAround = (file: CodeFile, scope: string | null): Definition | undefined => {
    if (scope === null) return undefined;
    let known = around.get(file);
    if (known === undefined) {
      known = new Map();
      around.set(file, known);
    }
    const before = known.get(scope);
    if (before !== undefined || known.has(scope)) return before;
    const names = local.get(file.path);
    let found: Definition | undefined;
    for (let outer: string | null = scope; outer !== null && found === undefined; outer = outerOf(outer)) {
      const own = names?.get(outer);
      if (own?.kind === "class") found = own;
    }
    known.set(scope, found);
    return found;
  };

  /** A name leads to bases and to what attributes hold, these to further names: a way too long leads nowhere. */
  let steps = 0;
  const resolve: Definitions["resolve"] = (file, name, scope) => {
    if (steps >= LONGEST_WAY) return undefined;
    steps++;
    const found = lookUp(file, name, scope);
    steps--;
    return found;
  };

  const lookUp: Definitions["resolve"] = (file, name, scope) => {
    if (scope !== null) {
      const self = name.startsWith("self.") || name.startsWith("cls.") ? SELF.exec(name)?.[1] : undefined;
      if (self !== undefined && name !== "self.__class__") return chain(classAround(file, scope), self);
      if (OWN_CLASS.has(name)) return classAround(file, scope);
      const inherited = name.startsWith("super()") ? SUPER.exec(name)?.[1] : undefined;
      if (inherited !== undefined) {
        const owner = classAround(file, scope);
        for (const base of owner === undefined ? [] : basesOf(owner).own) {
          const found = attribute(base, inherited);
          if (found !== undefined) return found;
        }
        return undefined;
      }
    }
    const names = local.get(file.path);
    const nests = nesting.get(file.path);
    if (nests !== undefined && nests.size > 0) {
      for (let outer = scope; outer !== null; outer = outerOf(outer)) {
        const nested = nests.has(outer) ? names?.get(`${outer}.${name}`) : undefined;
        if (nested !== undefined) return nested;
      }
    }
    return names?.get(name) ?? anywhere(name);
  };

  const aliases = new Map<string, ReadonlyMap<string, string>>();
  const written: Definitions["written"] = (file, name, scope) => {
    let known = aliases.get(file.path);
    if (known === undefined) {
      known = new Map(
        file.imports.flatMap(({ alias, module, name: from }) =>
          from === "*" ||
          (from === null && alias !== module && module.includes(".") && module.startsWith(`${alias}.`))
            ? []
            : [[alias, from === null ? module : `${module}.${from}`] as const],
        ),
      );
      aliases.set(file.path, known);
    }
    const dot = name.indexOf(".");
    const head = known.get(dot < 0 ? name : name.slice(0, dot));
    return resolve(file, head === undefined ? name : head + (dot < 0 ? "" : name.slice(dot)), scope);
  };

  const variables = new Map<string, ReadonlyMap<string, Value>>();
  const variable: Definitions["variable"] = (file, name) => {
    const dot = name.lastIndexOf(".");
    const holder = dot < 0 ? file : byModule.get(name.slice(0, dot));
    if (holder === undefined) return undefined;
    let known = variables.get(holder.path);
    if (known === undefined) {
      known = new Map(
        holder.assignments.flatMap(({ target, value, scope }) =>
          scope === null || holder === file ? [[target, value]] : [],
        ),
      );
      variables.set(holder.path, known);
    }
    const value = known.get(name.slice(dot + 1));
    return value === undefined ? undefined : { file: holder, value };
  };

  return {
    resolve,
    written,
    at: (path, name) => local.get(path)?.get(name),
    matching: (name) => {
      const head = name.slice(0, name.indexOf("${"));
      const tail = name.slice(name.lastIndexOf("}") + 1);
      const depth = name.replace(/\$\{[^{}]*\}/g, "").split(".").length;
      if (head === "") return [];
      return [...definitions].flatMap(([full, found]) =>
        full.startsWith(head) && full.endsWith(tail) && full.split(".").length === depth ? [found] : [],
      );
    },
    module: (name) => byModule.get(name),
    lineage,
    foreignBases: (owner) => basesOf(owner).foreign,
    exportedBy: (file) => {
      const own = [...(local.get(file.path)?.values() ?? [])].filter(({ name }) => !name.includes("."));
      const imported = file.imports.flatMap(({ file: from, module, name }) =>
        from === null || name === null || name === "*" ? [] : (anywhere(`${module}.${name}`) ?? []),
      );
      return [...own, ...imported];
    },
    variable,
  };
}

/** What objects keep: class bodies, and `self.x = …` of their methods; the first assignment tells. */
function attributesIn(
  file: CodeFile,
  names: ReadonlyMap<string, Definition> | undefined,
): ReadonlyMap<string, Assignment> {
  const found = new Map<string, Assignment>();
  for (const assignment of file.assignments) {
    const { target, scope } = assignment;
    if (scope === null) continue;
    const self = target.startsWith("self.") ? target.slice("self.".length) : null;
    let owner: string | null = scope;
    while (owner !== null && names?.get(owner)?.kind !== "class") owner = outerOf(owner);
    if (owner === null || (self === null && owner !== scope)) continue;
    const key = self === null ? target : `${owner}.${self}`;
    const known = found.get(key);
    if (known === undefined || known.value.is === "literal") found.set(key, assignment);
  }
  return found;
}

export const headOf = (name: string): string => {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
};

/** `A.b` of `A.b.c`; null for what stands at module level. */
export function outerOf(name: string): string | null {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? null : name.slice(0, dot);
}
