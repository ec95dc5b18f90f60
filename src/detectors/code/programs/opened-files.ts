import type { Call, CodeFile } from "../../../core/code.js";
import { text } from "../study/names.js";

/** The path of the `open` just above: `with open("metrics.json", "w") as f: json.dump(values, f)`. */
export function openedBefore(file: CodeFile, call: Call): string {
  const line = call.location.line ?? 0;
  const near = file.calls.filter(
    ({ name, scope, location }) =>
      name === "open" &&
      scope === call.scope &&
      location.cell === call.location.cell &&
      (location.line ?? 0) <= line &&
      line - (location.line ?? 0) < 6,
  );
  const last = near.at(-1)?.args[0];
  if (last === undefined) return "";
  // `logname = "results/log_" + name + ".csv"` further up.
  const held = file.assignments.findLast(
    ({ target, scope }) => target === text(last.value) && (scope === call.scope || scope === null),
  );
  return held === undefined ? text(last.value) : `${text(last.value)} ${text(held.value)}`;
}
