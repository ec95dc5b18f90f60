import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ComparedFiles } from "../../../src/trackers/dvc/compared-files.js";
import { changedParameters, parseParameters } from "../../../src/trackers/dvc/parameter-values.js";
import { literal, parsePythonParameters, UNREAD } from "../../../src/trackers/dvc/python-parameters.js";
import { resolvePipeline } from "../../../src/trackers/dvc/resolved-stages.js";
import { staleStages } from "../../../src/trackers/dvc/stale-stages.js";

const filesOf = (files: Readonly<Record<string, string>>): ComparedFiles => ({
  has: (path) => Object.hasOwn(files, path),
  bytes: async (path) => (Object.hasOwn(files, path) ? Buffer.from(files[path]!) : null),
  ending: (ending) => Object.keys(files).filter((path) => path.endsWith(ending)),
});

const resolve = async (pipeline: string, files: Readonly<Record<string, string>> = {}) => {
  const found = await resolvePipeline("dvc.yaml", pipeline, async (path) => files[path] ?? null);
  return Object.fromEntries([...(found?.stages ?? [])].map(([name, { command }]) => [name, command]));
};

describe("parameters of a Python file", () => {
  test("are its literals: at the top, in classes, and of self in __init__", () => {
    const text = `import os
LR: float = 1e-3  # a comment
NAMES = ["a", 'b',
         "c"]
DEEP = {"x": {"y": (1, 2)}, 3: None}
HOME = os.environ["HOME"]
FLAGS = {1, 2}


class Model(Base):
    """Words: LR = 4"""
    depth = -4

    class Inner:
        on = True

    def __init__(self, width):
        self.rate = .5
        self.width = width

    def run(self):
        lost = 1

LAST = 1_000
`;
    expect(parsePythonParameters(text)).toEqual({
      LR: 0.001,
      NAMES: ["a", "b", "c"],
      DEEP: { x: { y: [1, 2] }, 3: null },
      HOME: UNREAD,
      FLAGS: UNREAD,
      Model: expect.objectContaining({ depth: -4, Inner: { on: true }, rate: 0.5, width: UNREAD }),
      LAST: 1000,
    });
  });

  test("are read from any text without an exception", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        parsePythonParameters(text);
        literal(text);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "a = ",
            "class A:",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            '"',
            "'''",
            "\\",
            ",",
            "1",
            ":",
            "#",
          ),
          { maxLength: 60 },
        ),
        (parts) => {
          parsePythonParameters(parts.join(""));
        },
      ),
    );
  });
});

describe("values of parameters", () => {
  const changed = (
    path: string,
    text: string,
    keys: readonly string[],
    locked: Readonly<Record<string, unknown>>,
  ) =>
    changedParameters(
      { path, parameters: parseParameters(path, text)! },
      keys,
      new Map(Object.entries(locked)),
    );

  test("are equal as Python has it", () => {
    expect(
      changed("params.yaml", "a: 1.0\nb: true\nc: [1, 2]\nd: {x: 1}\n", ["a", "b", "c", "d.x"], {
        a: 1,
        b: 1,
        c: [1, 2],
        "d.x": 1,
      }),
    ).toEqual([]);
  });

  test("are told by their names where they differ, are new or are gone", () => {
    expect(changed("params.yaml", "a: 2\nb: 1\n", ["a", "b", "c"], { a: 1, c: 1 })).toEqual(["a", "b", "c"]);
  });

  test("of a whole file are its top-level names", () => {
    expect(changed("p.json", '{"a": {"b": 1}, "c": 2}', [], { a: { b: 2 }, d: 1 })).toEqual(["a", "c", "d"]);
  });

  test("that a pattern stands for, and moments that formats write otherwise, are passed over", () => {
    expect(
      changed("p.toml", "at = 2020-01-01T00:00:00Z\n", ["at", "x.*"], {
        at: "2020-01-01 00:00:00+00:00",
        "x.*": 1,
      }),
    ).toEqual([]);
  });
});

describe("templates of a pipeline", () => {
  test("stand for values as Python writes them", async () => {
    const params = "f: 1.0\nsmall: 1e-05\nbig: 1e16\ni: 3\nt: true\nn: null\nlist: [a, b]\nlr: 0.10\n";
    const pipeline = `stages:\n  a:\n    cmd: \${f} \${small} \${big} \${i} \${t} \${n} \${list[1]} \${ lr } \\\${x}\n`;
    expect(await resolve(pipeline, { "params.yaml": params })).toEqual({
      a: `1.0 1e-05 1e+16 3 true None b 0.1 \${x}`,
    });
  });

  test("of a mapping become options", async () => {
    const params = "train: {lr: 0.1, deep: {on: true, off: false}, list: [1, a b], name: it's}\n";
    expect(await resolve(`stages:\n  a:\n    cmd: run \${train}\n`, { "params.yaml": params })).toEqual({
      a: `run --lr 0.1 --deep.on --list 1 'a b' --name 'it'"'"'s'`,
    });
  });

  test("go over lists, mappings, and the product of axes", async () => {
    const pipeline = `stages:
  a: {foreach: [x, 2], do: {cmd: 'run \${item}'}}
  b: {foreach: [{n: 1}], do: {cmd: 'run \${item.n}'}}
  c: {foreach: {k: {n: 1}}, do: {cmd: 'run \${key} \${item.n}'}}
  d: {matrix: {x: [1, 2], y: [{z: a}]}, cmd: 'run \${item.x} \${item.y.z} \${key}'}
`;
    expect(await resolve(pipeline)).toEqual({
      "a@x": "run x",
      "a@2": "run 2",
      "b@0": "run 1",
      "c@k": "run k 1",
      "d@1-y0": "run 1 a 1-y0",
      "d@2-y0": "run 2 a 2-y0",
    });
  });

  test("that stand for nothing known, or for a name that is defined twice, leave their stage out", async () => {
    const twice = "vars: [{a: 1}, {a: 2}]\nstages:\n  s: {cmd: run}\n";
    expect(await resolve(`stages:\n  a:\n    cmd: run \${gone}\n  b: {cmd: run}\n`)).toEqual({ b: "run" });
    expect(await resolve(twice)).toEqual({});
  });

  test("of a hostile size are not gone through", async () => {
    const axes = "abcdef".split("").map((axis) => `${axis}: [${Array(50).fill(1).join(", ")}]`);
    expect(await resolve(`stages:\n  a:\n    matrix: {${axes.join(", ")}}\n    cmd: run\n`)).toEqual({});
    const deps = Array(3000).fill("x").join(", ");
    const over = Array.from({ length: 1999 }, (_, at) => at).join(", ");
    expect(
      await resolve(`stages:\n  a:\n    foreach: [${over}]\n    do: {cmd: run, deps: [${deps}]}\n`),
    ).toEqual({});
  });
});

test("stale stages: any texts are compared without an exception", async () => {
  const part = fc.constantFrom(
    "stages:\n",
    "  a:\n",
    `    cmd: run \${x}\n`,
    "    deps:\n    - x\n",
    "    params:\n    - x\n",
    "vars:\n- x: 1\n",
    "    foreach: [1]\n",
    "    do: 1\n",
    "    - path: x\n      md5: 1\n",
    "schema: '2.0'\n",
    "- [",
    `x: \${y}\n`,
  );
  const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (pipeline, lock, params) => {
      await staleStages(filesOf({ "dvc.yaml": pipeline, "dvc.lock": lock, "params.yaml": params, x: "1" }));
    }),
    { numRuns: 200 },
  );
});
