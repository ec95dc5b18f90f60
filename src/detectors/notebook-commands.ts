import type { Code } from "../core/code.js";
import { ownFiles } from "./code/study/project.js";

interface NotebookCommand {
  /** Shell lines, or the command that a magic amounts to. */
  readonly text: string;
  readonly location: { readonly path: string; readonly cell: number; readonly line: number };
}

/** `!python train.py --seed 1`, bodies of `%%bash`, and `%run train.py` as the command that does the same. */
export function notebookCommands(code: Code): readonly NotebookCommand[] {
  return ownFiles(code).flatMap(({ path, cells }) =>
    cells.flatMap(({ index, shell, magics }) => [
      ...shell.map(({ text, line }) => ({ text, location: { path, cell: index, line } })),
      ...magics.flatMap(({ name, text, line }) =>
        name === "run" && text !== ""
          ? [{ text: `python ${withExtension(text)}`, location: { path, cell: index, line } }]
          : [],
      ),
    ]),
  );
}

/** IPython/core/magics/execution.py: options of its own come first, and `.py` is added where nothing else stands. */
function withExtension(text: string): string {
  const plain = text.replace(/^(?:-[intdpe](?:[ \t]+|$))+/, "");
  const [program = ""] = plain.split(/[ \t]/, 1);
  return /^-m$|\.\w+$|["'$]/.test(program) ? plain : `${program}.py${plain.slice(program.length)}`;
}
