import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CodeFile } from "../../src/core/code.js";
import { compareText } from "../../src/core/location.js";

/** What IPython and Python say of one code cell (test/tools/notebook_calls.py); null where they cannot parse it. */
export interface SeenCell {
  readonly calls: readonly string[];
  readonly binds: readonly string[];
  readonly needs: readonly string[];
}
export type SeenNotebooks = Readonly<Record<string, Readonly<Record<string, SeenCell | null>> | null>>;

/** By the official parser; `paths` as they are seen from `folder`. */
export function seenByPython(python: string, folder: string, paths: readonly string[]): SeenNotebooks {
  const script = fileURLToPath(new URL("../tools/notebook_calls.py", import.meta.url));
  const options = { encoding: "utf8", maxBuffer: 1 << 30, cwd: folder } as const;
  return JSON.parse(execFileSync(python, [script, ...paths], options));
}

/** The same of a notebook that we have read. */
export function seenByUs(file: CodeFile): Readonly<Record<string, SeenCell>> {
  return Object.fromEntries(
    file.cells.map(({ index, binds, reads, later }) => {
      const calls = file.calls.filter(({ location }) => location.cell === index);
      const bound = new Set(binds);
      const needs = [...new Set([...reads, ...later])].filter((name) => !bound.has(name));
      return [
        String(index),
        {
          // IPython's own calls stand for magics and shell lines.
          calls: calls
            .flatMap(({ name, method }) => (name.startsWith("get_ipython") ? [] : [method]))
            .sort(compareText),
          binds,
          needs: needs.sort(compareText),
        },
      ];
    }),
  );
}
