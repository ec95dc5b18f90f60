import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { directiveOf } from "../../src/detectors/suppression-words.js";
import { readComments } from "../../src/parsers/comments/read-comments.js";
import { exptrack } from "../tools/command-line.js";
import { sampleProject, TRAIN } from "./sample.js";

const GUIDE = readFileSync(fileURLToPath(new URL("../../docs/baseline.md", import.meta.url)), "utf8");
const blocks = (language: string): string[] =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map((match) => match[1]!);
const commands = blocks("console")
  .join("")
  .trimEnd()
  .split("\n")
  .map((line) => line.replace(/^\$ exptrack /, ""));
const IDS = RULES.rules.map(({ id }) => id);

describe("E7: the guide to gate, baseline and suppressions", () => {
  const project = sampleProject({}, "guided");
  project.write({ "src/train.py": TRAIN });
  exptrack(["baseline", project.root]);

  test.each(commands)("exptrack %s does its job", (command) => {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
    const { code, stderr } = exptrack(words, { cwd: project.root });
    expect(stderr).not.toContain("--help");
    expect([0, 1]).toContain(code);
  });

  test("every comment in it is one that is heeded, and names a rule that there is", () => {
    const written = [
      ...blocks("python").flatMap((text) => readComments(text, "python")),
      ...blocks("markdown").flatMap((text) => readComments(text, "markdown")),
    ].map(({ text }) => directiveOf(text));
    expect(written).toHaveLength(3);
    for (const directive of written) {
      expect(directive).toHaveProperty("reason", expect.any(String));
      for (const rule of directive !== null && "rules" in directive ? directive.rules : [""])
        expect(IDS).toContain(rule);
    }
  });

  test("its configuration is accepted", () => {
    const configured = sampleProject({}, "configured-guide");
    configured.write({ "exptrack.yml": blocks("yaml")[0]!, "legacy/load.py": TRAIN });
    const { code, stderr } = exptrack(["audit", configured.root, "--no-report", "-q"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });
});
