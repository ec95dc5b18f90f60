/**
 * Values as Sacred's `flatten` writes them with jsonpickle (0.9 to 4.1, numpy and pandas handlers on), without the
 * tags: tuples and sets are lists, numpy scalars numbers, objects their attributes. Nothing is ever built of a tag: a
 * value that only its class could give back is the name of the class. `py/id`, a repetition of an earlier object,
 * cannot be followed in files whose keys were sorted after the numbering (FileStorageObserver) and is null.
 */
export function unpickled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpickled);
  if (typeof value !== "object" || value === null) return value;
  const mapping = value as Readonly<Record<string, unknown>>;
  const tags = Object.keys(mapping).filter((key) => key.startsWith("py/"));
  return tags.length === 0 ? attributes(mapping) : tagged(mapping);
}

const LISTS = ["py/tuple", "py/set", "py/seq", "py/iterator"];
const NAMES = ["py/type", "py/class", "py/function", "py/repr", "py/b64", "py/b85", "py/bytes", "py/unicode"];

function tagged(mapping: Readonly<Record<string, unknown>>): unknown {
  for (const tag of LISTS) if (Array.isArray(mapping[tag])) return unpickled(mapping[tag]);
  for (const tag of NAMES) if (typeof mapping[tag] === "string") return mapping[tag];
  if (Array.isArray(mapping["py/reduce"])) return reduced(mapping["py/reduce"]);
  const name = mapping["py/object"];
  if (typeof name !== "string") return null;
  if (name.startsWith("numpy.")) return numpy(name, mapping);
  const own = attributes(mapping["py/state"] ?? mapping);
  return Object.keys(own).length > 0 || name.endsWith("Dict") ? own : name;
}

/** Scalars carry `value`, arrays `values`: a list, or text where they are long and packed. */
function numpy(name: string, mapping: Readonly<Record<string, unknown>>): unknown {
  if (Object.hasOwn(mapping, "value")) return unpickled(mapping.value);
  return Array.isArray(mapping.values) ? unpickled(mapping.values) : name;
}

/** `__reduce__` of an ordered dictionary, a path, an enumeration: `[{"py/type": …}, arguments, state, items, pairs]`. */
function reduced(parts: readonly unknown[]): unknown {
  const [made, ...given] = parts.map(unpickled);
  const name = typeof made === "string" ? made : "";
  const [first] = given;
  if (/(?:^|\.)(?:Ordered|default)[dD]ict$/.test(name)) {
    const pairs = [...given, ...(Array.isArray(first) ? first : [])].find(arePairs);
    return pairs === undefined ? {} : Object.fromEntries(pairs);
  }
  if (!Array.isArray(first)) return name === "" ? null : name;
  if (name.startsWith("pathlib.")) return first.join("/").replace(/^\/\//, "/");
  return first.length === 1 && typeof first[0] !== "object" ? first[0] : name;
}

const arePairs = (value: unknown): value is [string, unknown][] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string");

function attributes(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("py/") && key !== "default_factory")
      .map(([key, inner]) => [plainKey(key), unpickled(inner)]),
  );
}

/** Keys that are no texts stand as `json://1`. */
const plainKey = (key: string): string => (key.startsWith("json://") ? key.slice("json://".length) : key);
