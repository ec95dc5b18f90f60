import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNotebook } from "../../src/parsers/notebook.js";

const read = (name: string) =>
  parseNotebook(readFileSync(new URL(`../../fixtures/python/notebooks/${name}`, import.meta.url), "utf8"));

test("C1: a notebook of version 4 with its cells, kernel and what its outputs hold", () => {
  const { notebook, error } = read("study.ipynb");
  expect(error).toBeNull();
  expect(notebook).toMatchObject({
    format: 4,
    kernel: { name: "python3", display: "Python 3 (ipykernel)" },
    language: { name: "python", version: "3.11.4" },
    papermill: null,
  });
  expect(notebook?.cells.map((cell) => [cell.index, cell.kind, cell.executionCount])).toEqual([
    [0, "markdown", null],
    [1, "code", 1],
    [2, "code", 3],
    [3, "code", null],
    [4, "code", 4],
    [5, "code", 5],
    [6, "raw", null],
  ]);
  expect(notebook?.cells[0]?.source).toBe("# Title\ntext");
  expect(notebook?.cells[1]?.tags).toEqual(["parameters"]);
  expect(notebook?.cells[2]?.outputs.map(({ kind }) => kind)).toEqual(["text", "figure", "table"]);
  expect(notebook?.cells[2]?.outputs[0]?.text?.split("\n")).toHaveLength(2);
  expect(notebook?.cells[4]?.outputs).toEqual([{ kind: "error", text: "SyntaxError" }]);
});

test("C1: a notebook of version 3", () => {
  const { notebook } = read("version3.ipynb");
  expect(notebook?.format).toBe(3);
  expect(notebook?.cells[1]).toMatchObject({
    kind: "code",
    executionCount: 7,
    outputs: [
      { kind: "text", text: "loss 0.5" },
      { kind: "table", text: null },
      { kind: "figure", text: null },
      { kind: "error", text: "KeyError" },
    ],
  });
});

test("B4: what is no notebook says so", () => {
  expect(parseNotebook("").error?.message).toBe("the notebook is empty");
  expect(parseNotebook("[]").error?.message).toBe("the notebook is no JSON object");
  expect(read("nothing.ipynb").error?.message).toBe("the notebook has no cells");
  expect(read("cut.ipynb")).toMatchObject({
    notebook: null,
    error: { message: expect.stringMatching(/^the notebook is no valid JSON: /) },
  });
  expect(parseNotebook('{\n"cells": [\n}').error?.line).toBe(3);
});

test("C1: bare NaN in outputs, as Python writes it, is no error", () => {
  const text =
    '{"cells": [{"cell_type": "code", "source": "x", "outputs": [{"data": {"application/json": NaN}}]}]}';
  expect(parseNotebook(text).notebook?.cells).toHaveLength(1);
});

test.each([
  [{ kernelspec: { name: "ir", display_name: "R" } }, "r"],
  [{ kernelspec: { name: "julia-1.9", display_name: "Julia 1.9.3" } }, "julia"],
  [{ kernelspec: { name: "python3", display_name: "Python 3" } }, "python"],
  [{ kernelspec: { name: "my-env", display_name: "My env" } }, "python"],
  [{ kernelspec: { name: "x", language: "Scala" } }, "scala"],
  [{}, "python"],
])("C1: the language of %j is %s", (metadata, name) => {
  expect(parseNotebook(JSON.stringify({ cells: [], metadata })).notebook?.language.name).toBe(name);
});

test("C1: a cell may have a language of its own", () => {
  const cells = [{ vscode: { languageId: "sql" } }, { kernel: "R" }, {}].map((metadata) => ({
    cell_type: "code",
    source: "x",
    metadata,
  }));
  const { notebook } = parseNotebook(JSON.stringify({ cells }));
  expect(notebook?.cells.map(({ language }) => language)).toEqual(["sql", "r", null]);
});

const shown = (data: Readonly<Record<string, unknown>>) =>
  parseNotebook(
    JSON.stringify({ cells: [{ cell_type: "code", outputs: [{ output_type: "display_data", data }] }] }),
  ).notebook?.cells[0]?.outputs[0];

test.each([
  [{ "image/svg+xml": "<svg/>" }, "figure"],
  [{ "application/vnd.plotly.v1+json": {}, "text/html": "<div></div>" }, "figure"],
  [{ "application/vnd.vegalite.v5+json": {} }, "figure"],
  [{ "text/html": ["<div>", "<canvas></canvas>"] }, "figure"],
  [{ "text/html": ["<style>", "<table>"] }, "table"],
  [{ "text/html": "<b>done</b>", "text/plain": "<IPython.core.display.HTML object>" }, "text"],
])("C1: %j is shown as a %s", (data, kind) => {
  expect(shown(data)).toEqual({ kind, text: null });
});

test("C1: of a progress bar the last state is kept, and of text the lines with metrics", () => {
  const text = "epoch 1\n 1/9 loss: 0.9\r 9/9 - loss: 0.25 - accuracy: 0.9\r\nsaved model to x\n";
  expect(shown({ "text/plain": text })).toEqual({ kind: "text", text: "9/9 - loss: 0.25 - accuracy: 0.9" });
});

test("C1: Colab's count of 0 is a cell that was not run", () => {
  const { notebook } = parseNotebook(
    '{"cells": [{"cell_type": "code", "source": "x", "execution_count": 0}]}',
  );
  expect(notebook?.cells[0]?.executionCount).toBeNull();
});

test("C1: papermill's record of a run", () => {
  const { notebook } = parseNotebook(
    '{"cells": [], "metadata": {"papermill": {"parameters": {"lr": 0.1}, "exception": true}}}',
  );
  expect(notebook?.papermill).toEqual({ parameters: { lr: 0.1 }, failed: true });
});

test("B4: no JSON whatever makes the parser throw", () => {
  const cell = fc.record({
    cell_type: fc.anything(),
    source: fc.anything(),
    outputs: fc.anything(),
    metadata: fc.anything(),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.record({ cells: fc.array(cell), metadata: fc.anything() }).map((v) => JSON.stringify(v)),
      ),
      (text) => {
        const { notebook, error } = parseNotebook(text);
        expect((notebook === null) !== (error === null)).toBe(true);
      },
    ),
  );
});
