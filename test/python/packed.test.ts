import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packer, unpacker } from "../../src/python/packed.js";

const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(
      null,
      undefined,
      true,
      false,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 28,
      2 ** 28 - 1,
    ),
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.array(tie("value")),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { noNullPrototype: true },
    ),
  ),
})).value;

describe("packed data", () => {
  test("comes back exactly as it was, each value from its own place, in any order", () => {
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 5 }), (values) => {
        const { add, packed } = packer();
        const starts = values.map(add);
        const unpack = unpacker(packed());
        for (const [at, value] of [...values.entries()].reverse())
          expect(unpack(starts[at]!)).toStrictEqual(value);
      }),
    );
  });

  test("keeps the order of fields, and a lone surrogate", () => {
    const { add, packed } = packer();
    const start = add([
      { b: 1, a: "\ud800" },
      { a: 2, b: -1.5 },
    ]);
    const unpack = unpacker(packed());
    expect(JSON.stringify(unpack(start))).toBe('[{"b":1,"a":"\\ud800"},{"a":2,"b":-1.5}]');
  });

  test("refuses what is nested too deep, and goes on", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const { add, packed } = packer();
    expect(() => add(deep)).toThrow(TypeError);
    const start = add("next");
    expect(unpacker(packed())(start)).toBe("next");
  });

  test.each([
    ["a map", new Map()],
    ["a function", () => 1],
    ["a big integer", 1n],
    ["a record that hides its kind", JSON.parse('{"__proto__": 1}')],
  ])("takes no %s for plain data", (_name, value) => {
    expect(() => packer().add([value])).toThrow(TypeError);
  });
});
