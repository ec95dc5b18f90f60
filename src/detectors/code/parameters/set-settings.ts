import type { CodeFile, Value } from "../../../core/code.js";
import { type Evidence, evidence } from "../../../core/evidence.js";
import { text } from "../study/names.js";
import { once } from "../study/run-places.js";
import { accessOf } from "../values/access.js";
import { NAMESPACE } from "../values/object-fields.js";
import { short } from "./shown-value.js";

/** Classes whose attributes are settings, by name. */
const SETTINGS_CLASS = /(?:Config|Cfg|CFG|Args|Params|Hparams|HParams|Hyperparameters|Settings|Options)$/;

/** Hyperparameters that code sets on objects made to hold them: `_C.SEED = 42`, `class CFG: lr = 1e-3`, `edict(lr=1)`. */
export function settingsSet(file: CodeFile): readonly Evidence[] {
  const first = once();
  const found: Evidence[] = [];
  const add = (name: string, value: Value, location: Evidence["location"]): void => {
    if ((value.is === "literal" || value.is === "list") && first(name))
      found.push(
        evidence("code.parameter", location, {
          name,
          by: "python-config",
          value: short(text(value), name),
        }),
      );
  };
  const holders = new Set(
    file.calls.flatMap(({ name, assignedTo }) =>
      assignedTo !== null && NAMESPACE.test(name) && !/(?:^|\.)(?:dict|create|Dict|Box)$/.test(name)
        ? [/^\w+/.exec(assignedTo)?.[0] ?? assignedTo]
        : [],
    ),
  );
  const plain = new Set(
    file.classes.flatMap(({ name, decorators }) =>
      SETTINGS_CLASS.test(name) && decorators.length === 0 ? [name] : [],
    ),
  );
  if (holders.size === 0 && plain.size === 0) return found;
  for (const { target, value, scope, location } of file.assignments) {
    if (!target.includes(".") && !target.includes("[")) continue;
    const path = accessOf(target)?.path ?? [];
    if (path.length > 1 && holders.has(path[0]!)) add(path.slice(1).join("."), value, location);
    const owner = path.length === 2 && scope === path[0] ? path[0] : null;
    if (
      owner !== null &&
      plain.has(owner) &&
      !file.parameters.some((one) => one.owner === owner && one.name === path[1])
    )
      add(path[1]!, value, location);
  }
  for (const call of file.calls) {
    if (call.assignedTo === null || !holders.has(call.assignedTo) || !NAMESPACE.test(call.name)) continue;
    for (const { name, value } of call.args) {
      if (name !== null && !name.startsWith("*")) add(name, value, call.location);
      if (name === null && value.is === "dict")
        for (const entry of value.entries) if (entry.key !== "**") add(entry.key, entry.value, call.location);
    }
  }
  return found;
}
