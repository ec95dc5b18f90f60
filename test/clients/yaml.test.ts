import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYaml } from "../../src/parsers/yaml.js";

const DIALECTS = ["pyyaml", "omegaconf", "ruamel"] as const;
type Answer = { value: unknown } | { error: string };

function python<T>(command: "load" | "dump" | "table", input: unknown): T {
  const interpreter = process.env.EXPTRACK_PYTHON ?? "python3";
  const options = { input: JSON.stringify(input), maxBuffer: 2 ** 28 };
  return JSON.parse(execFileSync(interpreter, ["test/tools/dump_yaml.py", command], options).toString());
}

test("the committed table of scalars is what the installed libraries say", () => {
  const table = JSON.parse(readFileSync("fixtures/parsers/yaml/scalars.json", "utf8"));
  expect(python("table", table)).toEqual(table);
});

describe("generated texts", () => {
  const character = fc.constantFrom(..."0123456789+-_.:eExobBOnNfFyYaAiIlLuUsStTrR~ZzT ");
  const scalars = fc.sample(fc.string({ unit: character, minLength: 1, maxLength: 9 }), {
    numRuns: 6000,
    seed: 7,
  });
  const texts = [...new Set(scalars.map((text) => text.trim()).filter((text) => text !== ""))];
  const documents = texts.map((text) => `a: ${text}`);
  const answers = python<Record<(typeof DIALECTS)[number], Answer>[]>("load", documents);

  test.each(DIALECTS)("plain scalars are read as %s reads them", (dialect) => {
    const wrong = documents.filter((text, index) => {
      const answer = answers[index]![dialect];
      return (
        "value" in answer && JSON.stringify(parseYaml(text, dialect).value) !== JSON.stringify(answer.value)
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe("generated records", () => {
  const word = fc.oneof(
    fc.constantFrom(
      "1e-4",
      "08",
      "0o17",
      "010",
      "on",
      "NO",
      "~",
      "",
      " x",
      "a: b",
      "- a",
      "#",
      "1_000",
      "12:30:00",
      "x\ny",
      "'",
      '"',
      "%a",
      "<<",
      "=",
    ),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );
  const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      word,
      number,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(word, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  const record = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,8}$/), value, {
    maxKeys: 6,
    noNullPrototype: true,
  });
  const records = fc.sample(record, { numRuns: 400, seed: 11 });
  const written = python<Record<(typeof DIALECTS)[number], string>[]>("dump", records);

  test.each(DIALECTS)("what %s writes is read back", (dialect) => {
    const texts = written.map((texts) => texts[dialect]);
    const answers = python<Record<(typeof DIALECTS)[number], Answer>[]>("load", texts);
    texts.forEach((text, index) => {
      const answer = answers[index]![dialect];
      if ("value" in answer)
        expect({ text, ...parseYaml(text, dialect) }).toMatchObject({ text, ...answer, error: null });
    });
  });
});
