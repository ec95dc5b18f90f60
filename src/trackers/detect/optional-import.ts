import type { CodeFile } from "../../core/code.js";
import type { Switch } from "./switch.js";

/**
 * A condition that asks whether an optional import is there: `wandb is not None` after `try: import wandb` or after
 * `if use_wandb: import wandb` with `else: wandb = None`. null: it asks for something else.
 */
export function optionalImport(
  file: CodeFile,
  condition: string,
  holds: (condition: string) => Switch,
): Switch | null {
  const asked = /^(not (?=\()?)?\(?([A-Za-z_]\w*)(?: is not (None)| is (None)| != None)?\)?$/.exec(
    condition.trim(),
  );
  if (asked === null) return null;
  const [, negated, alias] = asked;
  const present = (negated === undefined) !== (asked[4] !== undefined);
  const source = file.imports.find((one) => one.alias === alias);
  if (source === undefined || !source.optional || !present) return null;
  const without = file.assignments.find(
    (one) => one.target === alias && one.value.is === "literal" && one.value.value === null,
  );
  const deciding = without?.conditions[0];
  if (deciding === undefined) return { on: "unknown", why: `only where ${source.module} is installed` };
  const absent = holds(deciding);
  const on = absent.on === "yes" ? "no" : absent.on === "no" ? "yes" : "unknown";
  return { on, why: absent.why };
}
