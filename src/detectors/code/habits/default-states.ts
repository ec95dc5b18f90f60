import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";

/** Does a default run do it, in the words of an inventory? */
export const SAID = { yes: "by default", no: "off by default", unknown: "conditional" } as const;

export const stateOf = (study: Study, { file, call }: Placed): string =>
  SAID[study.values.holds(file, call.scope, call.conditions).on];
