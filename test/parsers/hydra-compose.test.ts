import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interpolated, plainOf } from "../../src/parsers/config-tree.js";
import { composeHydra, type PlacedOverride } from "../../src/parsers/hydra-compose.js";
import type { HydraSource } from "../../src/parsers/hydra-defaults.js";
import { parseHydraOverride } from "../../src/parsers/hydra-override.js";
import { type ClientComposition, COMPOSITIONS, folderSource } from "./hydra-compositions.js";

const source = folderSource(join(COMPOSITIONS, "conf"));
const client: readonly ClientComposition[] = JSON.parse(
  readFileSync(join(COMPOSITIONS, "client.json"), "utf8"),
);
const composed = (overrides: readonly string[], from: HydraSource = source) =>
  composeHydra(from, "config", overrides.map(given));

function given(word: string): PlacedOverride {
  const override = parseHydraOverride(word);
  if (override === null) throw new Error(`${word} is no override`);
  return { ...override, place: { path: "README.md", line: 1 } };
}

describe("C1 C8: a composition is what Hydra makes of it", () => {
  test.each(client.map((one) => [one.overrides.join(" ") || "without overrides", one] as const))(
    "%s",
    (_name, expected) => {
      const own = composed(expected.overrides);
      if ("error" in expected) {
        expect(own.errors).not.toEqual([]);
        return;
      }
      expect(own.errors).toEqual([]);
      expect(plainOf(own.tree)).toEqual(expected.written);
      for (const [name, value] of Object.entries(expected.resolved))
        expect([name, interpolated(own.tree, name.split("."))?.value]).toEqual([name, value]);
    },
  );
});

test("C1: every value has the place that gave it, an override that of its command", () => {
  const { tree } = composed(["experiment=ex", "trainer.max_epochs=9"]);
  const place = (path: string) => interpolated(tree, path.split("."))?.place;
  expect(place("seed")).toEqual({ path: "experiment/ex.yaml", line: 7 });
  expect(place("trainer.accelerator")).toEqual({ path: "trainer/gpu.yaml", line: 4 });
  expect(place("trainer.max_epochs")).toEqual({ path: "README.md", line: 1 });
  // An interpolation is at home where the value stands that it leads to.
  expect(place("lr")).toEqual({ path: "experiment/ex.yaml", line: 8 });
});

test("C1: groups that are left out are named with their place", () => {
  expect(composed([]).leftOut).toContainEqual({ group: "logger", path: "config.yaml", line: 7 });
});

test("C8: an environment variable decides where it is set", () => {
  const { tree } = composed([]);
  expect(interpolated(tree, ["env"])).toMatchObject({ value: "5", variable: "NOT_SET_X" });
  const place = { path: "Makefile", line: 2 };
  expect(interpolated(tree, ["env"], () => ({ value: "8", place }))).toMatchObject({ value: "8", place });
});

test("F1: configurations that select each other end", () => {
  const files: Readonly<Record<string, unknown>> = {
    config: { defaults: ["other", { g: ["x", "x", "x"] }], a: 1 },
    other: { defaults: ["config"], b: 2 },
    "g/x": { defaults: [{ "/g": ["x", "x"] }] },
  };
  const own = composed([], {
    find: (name) =>
      name in files ? { path: name, value: files[name], package: null, line: () => undefined } : null,
    isGroup: (name) => name === "g",
  });
  expect(plainOf(own.tree)).toMatchObject({ a: 1, b: 2 });
  expect(own.errors).not.toEqual([]);
});

test("F1: interpolations that repeat each other end", () => {
  const value: Record<string, unknown> = { a0: "x".repeat(100) };
  for (let at = 1; at < 40; at++) {
    value[`a${at}`] = `\${a${at - 1}}`.repeat(10);
    value[`c${at}`] = `\${c${at % 39}}`;
  }
  const own = composed([], {
    find: () => ({ path: "config.yaml", value, package: null, line: () => undefined }),
    isGroup: () => false,
  });
  expect(interpolated(own.tree, ["a2"])?.value).toBe("x".repeat(10_000));
  expect(interpolated(own.tree, ["a39"])?.value).toBeUndefined();
  expect(interpolated(own.tree, ["c1"])?.value).toBeUndefined();
});

test.each([
  ["lr=0.1", { kind: "change", key: "lr", value: 0.1, sweep: null }],
  ["+trainer.max_epochs=5", { kind: "add", key: "trainer.max_epochs", value: 5 }],
  ["++a.b='x y'", { kind: "force-add", key: "a.b", value: "x y" }],
  ["~logger", { kind: "delete", key: "logger", value: null }],
  ["db@source=mysql", { key: "db", package: "source", value: "mysql" }],
  ["seed=1,2,3", { value: 1, sweep: [1, 2, 3] }],
  ["seed=range(1,4)", { sweep: [1, 2, 3] }],
  ["model=choice(a,b)", { value: "a", sweep: ["a", "b"] }],
  ["tags=[a, 2, {b: null}]", { value: ["a", 2, { b: null }], sweep: null }],
  ["flag=True", { value: true }],
  ["path=/data/x.csv", { value: "/data/x.csv" }],
  ["empty=", { value: "" }],
])("C8: the override %s is read", (word, expected) => {
  expect(parseHydraOverride(word)).toMatchObject(expected);
});

test.each(["train.py", "--lr=1", "=3", "3=4", "-m"])("C8: %s is no override", (word) => {
  expect(parseHydraOverride(word)).toBeNull();
});

test("F1: any word is read without an error", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (word) => {
      parseHydraOverride(word);
      parseHydraOverride(`a=${word}`);
    }),
  );
});
