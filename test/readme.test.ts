import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exptrack } from "./tools/command-line.js";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const README = read("README.md");

/** `exptrack …` lines of the README's shell blocks, without their comments. */
const COMMANDS = [...README.matchAll(/```bash\n([\s\S]*?)```/g)]
  .flatMap((block) => (block[1] ?? "").split("\n"))
  .filter((line) => line.startsWith("exptrack "))
  .map((line) => line.replace(/\s+#.*$/, "").trim());

describe("the README", () => {
  test("its first screen holds the two commands", () => {
    const first = README.split("\n").slice(0, 30).join("\n");
    expect(first).toContain("npm install && npm run demo");
    expect(first).toContain("npm install && npm test");
  });

  test("its scripts are those of the package", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = [...README.matchAll(/npm (?:run )?(demo|test|generate|bench)\b/g)].map(
      (match) => match[1] ?? "",
    );
    for (const script of named) expect(scripts).toHaveProperty(script);
  });

  test.each(COMMANDS)("%s: command and options are known", (line) => {
    const [, command = "", ...rest] = line.split(/\s+/);
    const help = exptrack([command, "--help"]);
    expect(help.code).toBe(0);
    for (const option of rest.filter((word) => word.startsWith("-")))
      expect(help.stdout).toContain(option.split("=")[0]);
  });

  test("its links lead to files of the repository", () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(3);
    for (const link of links)
      expect(() => readFileSync(new URL(`../${link}`, import.meta.url))).not.toThrow(/ENOENT/);
  });

  test("its example output is what the demo prints (the generated-files check compares it)", () => {
    expect(README).toMatch(/<!-- demo:begin -->\n```console\n\$ exptrack audit\nscore {8}/);
  });
});
