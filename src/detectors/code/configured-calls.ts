import type { Argument, Call } from "../../core/code.js";
import { type ConfigurationFile, type HydraMain, plainValue } from "./configuration.js";

/**
 * What the default composition of a Hydra main builds, as calls: `_target_` is the name, the keys beside it are the
 * arguments, the place is that of `_target_`.
 */
export function configuredCalls(mains: readonly HydraMain[]): readonly Call[] {
  const files = new Set<ConfigurationFile>(mains.flatMap(({ parts }) => parts.map(({ file }) => file)));
  return [...files].flatMap((file) => [...callsIn(file, file.yaml.value, [])]);
}

function* callsIn(file: ConfigurationFile, value: unknown, path: readonly string[]): Generator<Call> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return;
  const entries = Object.entries(value);
  const target = entries.find(([key]) => key === "_target_")?.[1];
  if (typeof target === "string") {
    const line = file.yaml.lineOf([...path, "_target_"]);
    const args: Argument[] = entries.flatMap(([name, given]) =>
      name.startsWith("_") ? [] : [{ name, value: plainValue(given) }],
    );
    yield {
      name: target,
      method: target.slice(target.lastIndexOf(".") + 1),
      args,
      location: { path: file.path, ...(line === undefined ? {} : { line }) },
      scope: null,
      conditions: [],
      assignedTo: null,
    };
  }
  for (const [key, entry] of entries) yield* callsIn(file, entry, [...path, key]);
}
