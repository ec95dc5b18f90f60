import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { HydraSource } from "../../src/parsers/hydra-defaults.js";
import { parseYaml } from "../../src/parsers/yaml.js";

export const COMPOSITIONS = join(import.meta.dirname, "../../fixtures/parsers/hydra-compose");

/** What Hydra itself says: `test/tools/dump_hydra_compositions.py`. */
export type ClientComposition = { readonly overrides: readonly string[] } & (
  | { readonly error: string }
  | { readonly written: unknown; readonly resolved: Readonly<Record<string, unknown>> }
);

/** The configurations of a folder of this machine. */
export function folderSource(folder: string): HydraSource {
  return {
    find: (name) => {
      const path = join(folder, `${name}.yaml`);
      let text: string;
      try {
        text = readFileSync(path, "utf8");
      } catch {
        return null;
      }
      const yaml = parseYaml(text, "omegaconf");
      return {
        path: `${name}.yaml`,
        value: yaml.value,
        package: /^\s*#\s*@package\s+(\S+)/m.exec(text)?.[1] ?? null,
        line: (keys) => yaml.lineOf(keys),
      };
    },
    isGroup: (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true,
  };
}
