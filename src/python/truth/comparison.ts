import type { Value } from "../../core/code.js";

type Literal = string | number | boolean | null;

/** A result of evaluation; `value` undefined: not known, or known to be no more than true or false. */
export interface Result {
  readonly truth: boolean | null;
  readonly value?: Value;
  readonly why: readonly string[];
}

export const UNKNOWN: Result = { truth: null, why: [] };
export const known = (value: Literal): Result => ({
  truth: Boolean(value),
  value: { is: "literal", value },
  why: [],
});

/** Both have to be known for the whole to be: all true of `and`, all false of `or`. */
export function joined(left: Result, right: Result, whole: boolean): Result {
  if (left.truth === null || right.truth === null) return UNKNOWN;
  return { truth: whole, why: [...left.why, ...right.why] };
}

export function truthOf(value: Value): boolean | null {
  if (value.is === "literal") return Boolean(value.value);
  if (value.is === "list") return value.items.length > 0;
  if (value.is === "dict") return value.entries.length > 0;
  return null;
}

export function compare(left: Result, operator: string, right: Result): Result {
  const why = [...left.why, ...right.why];
  const a = left.value;
  const b = right.value;
  if (a === undefined || b === undefined) return UNKNOWN;
  const told = (truth: boolean): Result => ({ truth, why });
  if (operator === "in" || operator === "not in") {
    const inside = contains(a, b);
    return inside === null ? UNKNOWN : told(inside === (operator === "in"));
  }
  if (a.is !== "literal" || b.is !== "literal") {
    const none = (value: Value) => value.is === "literal" && value.value === null;
    if (!none(a) && !none(b)) return UNKNOWN;
    if (
      (a.is !== "list" && a.is !== "dict" && !none(a)) ||
      (b.is !== "list" && b.is !== "dict" && !none(b))
    ) {
      return UNKNOWN;
    }
    return told(/^(?:!=|is not)$/.test(operator));
  }
  const x = a.value;
  const y = b.value;
  const same =
    typeof x === "boolean" || typeof y === "boolean"
      ? Number(x) === Number(y) && (x === null) === (y === null)
      : x === y;
  if (operator === "==" || operator === "is") return told(same);
  if (operator === "!=" || operator === "is not") return told(!same);
  if (typeof x !== typeof y || x === null || y === null) return UNKNOWN;
  return told(operator === "<" ? x < y : operator === ">" ? x > y : operator === "<=" ? x <= y : x >= y);
}

function contains(item: Value, container: Value): boolean | null {
  if (item.is !== "literal") return null;
  if (container.is === "literal" && typeof container.value === "string" && typeof item.value === "string") {
    return container.value.includes(item.value);
  }
  if (container.is === "dict") {
    return container.entries.some((entry) => entry.key === "**")
      ? null
      : container.entries.some((entry) => entry.key === item.value);
  }
  if (container.is !== "list" || !container.items.every((entry) => entry.is === "literal")) return null;
  return container.items.some((entry) => entry.is === "literal" && entry.value === item.value);
}
