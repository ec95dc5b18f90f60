import type { Value } from "../../../core/code.js";
import { argument, isLiteral } from "../study/names.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";
import { resolved } from "./observer.js";

/** What the first of these arguments that is given comes to; None counts as not given. */
export function given(study: Study, placed: Placed, names: readonly string[]): Value | undefined {
  for (const name of names) {
    const value = argument(placed.call, name);
    if (value === undefined) continue;
    const follow = resolved(study, placed, value);
    return isLiteral(follow, null) ? undefined : follow;
  }
  return undefined;
}

export const followed = (study: Study, placed: Placed, value: Value | undefined): Value | undefined =>
  value === undefined ? undefined : resolved(study, placed, value);
