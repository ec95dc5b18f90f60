/** Looks into parsed data of unknown shape, without exceptions and without inherited keys. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
};

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const entriesAt = (
  value: unknown,
  ...path: readonly (string | number)[]
): readonly [string, unknown][] => {
  const found = at(value, ...path);
  return typeof found === "object" && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
};

/** What YAML, JSON and their kin can say. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

const MAX_DEPTH = 100;

/**
 * Leaves of nested mappings, keys joined by "."; an empty mapping and a list are leaves.
 * `isLeaf`: mappings that stand for one thing.
 */
export function* flattened(
  value: unknown,
  path = "",
  isLeaf: (mapping: Readonly<Record<string, PlainValue>>) => boolean = () => false,
  depth = 0,
): Generator<readonly [string, PlainValue]> {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < MAX_DEPTH) {
    const mapping = value as Readonly<Record<string, PlainValue>>;
    if (!isLeaf(mapping)) {
      const entries = Object.entries(mapping);
      for (const [key, inner] of entries)
        yield* flattened(inner, path === "" ? key : `${path}.${key}`, isLeaf, depth + 1);
      if (entries.length > 0 || path === "") return;
    }
  }
  yield [path, value as PlainValue];
}

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
