import picomatch from "picomatch";
import { plain } from "../formats/plain.js";
import { nearest } from "./nearest.js";
import { UsageError } from "./usage-error.js";

/**
 * The metrics that are wanted: all of them, where none is named. A name is taken as it is before it is taken as a
 * pattern, so that `loss[0]` needs no quoting; `*` crosses "/".
 *
 * @throws UsageError  a name that no metric has, or a pattern that none fits
 */
export function wantedKeys(named: readonly string[], known: readonly string[]): ReadonlySet<string> {
  if (named.length === 0) return new Set(known);
  return new Set(
    named.flatMap((name) => {
      if (known.includes(name)) return [name];
      const fits = picomatch(name, { bash: true, dot: true, nonegate: true });
      const found = known.filter((key) => fits(key));
      if (found.length > 0) return found;
      throw unknown(name, known);
    }),
  );
}

const MOST_LISTED = 20;

function unknown(name: string, known: readonly string[]): UsageError {
  const shown = plain(name);
  if (known.length === 0)
    return new UsageError(`this run recorded no metric, so none that is called ${shown}`);
  const near = nearest(name, known, 5);
  if (near.length > 0)
    return new UsageError(`this run has no metric ${shown}; did you mean ${near.map(plain).join(" or ")}?`);
  const more = known.length > MOST_LISTED ? ` and ${known.length - MOST_LISTED} more` : "";
  return new UsageError(
    `this run has no metric ${shown}; it has ${known.slice(0, MOST_LISTED).map(plain).join(", ")}${more}`,
  );
}
