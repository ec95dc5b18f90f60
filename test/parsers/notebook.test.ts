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
  expect(notebook?.cells[2]?.outputs).toEqual({ count: 3, tables: 1, images: 1, metricLines: 2, errors: [] });
  expect(notebook?.cells[4]?.outputs.errors).toEqual(["SyntaxError"]);
});

test("C1: a notebook of version 3", () => {
  const { notebook } = read("version3.ipynb");
  expect(notebook?.format).toBe(3);
  expect(notebook?.cells[1]).toMatchObject({
    kind: "code",
    executionCount: 7,
    outputs: { count: 4, tables: 1, images: 1, metricLines: 1, errors: ["KeyError"] },
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
