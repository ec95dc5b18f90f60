import type { CellFacts } from "../../core/code.js";
import type { Notebook, NotebookCell } from "../../parsers/notebook.js";
import { extractFacts } from "../extract.js";
import { mergeFacts, position, type RawFacts } from "../raw.js";
import { namesOf } from "./cell-names.js";
import { type PlainCell, takeApart } from "./ipython.js";

const PYTHON = /python|pyspark|sage/;
const COLAB_FIELD = /^[ \t]*([A-Za-z_]\w*)[ \t]*(?::[^=\n]{0,80})?=[^\n]{0,500}#[ \t]*@param\b/gm;
const NO_PYTHON: PlainCell = { python: "", shell: [], magics: [], given: [] };

/** Is it the language of a kernel that runs Python? */
export const isPython = (language: string): boolean => PYTHON.test(language);

/** Facts of all code cells, as one module in their order; a cell that does not parse costs itself only. */
export function extractNotebook(notebook: Notebook): RawFacts {
  const language = notebook.language.name;
  // Loops of Python 2 leave their names, and `--pylab` was its way to start.
  const telling = notebook.format >= 4 && !isPython2(notebook);
  let place = 0;
  return mergeFacts(
    notebook.cells.flatMap((cell) => {
      if (cell.kind !== "code") return [];
      const plain = isPython(cell.language ?? language) ? takeApart(cell.source) : NO_PYTHON;
      const facts = extractFacts(plain.python, place);
      place += plain.python.length + 1;
      return [{ cell: cell.index, facts: { ...facts, cells: [cellFacts(cell, plain, facts, telling)] } }];
    }),
  );
}

/** PyCharm writes a version 2 whatever runs: the kernel's name is the better witness. */
function isPython2({ kernel, language }: Notebook): boolean {
  return (
    kernel?.name !== "python3" && (kernel?.name === "python2" || language.version?.startsWith("2") === true)
  );
}

function cellFacts(cell: NotebookCell, plain: PlainCell, facts: RawFacts, telling: boolean): CellFacts {
  const asked = callsOfIPython(facts);
  const names = namesOf(plain.python);
  // What does not parse is a note as often as code; what expects a name to be missing needs none.
  const silent = !telling || facts.broken || cell.source.includes("NameError");
  const needs = (found: readonly string[]) =>
    silent ? [] : found.filter((name) => !plain.given.includes(name));
  return {
    index: cell.index,
    executionCount: cell.executionCount,
    shell: [...plain.shell, ...asked.shell],
    magics: [...plain.magics, ...asked.magics],
    binds: names.binds,
    reads: needs(names.reads),
    later: needs(names.later),
    declares: declared(cell, facts),
    outputs: cell.outputs.map((output) =>
      output.kind === "error" && cell.tags.includes("raises-exception")
        ? { kind: "text", text: null }
        : output,
    ),
    blank: plain.python.split("\n").every((row) => /^\s*(?:#.*)?$/.test(row)),
  };
}

/** `get_ipython().system("pip install x")`, `get_ipython().run_line_magic("run", "train.py")`: the same as `!` and `%`. */
function callsOfIPython(facts: RawFacts): Pick<CellFacts, "shell" | "magics"> {
  const shell: { text: string; line: number }[] = [];
  const magics: { name: string; text: string; line: number }[] = [];
  for (const call of facts.calls) {
    if (!call.name.startsWith("get_ipython().")) continue;
    const [first, second] = call.args.map(({ value }) =>
      value.is === "literal" && typeof value.value === "string" ? value.value : null,
    );
    if (first === undefined || first === null) continue;
    const { line } = position(facts.rows, call.at);
    if (call.method === "system" || call.method === "getoutput") shell.push({ text: first, line });
    else if (/^run_(?:line|cell)_magic$/.test(call.method))
      magics.push({ name: first, text: second ?? "", line });
    else if (call.method === "magic") {
      const [, name = "", text = ""] = /^%?(\S*)[ \t]*(.*)/.exec(first)!;
      magics.push({ name, text, line });
    }
  }
  return { shell, magics };
}

/** papermill/utils.py finds the cell by its tag; Colab draws a field for each marked line. */
function declared(cell: NotebookCell, facts: RawFacts): readonly string[] {
  const fields = [...cell.source.matchAll(COLAB_FIELD)].map((found) => found[1]!);
  const tagged = cell.tags.includes("parameters")
    ? facts.assignments.flatMap(({ scope, target }) =>
        scope === null && /^\w+$/.test(target) ? [target] : [],
      )
    : [];
  return [...new Set([...fields, ...tagged])].sort();
}
