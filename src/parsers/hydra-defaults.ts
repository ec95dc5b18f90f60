import type { HydraOverride } from "./hydra-override.js";
import { isMapping } from "./plain-data.js";

/**
 * Hydra's defaults list: which configurations a primary one selects, in the order in which they are merged, each with
 * the package it is put under. Follows `hydra/_internal/defaults_list.py` and `hydra/core/default_element.py` of
 * hydra-core 1.3.2; where Hydra stops with an error, the entry is left out and named in `errors`.
 */

/** One configuration of a search path: a YAML file, or a node of the ConfigStore. */
export interface HydraDocument {
  /** File that it stands in. */
  readonly path: string;
  readonly value: unknown;
  /** `# @package` header. */
  readonly package: string | null;
  line(keys: readonly (string | number)[]): number | undefined;
}

/** What a search path holds. Names are without suffix: `db/mysql`. */
export interface HydraSource {
  find(name: string): HydraDocument | null;
  isGroup(name: string): boolean;
}

export interface HydraPart {
  readonly document: HydraDocument;
  readonly under: readonly string[];
}

/** A group that is left out: `logger: null`. */
export interface LeftOut {
  readonly group: string;
  readonly path: string;
  readonly line: number | undefined;
}

export interface DefaultsList {
  readonly parts: readonly HydraPart[];
  readonly leftOut: readonly LeftOut[];
  /** Groups that somebody has to choose: `db: ???`. */
  readonly mandatory: readonly LeftOut[];
  readonly errors: readonly string[];
}

/** Nesting and number of entries that no honest configuration reaches. */
const DEEPEST = 24;
const MOST_PARTS = 500;

interface Entry {
  readonly group: string | null;
  readonly choice: string | readonly string[] | null;
  readonly place: string | null;
  readonly optional: boolean;
  readonly override: boolean;
  readonly index: number;
}

/** Choices of groups that a command line or an `override` makes, by key (`db`, `db@source`). */
interface Choices {
  readonly made: Map<string, string | readonly string[] | null>;
  readonly known: Map<string, string | null>;
  readonly deleted: ReadonlyMap<string, string | null>;
  readonly appended: readonly Entry[];
}

/** @param primary  name of the primary configuration */
export function composeDefaults(
  source: HydraSource,
  primary: string,
  overrides: readonly HydraOverride[],
): DefaultsList {
  const choices = choicesOf(overrides.filter(({ key, value }) => source.isGroup(key) && !isMapping(value)));
  const leftOut: LeftOut[] = [];
  const mandatory: LeftOut[] = [];
  const errors: string[] = [];
  const open = new Set<string>();
  let count = 0;
  const parts = visit(primary, parentOf(primary), { outer: "", own: null, usual: "" }, true);
  return { parts, leftOut, mandatory, errors };

  function visit(name: string, group: string, place: Package, root: boolean): readonly HydraPart[] {
    const document = source.find(name);
    if (document === null || open.has(name) || open.size > DEEPEST || ++count > MOST_PARTS) {
      errors.push(document === null ? `${name} is not found` : `${name} is composed of itself`);
      return [];
    }
    const header = document.package === null ? null : absolute(document.package);
    const own = finalPackage(place.outer, place.own ?? header ?? place.usual);
    const entries = entriesOf(document.value);
    if (!entries.some(isSelf)) entries.push(SELF);
    if (root) entries.push(...choices.appended);
    for (const entry of entries) {
      const key = entry.override ? overrideKey(entry, group, own) : null;
      if (key !== null && !choices.made.has(key)) choices.made.set(key, entry.choice);
    }
    open.add(name);
    const taken = new Map<Entry, readonly HydraPart[]>();
    // Later entries decide first, so that what they override holds for earlier ones; interpolations come last of all.
    const plain = entries.filter(({ override }) => !override).toReversed();
    for (const deferred of [false, true])
      for (const entry of plain)
        if (isInterpolated(entry) === deferred)
          taken.set(
            entry,
            isSelf(entry) ? [{ document, under: keysOf(own) }] : take(entry, document, group, own),
          );
    open.delete(name);
    return entries.flatMap((entry) => taken.get(entry) ?? []);
  }

  function take(entry: Entry, document: HydraDocument, base: string, own: string): readonly HydraPart[] {
    if (entry.group === null) {
      const written = filled(`${entry.choice}`, choices);
      const name = nameOf(written, base);
      const usual = parentOf(relative(written));
      const place = { outer: own, own: placed(entry.place, parentOf(name)), usual };
      return entry.optional && source.find(name) === null ? [] : visit(name, parentOf(name), place, false);
    }
    const group = nameOf(entry.group, base);
    // Hydra's own groups are none of the program's.
    if (group.startsWith("hydra/")) return [];
    const key = overrideKey(entry, base, own);
    const raw = choices.made.has(key) ? (choices.made.get(key) ?? null) : entry.choice;
    const where = { group, path: document.path, line: document.line(["defaults", entry.index]) };
    if (choices.deleted.has(key) && (choices.deleted.get(key) ?? raw) === raw) {
      leftOut.push(where);
      return [];
    }
    const several = Array.isArray(raw);
    const names = (several ? (raw as readonly string[]) : [raw as string | null]).map((one) =>
      one === null ? null : filled(one, choices),
    );
    if (!several) choices.known.set(key, names[0] ?? null);
    const found = names.toReversed().map((choice): readonly HydraPart[] => {
      if (choice === null || choice === "???") {
        (choice === null ? leftOut : mandatory).push(where);
        return [];
      }
      const file = choice.replace(/\.ya?ml$/, "");
      const usual = several ? parentOf(`${relative(entry.group!)}/${file}`) : relative(entry.group!);
      const place = { outer: own, own: placed(entry.place, group), usual };
      const name = `${group}/${file}`;
      if (entry.optional && source.find(name) === null) return [];
      return visit(name, several ? parentOf(name) : group, place, false);
    });
    return found.reverse().flat();
  }
}

/** Where a configuration is put: beneath the package of the one that names it. */
interface Package {
  readonly outer: string;
  /** As the entry says it. */
  readonly own: string | null;
  /** Where neither the entry nor a header says anything. */
  readonly usual: string;
}

function choicesOf(groups: readonly HydraOverride[]): Choices {
  const of = (kind: HydraOverride["kind"]) => groups.filter((one) => one.kind === kind);
  return {
    made: new Map(of("change").map(({ key, package: place, value }) => [keyOf(key, place), chosen(value)])),
    known: new Map(),
    deleted: new Map(
      of("delete").map(({ key, package: place, value }) => [
        keyOf(key, place),
        typeof value === "string" ? value : null,
      ]),
    ),
    appended: of("add").map(({ key, package: place, value }) => ({
      group: `/${key}`,
      choice: chosen(value),
      place,
      optional: false,
      override: false,
      index: -1,
    })),
  };
}

const isSelf = (entry: Entry): boolean => entry.group === null && entry.choice === "_self_";
const isInterpolated = ({ choice }: Entry): boolean => typeof choice === "string" && choice.includes("${");

const SELF: Entry = {
  group: null,
  choice: "_self_",
  place: null,
  optional: false,
  override: false,
  index: -1,
};

/** Entries of a defaults list as written: `_self_`, `base`, `db: mysql`, `optional db@src: x`, `override /db: y`. */
function entriesOf(value: unknown): Entry[] {
  const list = isMapping(value) ? value.defaults : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index): Entry[] => {
    if (typeof item === "string") {
      const optional = /^optional\s+/.test(item);
      const [name = "", place] = item.replace(/^optional\s+/, "").split("@");
      const plain = name.replace(/\.ya?ml$/, "");
      return [{ group: null, choice: plain, place: place ?? null, optional, override: false, index }];
    }
    if (!isMapping(item)) return [];
    return Object.entries(item).map(([written, choice]) => {
      const words = written.split(/\s+/).filter((word) => word !== "");
      const [group = "", place] = (words.at(-1) ?? "").split("@");
      return {
        group,
        choice: chosen(choice),
        place: place ?? null,
        optional: words.includes("optional"),
        override: words.includes("override"),
        index,
      };
    });
  });
}

const chosen = (value: unknown): string | readonly string[] | null =>
  Array.isArray(value)
    ? value.filter((one) => typeof one === "string")
    : value === null || value === undefined
      ? null
      : `${value as string}`;

const keyOf = (group: string, place: string | null): string => (place === null ? group : `${group}@${place}`);

/** The key by which a group's choice is overridden: with its package, where that is not the usual one. */
function overrideKey(entry: Entry, base: string, own: string): string {
  const written = entry.group ?? "";
  const group = nameOf(written, base);
  const final = finalPackage(own, placed(entry.place, group) ?? relative(written));
  return final === group.replaceAll("/", ".") ? group : `${group}@${final === "" ? "_global_" : final}`;
}

/** A package as an entry gives it. */
function placed(place: string | null, group: string): string | null {
  if (place === "_here_") return "";
  return place?.includes("_group_") === true
    ? `_global_.${place.replace("_group_", group.replaceAll("/", "."))}`
    : place;
}

/** A header is always absolute. */
const absolute = (header: string): string =>
  header === "_global_" || header.startsWith("_global_.") ? header : `_global_.${header}`;

function finalPackage(outer: string, own: string): string {
  const whole = [outer, own.replaceAll("/", ".")].filter((part) => part !== "").join(".");
  const global = whole.lastIndexOf("_global_");
  return global < 0 ? whole : whole.slice(global + "_global_".length + 1);
}

const keysOf = (place: string): string[] => (place === "" ? [] : place.split("."));
const relative = (name: string): string => name.replace(/^\//, "");
const parentOf = (name: string): string => (name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "");
const nameOf = (name: string, base: string): string =>
  name.startsWith("/") ? name.slice(1) : base === "" ? name : `${base}/${name}`;

/** `${db}_${schema}` of choices that are made already. */
const filled = (name: string, { known, made }: Choices): string =>
  name.replace(/\$\{([\w./@]+)\}/g, (whole, key: string) => {
    const found = known.get(key) ?? made.get(key);
    return typeof found === "string" ? found : whole;
  });
