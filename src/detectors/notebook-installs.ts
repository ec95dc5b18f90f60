import type { Code } from "../core/code.js";
import { type Evidence, evidence } from "../core/evidence.js";
import { itemsOf } from "../core/inventory-items.js";
import { installOf } from "../parsers/install-command.js";
import { parseShellCommands } from "../parsers/shell-command.js";
import { ownFiles } from "./code/study/project.js";

const environment = itemsOf("environment");

/** Packages that notebooks install for themselves: `!pip install torch==2.1`, `%conda install numpy`. */
export function notebookInstalls(code: Code): readonly Evidence[] {
  return ownFiles(code).flatMap(({ path, cells }) =>
    cells.flatMap(({ index, shell }) =>
      shell.flatMap((lines) =>
        parseShellCommands(lines.text).flatMap((command) =>
          installOf(command, lines.line - 1).flatMap((install) => {
            if (install.by !== "pip" && install.by !== "conda") return [];
            const at = { path, cell: index, line: install.line };
            return install.packages.flatMap(({ name, pinned }): readonly Evidence[] => {
              const word = command.words.find((one) => one.startsWith(name)) ?? name;
              const state = pinned ? "pinned" : "not pinned";
              return [
                evidence("env.package", at, { name, spec: word.slice(name.length), pinned }),
                environment("installed by a notebook", at, word, state),
              ];
            });
          }),
        ),
      ),
    ),
  );
}
