import { compareText } from "../../core/location.js";
import type { Problem } from "../../core/run.js";
import type { Json } from "../../core/vocabulary.js";
import { isMapping, isMedia } from "./values.js";

/** Keys named in one problem. */
const MAX_KEYS = 5;

/** Both are written from the same values: where they differ, one of them was changed or is older. */
export function reportConflicts(
  path: string,
  files: ReadonlyMap<string, Json>,
  log: ReadonlyMap<string, Json>,
  problem: (problem: Problem) => void,
): void {
  const keys = [...files]
    .filter(([key, value]) => {
      const other = log.get(key);
      return (
        other !== undefined && !isMedia(value) && !isMedia(other) && canonical(value) !== canonical(other)
      );
    })
    .map(([key]) => key)
    .sort(compareText);
  if (keys.length === 0) return;
  const more = keys.length > MAX_KEYS ? ` and ${keys.length - MAX_KEYS} more` : "";
  problem({
    path,
    message: `differs from the run's log in ${keys.slice(0, MAX_KEYS).join(", ")}${more}; the log is taken`,
  });
}

/** Texts with sorted keys, so that the order of a mapping inside a list makes no difference. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isMapping(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}
