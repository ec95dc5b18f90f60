// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of OmegaConf
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/parsers/yaml.js";
import { resolveInterpolations } from "../../../src/trackers/hydra/interpolation.js";
import { pythonText } from "../../../src/trackers/hydra/python-text.js";

const resolve = (text: string) =>
  resolveInterpolations(parseYaml(text, "omegaconf").value, parseYaml(text, "text").value);

describe("what stays as it is written", () => {
  test.each([
    ["a circle", "a: ${b}\nb: ${a}\n"],
    ["a circle through a text", "a: x${b}\nb: y${a}\n"],
    ["a question to the machine", "a: ${oc.env:HOME}\nb: ${now:%Y}\nc: x-${env:USER}\n"],
    ["an open brace", "a: ${b\nb: 1\n"],
    ["an escaped interpolation", "a: \\${b}\nb: 1\n"],
    ["more dots than levels", "a: ${...b}\nb: 1\n"],
    ["an item of no number", "a: ${b.x}\nb: [1]\n"],
    ["a name that every object has", "a: ${b.constructor}\nc: ${toString}\nb: {}\n"],
    ["a list or mapping inside a text", "a: x-${b}\nb: [1]\n"],
    ["an empty reference", "a: ${}\nb: ${ }\nc: ${.}\n"],
  ])("%s", (_name, text) => {
    expect(resolve(text)).toEqual(parseYaml(text, "omegaconf").value);
  });

  test("F1: a bomb of texts that repeat each other stops at a million characters", () => {
    const lines = Array.from({ length: 40 }, (_, i) => `a${i + 1}: "${`\${a${i}}`.repeat(10)}"`);
    const value = resolve(`a0: ${"x".repeat(100)}\n${lines.join("\n")}\n`) as Record<string, string>;
    expect(value.a3).toBe("x".repeat(100_000));
    expect(value.a40).toBe("${a39}".repeat(10));
    expect(Object.values(value).join("").length).toBeLessThan(2_000_000);
  });

  test("F1: references nested without end", () => {
    const text = `a: ${"${".repeat(50_000)}${"}".repeat(50_000)}`;
    expect(resolve(`${text}\nb: \${c}\nc: 1\n`)).toMatchObject({ b: 1 });
  });

  test("a bomb of mappings that repeat each other", () => {
    const lines = Array.from({ length: 40 }, (_, i) => `a${i + 1}: {x: "\${a${i}}", y: "\${a${i}}"}`);
    const text = `a0: 1\n${lines.join("\n")}\n`;
    const value = resolve(text) as Record<string, unknown>;
    expect(value.a1).toEqual({ x: 1, y: 1 });
    expect(value.a40).toEqual({ x: "${a39}", y: "${a39}" });
  });

  test("a chain longer than anybody writes", () => {
    const text = Array.from({ length: 300 }, (_, i) => `a${i}: \${a${i + 1}}`).join("\n");
    expect((resolve(`${text}\na300: 1\n`) as Record<string, unknown>).a0).toBe("${a1}");
  });
});

test("a mapping inside itself is repeated once", () => {
  expect(resolve("a:\n  b: ${a}\n")).toEqual({ a: { b: { b: "${a}" } } });
});

test("an alias on the way is followed", () => {
  expect(resolve("a: ${b.c.d}\nb: {c: '${e}'}\ne: {d: 5}\n")).toMatchObject({ a: 5, b: { c: { d: 5 } } });
});

describe("values inside of texts read as Python writes them", () => {
  test.each([
    [1e-5, "1.0e-05", "1e-05"],
    [0.0001, "1e-4", "0.0001"],
    [123456.789, "123456.789", "123456.789"],
    [1e16, "1.0e+16", "1e+16"],
    [1234567890123456, "1234567890123456.0", "1234567890123456.0"],
    [-2.5e-7, "-2.5e-07", "-2.5e-07"],
    [3, "3", "3"],
    [3, "3.0", "3.0"],
    [31, "0x1e", "31"],
    [0, "0.0", "0.0"],
    [true, "on", "True"],
    [null, "~", "None"],
    ["x", "x", "x"],
  ])("%s", (value, written, text) => {
    expect(pythonText(value, written)).toBe(text);
  });
});

test("no text makes it throw", () => {
  const piece = fc.constantFrom("${", "}", "a", "b", ".", "..", "[0]", ":", "x", " ", "???", "\\");
  const value = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(value, value, fc.array(value, { maxLength: 3 }), (a, b, list) => {
      const config = { a, b: { a: b, b: list } };
      expect(JSON.stringify(resolveInterpolations(config, config))).toBeDefined();
    }),
    { numRuns: 3000, seed: 3 },
  );
});
