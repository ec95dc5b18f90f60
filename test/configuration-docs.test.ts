import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { readConfiguration } from "../src/policy/configuration.js";
import { CONFIGURATION } from "../src/policy/configuration-shape.js";

const TEXT = readFileSync(new URL("../docs/configuration.md", import.meta.url), "utf8");
const BLOCKS = [...TEXT.matchAll(/```(yaml|toml)\n([\s\S]*?)```/g)].map(
  ([, format = "", text = ""]) => [format, text] as const,
);

describe("E6: docs/configuration.md", () => {
  test.each(BLOCKS)("its example is a configuration without mistakes (%s)\n%s", async (format, text) => {
    const path = format === "toml" ? "pyproject.toml" : "exptrack.yml";
    const { configuration, mistakes } = await readConfiguration({
      // What an example extends is there.
      files: {
        texts: async (paths) => new Map(paths.map((one) => [one, { text: one === path ? text : "" }])),
      },
      folder: "",
      named: path,
      inRepository: true,
      hasFolder: async () => true,
      rules: async () => RULES.rules,
    });
    expect(mistakes).toEqual([]);
    expect(configuration.path).toBe(path);
  });

  test("it speaks of every key, in the table and by example", () => {
    if (CONFIGURATION.kind !== "table") throw new Error("a configuration is a table");
    for (const key of Object.keys(CONFIGURATION.keys)) {
      expect(TEXT).toContain(`| \`${key}\` |`);
      expect(BLOCKS.some(([format, text]) => format === "yaml" && text.includes(`${key}:`))).toBe(true);
    }
  });

  test("its links lead to files of the repository", () => {
    const links = [...TEXT.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(1);
    for (const link of links.filter((one) => one.includes(".")))
      expect(readFileSync(new URL(`../docs/${link}`, import.meta.url), "utf8")).not.toBe("");
  });
});
