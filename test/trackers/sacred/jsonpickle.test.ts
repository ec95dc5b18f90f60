import { expect, test } from "vitest";
import { unpickled } from "../../../src/trackers/sacred/jsonpickle.js";

test.each<[string, unknown, unknown]>([
  ["a tuple", { "py/tuple": [1, { "py/tuple": [2] }] }, [1, [2]]],
  ["a set", { "py/set": [1, 2] }, [1, 2]],
  ["a numpy number", { "py/object": "numpy.float64", dtype: "float64", value: 0.5 }, 0.5],
  ["a numpy truth", { "py/object": "numpy.bool_", dtype: "bool", value: true }, true],
  ["an array", { "py/object": "numpy.ndarray", dtype: "int64", values: [[0, 1]] }, [[0, 1]]],
  [
    "a packed array",
    { "py/object": "numpy.ndarray", dtype: "float64", shape: [2000], values: "eJx=" },
    "numpy.ndarray",
  ],
  [
    "a read-only mapping",
    { "py/object": "sacred.config.custom_containers.ReadOnlyDict", a: { "py/tuple": [] } },
    { a: [] },
  ],
  ["a read-only list", { "py/object": "sacred.config.custom_containers.ReadOnlyList", "py/seq": [1] }, [1]],
  ["an object", { "py/object": "nets.Spec", "py/state": { depth: 3 } }, { depth: 3 }],
  ["an object without attributes", { "py/object": "nets.Spec" }, "nets.Spec"],
  ["a class", { "py/type": "builtins.int" }, "builtins.int"],
  [
    "a path",
    { "py/reduce": [{ "py/type": "pathlib.PosixPath" }, { "py/tuple": ["/", "data", "x"] }] },
    "/data/x",
  ],
  ["an enumeration", { "py/reduce": [{ "py/type": "nets.Kind" }, { "py/tuple": [2] }] }, 2],
  [
    "an ordered dictionary",
    {
      "py/reduce": [
        { "py/type": "collections.OrderedDict" },
        { "py/tuple": [] },
        null,
        null,
        { "py/tuple": [{ "py/tuple": ["b", 1] }, { "py/tuple": ["a", 2] }] },
      ],
    },
    { b: 1, a: 2 },
  ],
  ["a repetition", [{ a: 1 }, { "py/id": 2 }], [{ a: 1 }, null]],
  ["a key that is no text", { "json://1": 2 }, { "1": 2 }],
])("%s", (_, pickled, plain) => {
  expect(unpickled(pickled)).toEqual(plain);
});

test("a key called __proto__ is a key", () => {
  const value = unpickled(JSON.parse('{"__proto__": {"py/tuple": [1]}}'));
  expect(Object.entries(value as object)).toEqual([["__proto__", [1]]]);
});
