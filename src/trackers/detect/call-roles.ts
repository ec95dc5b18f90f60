import type { CallRole } from "../../core/evidence.js";

/** Many names of one role: the tables of signs stay lists of names. */
export const roles = (role: CallRole, names: readonly string[]): Readonly<Record<string, CallRole>> =>
  Object.fromEntries(names.map((name) => [name, role]));

/**
 * Every dotted name under which Lightning offers a logger class: package, its loggers module, and the class's own
 * module (pytorch_lightning 1.9.5 and lightning 2.6.6, `loggers/__init__.py`).
 */
export const lightningLogger = (className: string, module: string): readonly string[] =>
  ["lightning.pytorch", "pytorch_lightning", "lightning.fabric", "lightning_fabric"].flatMap((root) => [
    `${root}.loggers.${className}`,
    `${root}.loggers.${module}.${className}`,
  ]);
