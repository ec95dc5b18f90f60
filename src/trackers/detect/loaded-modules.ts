import type { CodeFile } from "../../core/code.js";
import type { Use } from "../../core/uses.js";

const LOADED = /^importlib\.import_module\(\)\.(?=[\w.]+$)/;

/**
 * What `import_module(module).SummaryWriter` may stand for, by its full name: the module as written, or each that the
 * loop around it goes through (`for module in ["torch.utils.tensorboard", "tensorboardX"]`).
 */
export function loadedNames(file: CodeFile, use: Use): readonly string[] {
  const rest = use.name.replace(LOADED, "");
  if (rest === use.name) return [];
  const load = file.calls.find(
    ({ name, scope, location }) =>
      name === "importlib.import_module" && scope === use.scope && location.line === use.location.line,
  );
  const given = load?.args[0]?.value;
  if (load === undefined || given === undefined) return [];
  if (given.is === "literal") return [`${given.value}.${rest}`];
  if (given.is !== "name") return [];
  const heads = (load.loops ?? []).filter((head) => head.startsWith(`${given.name} in `));
  return heads.flatMap((head) =>
    [...head.matchAll(/["']([\w.]+)["']/g)].map(([, module]) => `${module}.${rest}`),
  );
}
