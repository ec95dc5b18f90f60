import type { Argument, Call, Value } from "../../../core/code.js";

/**
 * One name for what libraries offer under several: `tensorflow.keras` and `tf_keras` are `keras`,
 * `pytorch_lightning` is `lightning.pytorch`, `gym` is `gymnasium`.
 */
const SAME: readonly (readonly [prefix: string, canonical: string])[] = [
  ["tensorflow.compat.v1.keras.", "keras."],
  ["tensorflow.python.keras.", "keras."],
  ["tensorflow.keras.", "keras."],
  ["tf_keras.", "keras."],
  ["tensorflow.compat.v1.", "tensorflow."],
  ["tensorflow.compat.v2.", "tensorflow."],
  ["pytorch_lightning.", "lightning.pytorch."],
  ["lightning_fabric.", "lightning.fabric."],
  ["gym.", "gymnasium."],
  ["torch.optim.optimizer.", "torch.optim."],
  ["torchtext.legacy.", "torchtext."],
  ["xgboost.sklearn.", "xgboost."],
  ["lightgbm.sklearn.", "lightgbm."],
  ["catboost.core.", "catboost."],
  ["sklearn.externals.joblib.", "joblib."],
];

/** What those names begin with: most begin otherwise. */
const SEVERAL_NAMES =
  /^(?:te|tf_|pytorch_|lightning_|gym\.|torch\.optim\.o|torchtext\.l|xgboost\.s|lightgbm\.s|catboost\.c|sklearn\.e)/;

export function canonicalName(name: string): string {
  if (!SEVERAL_NAMES.test(name)) return name;
  for (const [prefix, canonical] of SAME) {
    if (name.startsWith(prefix)) return canonical + name.slice(prefix.length);
  }
  return name;
}

/**
 * A table by name. Keys: `numpy.random.seed` is that name; `lightning..seed_everything` any path between;
 * `torch.nn.init.*` everything beneath (`random.rand*` by its beginning); `.backward` a method of any receiver.
 * The most exact key wins.
 */
export function nameTable<T>(entries: Readonly<Record<string, T>>): (name: string) => T | undefined {
  const exact = new Map<string, T>();
  const gaps = new Map<string, { root: string; entry: T }[]>();
  /** By the root of the name: `torch` of `torch.nn.init.`. */
  const prefixes = new Map<string, { prefix: string; entry: T }[]>();
  const methods = new Map<string, T>();
  /** Last parts of all keys that have one: most names end in none of them. */
  const lasts = new Set<string>();
  for (const [key, entry] of Object.entries(entries)) {
    if (!key.endsWith("*")) lasts.add(lastPart(key));
    const gap = key.indexOf("..");
    if (key.startsWith(".")) methods.set(key.slice(1), entry);
    else if (gap > 0) {
      const last = key.slice(gap + 2);
      gaps.set(last, [...(gaps.get(last) ?? []), { root: key.slice(0, gap), entry }]);
    } else if (key.endsWith("*")) {
      const root = rootOf(key);
      prefixes.set(root, [...(prefixes.get(root) ?? []), { prefix: key.slice(0, -1), entry }]);
    } else exact.set(key, entry);
  }
  for (const list of prefixes.values()) list.sort((a, b) => b.prefix.length - a.prefix.length);
  const find = (raw: string): T | undefined => {
    const last = lastPart(raw);
    const ends = lasts.has(last);
    if (!ends && prefixes.size === 0) return undefined;
    const name = canonicalName(raw);
    if (!ends && !prefixes.has(rootOf(name))) return undefined;
    // A method of what a call has made: `torch.nn.Linear().to`.
    if (name.includes("(")) return methods.get(last);
    const under = (root: string): boolean => name.startsWith(`${root}.`);
    return (
      exact.get(name) ??
      gaps.get(last)?.find(({ root }) => under(root))?.entry ??
      prefixes.get(rootOf(name))?.find(({ prefix }) => name.startsWith(prefix))?.entry ??
      (name.includes(".") ? methods.get(last) : undefined)
    );
  };
  // The same names come again and again; tables outlive a repository, so that what is kept has an end.
  const known = new Map<string, T | null>();
  return (raw) => {
    let found = known.get(raw);
    if (found === undefined) {
      found = find(raw) ?? null;
      if (known.size > 20_000) known.clear();
      known.set(raw, found);
    }
    return found ?? undefined;
  };
}

const rootOf = (name: string): string => {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
};

export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** The receiver of a method call: `self.model` of `self.model.fit`; null for a plain name. */
export function receiver(call: Call): string | null {
  const dot = call.name.lastIndexOf(".");
  return dot > 0 ? call.name.slice(0, dot) : null;
}

/** The call as a reader of the code finds it: `env.seed`, where its name tells what made `env`. */
export const shownName = ({ name, written }: Pick<Call, "name" | "written">): string => written ?? name;

/** What made the receiver of a method call, by name: `torch.optim.SGD` of `opt.step`, where `opt` was made of it. */
export function made(call: Call): string | null {
  const object = receiver(call);
  return object?.endsWith("()") === true ? canonicalName(object.slice(0, -2)) : null;
}

/** The argument given by name, or at a position (0-based) when it is given without one. */
export function argument(call: Pick<Call, "args">, name: string, position?: number): Value | undefined {
  const named = call.args.find((argument) => argument.name === name);
  if (named !== undefined || position === undefined) return named?.value;
  const at = call.args[position];
  const before = call.args.slice(0, position + 1);
  return before.every((argument) => argument.name === null) ? at?.value : undefined;
}

/** Arguments are handed over in a mapping, so that a missing keyword proves nothing. */
export function unpacksKeywords(call: Pick<Call, "args">): boolean {
  return call.args.some((argument: Argument) => argument.name === "**");
}

export function isLiteral(value: Value | undefined, literal: null | boolean | number | string): boolean {
  return value?.is === "literal" && value.value === literal;
}

/** As `text`, where a reader has to see that a text is empty. */
export const visibleText = (value: Value): string => text(value) || '""';

export function text(value: Value): string {
  switch (value.is) {
    case "literal":
      return value.value === null
        ? "None"
        : value.value === true
          ? "True"
          : value.value === false
            ? "False"
            : `${value.value}`;
    case "name":
      return value.name;
    case "list":
      return `[${value.items.map(text).join(", ")}]`;
    case "dict":
      return `{${value.entries.map(({ key, value: entry }) => `${key}: ${text(entry)}`).join(", ")}}`;
    default:
      return value.text;
  }
}
