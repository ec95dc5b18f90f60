import type { Notebook } from "../parsers/notebook.js";
import { extractFacts } from "./extract.js";
import type { Grammar } from "./grammar.js";
import { mergeFacts, type RawFacts } from "./raw.js";

/** Cell magics whose body is Python that runs in the notebook; the body of any other is no Python of this program. */
const PYTHON_CELL_MAGICS: ReadonlySet<string> = new Set([
  "time",
  "timeit",
  "capture",
  "prun",
  "memit",
  "mprun",
  "heat",
  "debug",
  "wandb",
  "python",
  "python3",
  "ipytest",
]);
const LINE_MAGIC = /^\s*(?:%[A-Za-z_]|!|\?{1,2}[A-Za-z_%])/;
const MAGIC_VALUE = /^\s*[\w., ]+= *(?:%[A-Za-z_]|!)/;
const HELP = /^\s*%{0,2}[A-Za-z_][\w.]*\?{1,2}\s*$/;

/** Facts of all code cells, as one module in their order; a cell that does not parse costs itself only. */
export function extractNotebook(grammar: Grammar, notebook: Notebook): RawFacts {
  if (!/python/.test(notebook.language.name)) return mergeFacts([]);
  let place = 0;
  return mergeFacts(
    notebook.cells.flatMap((cell) => {
      if (cell.kind !== "code") return [];
      const text = plainPython(cell.source);
      const facts = extractFacts(grammar, text, place);
      place += text.length + 1;
      return [{ cell: cell.index, facts }];
    }),
  );
}

/** The cell without what only IPython understands; the line numbers stay. */
export function plainPython(source: string): string {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const magic = /^%%(\w*)/.exec(lines[first] ?? "")?.[1];
  if (magic !== undefined && !PYTHON_CELL_MAGICS.has(magic)) return "\n".repeat(lines.length - 1);
  let continued = false;
  return lines
    .map((line, i) => {
      const rest = continued;
      const shell = continued || isMagic(line) || (magic !== undefined && i === first);
      continued = shell && line.trimEnd().endsWith("\\");
      if (!shell) return line;
      // In an indented block the line may be the only statement.
      const indent = /^[ \t]*/.exec(line)![0];
      return indent === "" || rest ? "" : `${indent}pass`;
    })
    .join("\n");
}

const isMagic = (line: string): boolean =>
  !/"""|'''/.test(line) && (LINE_MAGIC.test(line) || MAGIC_VALUE.test(line) || HELP.test(line));
