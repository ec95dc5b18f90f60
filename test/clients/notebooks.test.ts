import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { readFolder } from "../python/folder.js";
import { seenByPython, seenByUs } from "../python/notebook-cells.js";

/** Notebooks that real kernels run just now, and IPython and Python's own parser as the judges of their cells. */
const python = process.env.EXPTRACK_PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "exptrack-notebooks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

execFileSync(python, [fileURLToPath(new URL("../tools/make_notebooks.py", import.meta.url)), folder], {
  stdio: ["ignore", "ignore", "pipe"],
});
const paths = readdirSync(folder)
  .filter((path) => path.endsWith(".ipynb") && path !== "version3.ipynb")
  .sort();
const seen = seenByPython(python, folder, paths);
const { code, problems } = await readFolder(folder);

test("C1: all notebooks of the maker are read", () => {
  expect(problems).toEqual([]);
  expect(paths.length).toBeGreaterThan(10);
});

test.each(paths)("C1: %s has the calls and names that Python sees", (path) => {
  expect(seenByUs(code.file(path)!)).toEqual(seen[path]);
});
