import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { extractFacts } from "../../src/python/extract.js";
import { position } from "../../src/python/raw.js";

/** Python's own parser is the judge: every call that `ast` sees is found, on its line. */
const python = process.env.EXPTRACK_PYTHON ?? "python3";
const script = fileURLToPath(new URL("../tools/ast_calls.py", import.meta.url));

const callsByPython = (paths: readonly string[]): Record<string, number[] | null> =>
  JSON.parse(execFileSync(python, [script, ...paths], { encoding: "utf8", maxBuffer: 1 << 30 }));

const sources = (root: string): string[] =>
  (readdirSync(root, { recursive: true }) as string[])
    .filter((path) => path.endsWith(".py"))
    .map((path) => `${root}/${path}`)
    .filter((path) => statSync(path).isFile())
    .sort();

function missing(paths: readonly string[]): { calls: number; missing: string[]; broken: string[] } {
  const result = { calls: 0, missing: [] as string[], broken: [] as string[] };
  for (const [path, lines] of Object.entries(callsByPython(paths))) {
    if (lines === null) continue;
    const facts = extractFacts(readFileSync(path, "utf8"));
    if (facts.broken) result.broken.push(path);
    const found = new Map<number, number>();
    for (const call of facts.calls) {
      const { line } = position(facts.rows, call.at);
      found.set(line, (found.get(line) ?? 0) + 1);
    }
    result.calls += lines.length;
    for (const line of lines) {
      const left = found.get(line) ?? 0;
      if (left === 0) result.missing.push(`${path}:${line}`);
      else found.set(line, left - 1);
    }
  }
  return result;
}

test("C1: every call of our own Python sources that ast sees is found, line by line", () => {
  const roots = ["../../fixtures/python", "../tools"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const result = missing(roots.flatMap(sources));
  expect(result).toMatchObject({ missing: [], broken: [] });
  expect(result.calls).toBeGreaterThan(100);
});

const library = execFileSync(python, ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], {
  encoding: "utf8",
}).trim();

test.each([
  "asyncio",
  "email",
  "json",
  "logging",
  "multiprocessing",
  "importlib",
  "argparse.py",
  "dataclasses.py",
  "typing.py",
])("C1: every call of Python's own %s that ast sees is found, line by line", (name) => {
  const path = `${library}/${name}`;
  const result = missing(statSync(path).isDirectory() ? sources(path) : [path]);
  expect(result).toMatchObject({ missing: [], broken: [] });
});

const packages = execFileSync(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], {
  encoding: "utf8",
}).trim();

test.each(["mlflow/tracking", "mlflow/store", "wandb/sdk", "dvc", "hydra"])(
  "C1: every call of the tracker client %s that ast sees is found, line by line",
  (name) => {
    const root = `${packages}/${name}`;
    expect(existsSync(root)).toBe(true);
    const result = missing(sources(root));
    expect(result).toMatchObject({ missing: [], broken: [] });
    expect(result.calls).toBeGreaterThan(500);
  },
);
