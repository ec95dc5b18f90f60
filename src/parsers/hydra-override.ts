/**
 * Overrides of a Hydra command line (`hydra/grammar/OverrideParser.g4` of hydra-core 1.3): `lr=0.1`, `+a.b=1`, `++x=2`,
 * `~logger`, `db@src=mysql`, `seed=1,2,3`.
 */
export interface HydraOverride {
  readonly kind: "change" | "add" | "force-add" | "delete";
  /** `trainer.max_epochs`, `experiment`, `hydra/launcher`; without a package. */
  readonly key: string;
  readonly package: string | null;
  readonly value: unknown;
  /** The values of a sweep; null: none. */
  readonly sweep: readonly unknown[] | null;
}

const KEY = /^(\+\+|\+|~)?([A-Za-z_$][\w$./:-]{0,200})(?:@([\w.:]{0,120}))?(?:(=)([\s\S]*))?$/;
/** Nesting that no command line reaches. */
const DEEPEST = 20;

/** null: the word is no override. */
export function parseHydraOverride(word: string): HydraOverride | null {
  const found = KEY.exec(word.trim());
  if (found === null) return null;
  const [, sign, key, place, equals, written = ""] = found;
  if (equals === undefined && sign !== "~") return null;
  const kind = sign === "~" ? "delete" : sign === "++" ? "force-add" : sign === "+" ? "add" : "change";
  const sweep = equals === undefined ? null : sweepOf(written.trim());
  return {
    kind,
    key: key!,
    package: place ?? null,
    value: equals === undefined ? null : sweep === null ? parseHydraValue(written) : sweep[0],
    sweep,
  };
}

/** A value as the override grammar reads it: numbers, booleans, null, quoted and plain texts, lists, mappings. */
export function parseHydraValue(written: string, depth = 0): unknown {
  const source = written.trim();
  if (depth < DEEPEST && source.startsWith("[") && source.endsWith("]"))
    return parts(source.slice(1, -1)).map((item) => parseHydraValue(item, depth + 1));
  if (depth < DEEPEST && source.startsWith("{") && source.endsWith("}"))
    return Object.fromEntries(
      parts(source.slice(1, -1)).flatMap((item) => {
        const colon = item.indexOf(":");
        const key = item.slice(0, colon).trim();
        return colon < 0 || key === "__proto__"
          ? []
          : [[key.replace(/^["']|["']$/g, ""), parseHydraValue(item.slice(colon + 1), depth + 1)] as const];
      }),
    );
  if (/^'.*'$|^".*"$/s.test(source)) return source.slice(1, -1).replace(/\\(["'])/g, "$1");
  if (/^null$/i.test(source)) return null;
  if (/^true$/i.test(source)) return true;
  if (/^false$/i.test(source)) return false;
  if (/^[-+]?(?:\d[\d_]*)(?:\.[\d_]*)?(?:e[-+]?\d+)?$|^[-+]?\.\d+(?:e[-+]?\d+)?$/i.test(source)) {
    const value = Number(source.replaceAll("_", ""));
    if (Number.isFinite(value)) return value;
  }
  return source;
}

/** `1,2,3`, `range(1,4)`, `choice(a,b)`; null: one value. */
function sweepOf(source: string): readonly unknown[] | null {
  const call = /^(choice|range|shuffle|sort)\((.*)\)$/s.exec(source);
  if (call?.[1] === "range") {
    const [from = 0, to, step = 1] = parts(call[2]!).map((part) => Number(part.replace(/^\w+=/, "")));
    const [low, high] = to === undefined ? [0, from] : [from, to];
    if (![low, high, step].every(Number.isFinite) || step <= 0) return null;
    const values: number[] = [];
    for (let at = low; at < high && values.length < 1000; at += step) values.push(at);
    return values.length === 0 ? null : values;
  }
  const items = parts(call === null ? source : call[2]!);
  return items.length > 1 || call !== null ? items.map((item) => parseHydraValue(item)) : null;
}

/** The parts between commas outside of brackets and quotes. */
function parts(source: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let quote: string | null = null;
  let start = 0;
  for (let at = 0; at < source.length; at++) {
    const c = source[at]!;
    if (quote !== null) {
      if (c === "\\") at++;
      else if (c === quote) quote = null;
    } else if (c === "'" || c === '"') quote = c;
    else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
    else if (c === "," && depth === 0) {
      found.push(source.slice(start, at));
      start = at + 1;
    }
  }
  const last = source.slice(start);
  return found.length === 0 && last.trim() === "" ? [] : [...found, last];
}
