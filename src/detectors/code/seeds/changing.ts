import type { Value } from "../../../core/code.js";
import type { RandomSource } from "../../../core/evidence.js";
import { text } from "../study/names.js";

/** Calls whose results differ each time: of the clock, the process and the operating system. */
const OF_THE_SYSTEM =
  /\b(?:time|time_ns|perf_counter|monotonic|getpid|urandom|uuid[14]|\w*now|today|torch\.seed|secrets\.\w+|SystemRandom)\s*\(/;
/** Calls that draw from a source, which may itself be seeded; the first that fits. */
const DRAWS: readonly (readonly [pattern: RegExp, source: RandomSource])[] = [
  [/\b(?:np|numpy)\.random\.(?:rand\w*|choice|uniform|normal|integers?)\s*\(/, "numpy"],
  [/\btorch\.(?:rand\w*|empty\(\)\.random_)\s*\(/, "torch"],
  [/(?:^|[^\w.])(?:random\.)?(?:randint|randrange|getrandbits|random|choice)\s*\(/, "python"],
];

/** What makes a value differ each time; `source`: what it is drawn from. Null: nothing in it does. */
export function changing(value: Value): { readonly source: RandomSource | null } | null {
  if (value.is === "literal" || value.is === "name") return null;
  const written = text(value);
  // Under its resolved name as well: `from time import time as clock`.
  const shown = value.is === "call" ? `${value.name}( ${written}` : written;
  if (OF_THE_SYSTEM.test(shown)) return { source: null };
  const drawn = DRAWS.find(([pattern]) => pattern.test(shown));
  return drawn === undefined ? null : { source: drawn[1] };
}
