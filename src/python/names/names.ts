import type { RawFacts, RawImport } from "../raw.js";
import { type Binding, type Bindings, bind } from "./bindings.js";
import type { ModuleMap } from "./modules.js";

/** Dotted names of one file, made full: as imported, or module and name of what the project defines. */
export interface FileNames {
  /** A name as it is called: a variable that holds a new object stands for `<constructor>()`. */
  called(name: string, scope: string | null, at: number): string;
  /** A name as it is read: only imports and definitions are followed. */
  read(name: string, scope: string | null, at: number): string;
}

export interface Names {
  /** A name of which nothing is known stays as it is written. */
  of(path: string): FileNames;
  /** File that an import leads to, and the absolute module. */
  imported(path: string, from: RawImport): { readonly module: string; readonly file: string | null };
}

/** Something reached on the way along a dotted name. */
type Entity =
  /** A module: of the project (`file`), or from elsewhere. */
  | { readonly is: "module"; readonly name: string; readonly file: string | null }
  | { readonly is: "symbol"; readonly name: string; readonly file: string | null }
  | { readonly is: "object"; readonly name: string; readonly file: string | null };

const MAX_HOPS = 12;
/** Lower-case functions of these modules return plain numbers and arrays, whose variables say more by name. */
const NUMERIC: ReadonlySet<string> = new Set([
  "torch",
  "torch.nn.functional",
  "numpy",
  "jax.numpy",
  "tensorflow",
  "tensorflow.math",
  "math",
  "os",
  "os.path",
  "time",
  "copy",
]);

/** Class methods that stand for the constructor: `Trainer.from_config`. */
const ALTERNATIVE = /^((?:\w+\.)*[A-Z]\w*)\.(?:from_\w+|create|make|build|load\w*|get_instance|instance)$/;
/** Methods that hand back the object itself: `Net().to(device)`. */
const FLUENT = /^([\w.]+)\(\)\.(?:to|cuda|cpu|eval|train|half|float|double)$/;

export function resolveNames(files: ReadonlyMap<string, RawFacts>, modules: ModuleMap): Names {
  const bound = new Map<string, Bindings | undefined>();
  const bindings = (path: string): Bindings | undefined => {
    let found = bound.get(path);
    if (found === undefined && !bound.has(path)) {
      const facts = files.get(path);
      found = facts === undefined ? undefined : bind(facts);
      bound.set(path, found);
    }
    return found;
  };
  const members = new Map<string, Entity | null>();
  const importEntities = new Map<RawImport, Entity>();
  const holdings = new Map<Binding, Entity | null>();

  const moduleEntity = (module: string, from: string): Entity => {
    const file = modules.absolute(module, from);
    return { is: "module", name: (file === null ? null : modules.nameOf(file)) ?? module, file };
  };

  const sourceOf = (path: string, from: RawImport): { module: string; file: string | null } => {
    const found =
      from.level > 0
        ? modules.relative(from.module, from.level, path)
        : { file: modules.absolute(from.module, path), name: from.module };
    return {
      module: (found.file === null ? null : modules.nameOf(found.file)) ?? found.name,
      file: found.file,
    };
  };

  /** `from folder import module`, where the folder is no package or does not define that name itself. */
  const submodule = (path: string, from: RawImport, file: string | null): string | null => {
    if (from.name === null || from.name === "*") return null;
    if (file !== null) {
      const defined = file !== path && bindings(file)?.exported(from.name) != null;
      return defined ? null : modules.submodule(file, from.name);
    }
    const module = [from.module, from.name].filter(Boolean).join(".");
    return from.level > 0 ? modules.relative(module, from.level, path).file : modules.absolute(module, path);
  };

  const imported = (path: string, from: RawImport): { module: string; file: string | null } => {
    const { module, file } = sourceOf(path, from);
    if (from.name === null || from.name === "*") return { module, file };
    const entity = importEntity(path, from, 0);
    return { module, file: entity.is === "module" && entity.file !== null ? entity.file : file };
  };

  const importEntity = (path: string, from: RawImport, hops: number): Entity => {
    const known = importEntities.get(from);
    if (known !== undefined) return known;
    const found = findImport(path, from, hops);
    importEntities.set(from, found);
    return found;
  };

  const findImport = (path: string, from: RawImport, hops: number): Entity => {
    if (from.name === null) {
      // `import a.b` binds `a`; `import a.b as c` binds the whole.
      const head = from.module.split(".", 1)[0]!;
      return moduleEntity(from.alias === head ? head : from.module, path);
    }
    const { module, file } = sourceOf(path, from);
    const below = submodule(path, from, file);
    if (below !== null) return { is: "module", name: modules.nameOf(below) ?? from.name, file: below };
    const name = module === "" ? from.name : `${module}.${from.name}`;
    if (file === null) return { is: "module", name, file: null };
    return member(file, from.name, hops + 1) ?? { is: "symbol", name, file };
  };

  /** What `name` is in a file of the project, as another file sees it; null: nothing that the text shows. */
  const member = (file: string, name: string, hops: number): Entity | null => {
    const key = `${file}\n${name}`;
    const known = members.get(key);
    if (known !== undefined) return known;
    if (hops > MAX_HOPS) return null;
    members.set(key, null);
    const found = findMember(file, name, hops);
    members.set(key, found);
    return found;
  };

  const findMember = (file: string, name: string, hops: number): Entity | null => {
    const table = bindings(file);
    const binding = table?.exported(name);
    if (binding?.is === "instance") return null;
    const full = [modules.nameOf(file), name].filter(Boolean).join(".");
    if (binding?.is === "import") return importEntity(file, binding.from, hops + 1);
    if (binding?.is === "definition") return { is: "symbol", name: full, file };
    if (binding?.is === "value") return held(file, binding, hops) ?? { is: "symbol", name: full, file };
    if (binding?.is === "opaque") return { is: "symbol", name: full, file };
    const below = modules.submodule(file, name);
    if (below !== null) return { is: "module", name: modules.nameOf(below) ?? full, file: below };
    if (name.startsWith("_")) return null;
    for (const star of table?.stars ?? []) {
      const source = imported(file, star).file;
      const found = source === null || source === file ? null : member(source, name, hops + 1);
      if (found !== null) return found;
    }
    return null;
  };

  /** The object that a variable holds: what a constructor made, or another name for something known. */
  const held = (path: string, binding: Binding, hops: number): Entity | null => {
    if (hops > MAX_HOPS) return null;
    const known = holdings.get(binding);
    if (known !== undefined) return known;
    holdings.set(binding, null);
    const found = findHeld(path, binding, hops);
    holdings.set(binding, found);
    return found;
  };

  const findHeld = (path: string, binding: Binding, hops: number): Entity | null => {
    if (binding.is === "instance") {
      const type = follow(path, binding.type, binding.scope, Number.POSITIVE_INFINITY, hops + 1);
      if (type === null || type.entity.is === "object") return null;
      return { is: "object", name: `${type.entity.name}${type.rest}()`, file: type.entity.file };
    }
    if (binding.is !== "value") return null;
    const { value, scope, at } = binding;
    if (value.is === "name") {
      const entity = follow(path, value.name, scope, at - 1, hops + 1);
      return entity?.rest === "" ? entity.entity : null;
    }
    if (value.is !== "call") return null;
    const maker = value.name.includes("()") ? value.name.replace(FLUENT, "$1") : value.name;
    const callee = follow(path, maker, scope, at, hops + 1);
    if (callee === null || callee.entity.is === "object" || callee.rest.includes("(")) return null;
    const { file } = callee.entity;
    const name = callee.entity.name + callee.rest;
    if (makesObject(name, file)) return { is: "object", name: `${name}()`, file };
    if (file === null) return null;
    const owner = ALTERNATIVE.exec(name)?.[1];
    return owner === undefined ? returned(file, name, hops + 1) : { is: "object", name: `${owner}()`, file };
  };

  /** The object that a function of the project gives back. */
  const returned = (file: string, name: string, hops: number): Entity | null => {
    if (hops > MAX_HOPS) return null;
    const module = modules.nameOf(file);
    for (const { value, scope, at } of bindings(file)?.returns(inside(name, module)) ?? []) {
      if (value.is === "call") {
        const found = held(file, { is: "value", value, scope, at }, hops + 1);
        if (found?.is === "object") return found;
      } else if (value.is === "name") {
        const found = follow(file, value.name, scope, at, hops + 1);
        if (found?.entity.is === "object" && found.rest === "") return found.entity;
      }
    }
    return null;
  };

  /** As far along the dotted name as modules and definitions lead; null: the head is not known. */
  const follow = (
    path: string,
    name: string,
    scope: string | null,
    at: number,
    hops: number,
  ): { entity: Entity; rest: string } | null => {
    const head = headOf(name);
    if (head === "" || hops > MAX_HOPS) return null;
    let end = head.length;
    let entity: Entity | null = null;
    if (head === "self" || head === "cls") {
      const from = end + 1;
      if (name.charCodeAt(end) === DOT) end = wordEnd(name, from);
      const owner = end > from ? bindings(path)?.classAround(scope) : null;
      if (owner === null || owner === undefined) return null;
      entity = attributeOf(path, owner, name.slice(from, end), hops + 1);
    } else {
      const binding = bindings(path)?.find(head, scope, at) ?? null;
      entity = binding === null ? fromStars(path, head, hops) : standsFor(path, binding, hops);
    }
    while (entity !== null && entity.is === "module" && name.charCodeAt(end) === DOT) {
      const from = end + 1;
      const to = wordEnd(name, from);
      if (to === from) break;
      entity = step(entity, name.slice(from, to), path, hops);
      end = to;
    }
    return entity === null ? null : { entity, rest: name.slice(end) };
  };

  /** What an attribute of an object holds, by its class or a base of it; `seen`: classes that were looked at. */
  const attributeOf = (
    path: string,
    owner: string,
    name: string,
    hops: number,
    seen: Set<string> = new Set(),
  ): Entity | null => {
    const table = bindings(path);
    const binding = table?.attribute(name, owner) ?? null;
    if (binding !== null)
      return binding.is === "import" ? standsFor(path, binding, hops) : held(path, binding, hops);
    const bases = table?.bases(owner) ?? [];
    if (hops > MAX_HOPS || bases.length === 0 || seen.has(`${path}\n${owner}`)) return null;
    // Classes that share their bases would else be climbed again by each way.
    seen.add(`${path}\n${owner}`);
    for (const base of bases) {
      const found = follow(path, base, null, Number.POSITIVE_INFINITY, hops + 1);
      const at = found?.rest === "" && found.entity.is === "symbol" ? found.entity : null;
      if (at === null || at.file === null) continue;
      const parent = inside(at.name, modules.nameOf(at.file));
      const held = attributeOf(at.file, parent, name, hops + 1, seen);
      if (held !== null) return held;
    }
    return null;
  };

  const standsFor = (path: string, binding: Binding, hops: number): Entity | null => {
    if (binding.is === "import") return importEntity(path, binding.from, hops + 1);
    if (binding.is === "definition") {
      return {
        is: "symbol",
        name: [modules.nameOf(path), binding.name].filter(Boolean).join("."),
        file: path,
      };
    }
    return held(path, binding, hops + 1);
  };

  const fromStars = (path: string, name: string, hops: number): Entity | null => {
    for (const star of bindings(path)?.stars ?? []) {
      const source = imported(path, star).file;
      const found = source === null || source === path ? null : member(source, name, hops + 1);
      if (found !== null) return found;
    }
    return null;
  };

  const step = (entity: Entity, name: string, from: string, hops: number): Entity => {
    if (entity.file !== null) {
      return (
        member(entity.file, name, hops + 1) ?? {
          is: "symbol",
          name: `${entity.name}.${name}`,
          file: entity.file,
        }
      );
    }
    const full = `${entity.name}.${name}`;
    // Only what is imported by its full name can be a module of a folder without `__init__.py`.
    if (bindings(from)?.modules.has(full) === true) return moduleEntity(full, from);
    return { is: "module", name: full, file: null };
  };

  const resolver = (path: string, objects: boolean): FileNames["read"] => {
    const table = bindings(path);
    /** Full names of those whose head means the same wherever it stands: most of them come up many times. */
    const known = new Map<string, string>();
    return (name, scope, at) => {
      let full = known.get(name);
      if (full !== undefined) return full;
      const found = follow(path, name, scope, at, 0);
      full =
        found === null || (found.entity.is === "object" && (!objects || found.rest === ""))
          ? name
          : found.entity.name + found.rest;
      const head = headOf(name);
      if (head !== "self" && head !== "cls" && table?.isConstant(head) === true) known.set(name, full);
      return full;
    };
  };

  return {
    of: (path) => ({ called: resolver(path, true), read: resolver(path, false) }),
    imported,
  };
}

const DOT = 46;

/** The identifier that a name begins with; empty where it begins with something else. */
function headOf(name: string): string {
  const first = name.charCodeAt(0);
  return first >= 48 && first <= 57 ? "" : name.slice(0, wordEnd(name, 0));
}

/** Where the ASCII letters, digits and underscores end that stand from `from` on. */
function wordEnd(name: string, from: number): number {
  let end = from;
  for (; ; end++) {
    const code = name.charCodeAt(end);
    const letter = code | 0x20;
    // Past the end the code is no number.
    if (!((letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 95)) return end;
  }
}

/** A name inside its module. */
const inside = (name: string, module: string | null): string =>
  module === null ? name : name.slice(module.length + 1);

/** Does calling this give an object whose methods are worth telling by it? */
function makesObject(callee: string, file: string | null): boolean {
  const dot = callee.lastIndexOf(".");
  const last = callee.slice(dot + 1).replace(/^_+/, "");
  if (/^[A-Z]/.test(last)) return true;
  return file === null && !NUMERIC.has(callee.slice(0, Math.max(dot, 0)));
}
