import type { Value } from "../../../core/code.js";

/** What the text fixes of a value at a place, through parameters of functions, constants and configuration. */
export interface Resolved {
  readonly value: Value;
  /** `argparse default 0 (train.py:12)`, `configs/train.yaml:49`; null where the value stands in the call itself. */
  readonly where: string | null;
  /** The values of several commands, where they differ: each run has one of them. */
  readonly choices?: readonly Value[];
  /** What the calls of one run hand over, where one switches on what another leaves off: the code runs with each. */
  readonly turns?: readonly Resolved[];
}

/** The one value, or the first of several that are all true or all false. */
export function agreed({ value, choices }: Resolved): Value | null {
  if (choices === undefined) return truthOfValue(value) === null ? null : value;
  const truths = new Set(choices.map(truthOfValue));
  return truths.size === 1 && !truths.has(null) ? choices[0]! : null;
}

/**
 * The values of several commands, where they are all true or all false and yet not the same: a comparison
 * (`mode == "train"`) holds for the one and not for the other.
 */
export function apart({ choices, where }: Resolved): readonly Resolved[] | undefined {
  if (choices === undefined) return undefined;
  const truths = new Set(choices.map(truthOfValue));
  const texts = new Set(choices.map((value) => JSON.stringify(value)));
  return truths.size === 1 && !truths.has(null) && texts.size > 1
    ? choices.map((value) => ({ value, where }))
    : undefined;
}

export function truthOfValue(value: Value): boolean | null {
  if (value.is === "literal") return Boolean(value.value);
  if (value.is === "list") return value.items.length > 0;
  return value.is === "dict" ? value.entries.length > 0 : null;
}
