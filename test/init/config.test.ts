import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configProposal } from "../../src/init/config.js";
import { CHOICES, factsOf } from "./facts.js";

const textOf = (facts = factsOf({}), choices = CHOICES): string =>
  configProposal(facts, choices).file?.after ?? "";

describe("E5: the configuration that is proposed", () => {
  test("names what was found, and a threshold that the project meets today", () => {
    const text = textOf();
    expect(text).toContain("Found here when this was written: mlflow.");
    expect(text).toContain("17.8");
    expect(parse(text)).toEqual({ threshold: 17.5 });
  });

  test.each([
    [0, null],
    [0.4, null],
    [0.5, { threshold: 0.5 }],
    [12, { threshold: 12 }],
    [29.99, { threshold: 29.5 }],
    [null, null],
  ])("a score of %s", (score, expected) => {
    expect(parse(textOf(factsOf({}, { score })))).toEqual(expected);
  });

  test("the report hook and other people's code and a baseline bring their settings", () => {
    const facts = factsOf(
      { "exptrack-baseline.json": "{}" },
      {
        paths: [
          "exptrack-baseline.json",
          "lib/third_party/a/x.py",
          "lib/third_party/vendor/y.py",
          "src/external/z.py",
        ],
      },
    );
    expect(parse(textOf(facts, { ...CHOICES, reportHook: true }))).toEqual({
      threshold: 17.5,
      local: false,
      exclude: ["lib/third_party/**"],
      baseline: "exptrack-baseline.json",
    });
  });

  test.each(["exptrack.yml", ".exptrack.yml", ".github/exptrack.yml"])("%s is left as it is", (path) => {
    const { file, notes } = configProposal(factsOf({ [path]: "threshold: 3\n" }), CHOICES);
    expect(file).toBeNull();
    expect(notes.join()).toContain(path);
  });

  test("--force proposes the file that is there anew, and no second one", () => {
    const { file } = configProposal(factsOf({ ".exptrack.yml": "threshold: 3\n" }), {
      ...CHOICES,
      force: true,
    });
    expect(file).toMatchObject({ path: ".exptrack.yml", before: "threshold: 3\n" });
  });

  test("a pyproject.toml that holds other tools' settings is pointed to", () => {
    const notes = (text: string) => configProposal(factsOf({ "pyproject.toml": text }), CHOICES).notes.join();
    expect(notes("[tool.ruff.lint]\nselect = []\n[tool.black]\n")).toMatch(/ruff, black.*--pyproject/);
    expect(notes('[build-system]\nrequires = ["setuptools"]\n')).toBe("");
  });
});

describe("E5: --pyproject", () => {
  const choices = { ...CHOICES, pyproject: true };
  const propose = (text: string | null) => configProposal(factsOf({ "pyproject.toml": text }), choices);

  test.each([
    ["an ordinary file", "[tool.ruff]\nline-length = 100 # wide\n"],
    ["a last line without an end", "[tool.ruff]\nline-length=100"],
    ["CRLF", "[tool.ruff]\r\nline-length = 100\r\n"],
    ["an empty file", ""],
  ])("%s: what is there keeps every byte", (_, before) => {
    const { file } = propose(before);
    expect(file?.after.startsWith(before)).toBe(true);
    expect(parseToml(file?.after ?? "")).toMatchObject({ tool: { exptrack: { threshold: 17.5 } } });
    expect(/[^\r]\n/.test(file?.after ?? "")).toBe(!before.includes("\r\n"));
  });

  test.each([
    ["settings that are there", "[tool.exptrack]\nthreshold = 2\n", /already/],
    ["a table of settings that is there", "[tool.exptrack.floors]\ndata = 2\n", /already/],
    ["a closed table", "tool = { ruff = {} }\n", /cannot be added/],
    ["broken TOML", "[tool\n", /cannot be added/],
    ["another encoding", null, /cannot be read/],
  ])("%s: left as it is, and said so", (_, before, says) => {
    const { file, notes } = propose(before);
    expect(file).toBeNull();
    expect(notes.join()).toMatch(says);
  });

  test("without the file there is nothing to add to", () => {
    const { file, notes } = configProposal(factsOf({}), choices);
    expect(file).toBeNull();
    expect(notes.join()).toMatch(/no pyproject\.toml/);
  });
});
