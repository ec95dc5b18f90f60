import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exptrack } from "../tools/command-line.js";
import { actionSteps, blocksOf } from "../tools/extract-scripts.mjs";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const GUIDES = ["docs/ci.md", "docs/pre-commit.md"];
const VERSION: string = JSON.parse(read("package.json")).version;

interface Hook {
  readonly id: string;
  readonly [key: string]: unknown;
}
const MANIFEST: readonly Hook[] = parse(read(".pre-commit-hooks.yaml"));
const ACTION = parse(read("action.yml"));

const yamlBlocks = GUIDES.flatMap((path) => blocksOf(path, "yaml"));
const yamlValues = yamlBlocks.map((text) => parse(text));
const hooks: readonly Hook[] = yamlValues
  .flatMap((value) => value.repos ?? [])
  .flatMap((repository) => repository.hooks);

/** Lines that run exptrack: of shell blocks, of workflows, and of the manifest. */
const COMMANDS = [
  ...GUIDES.flatMap((path) => blocksOf(path, "bash")).flatMap((block) => block.split("\n")),
  ...yamlBlocks.flatMap((block) => block.split("\n")),
  ...MANIFEST.map(({ entry }) => String(entry)),
]
  .map((line) => /(?:^|[:-] |--yes )exptrack(?:@[\d.]+)? (.*)$/.exec(line)?.[1]?.replace(/\s+#.*$/, ""))
  .flatMap((line) => (line === undefined || !/^[a-z]/.test(line) ? [] : [line]));

describe("the guides to CI and pre-commit", () => {
  test("E7: there are commands and examples to look at", () => {
    expect(COMMANDS.length).toBeGreaterThan(8);
    expect(hooks.length).toBeGreaterThan(3);
  });

  test.each([...new Set(COMMANDS.filter((line) => /^(?:audit|check|render|init|baseline) /.test(line)))])(
    "E7: exptrack %s: command and options are known",
    (line) => {
      const [command = "", ...rest] = line.split(/\s+/);
      const help = exptrack([command, "--help"]);
      expect(help.code).toBe(0);
      for (const option of rest.filter((word) => word.startsWith("-")))
        expect(help.stdout).toMatch(new RegExp(`(?:^|[\\s,])${option.split("=")[0]}(?:[\\s,]|$)`, "m"));
    },
  );

  test("E7: every version named is this one", () => {
    const named = GUIDES.flatMap((path) => [...read(path).matchAll(/\bexptrack@(\d+\.[\w.-]*)/g)]);
    expect(new Set(named.map((match) => match[1]))).toEqual(new Set([VERSION]));
    const tags = GUIDES.flatMap((path) => [
      ...read(path).matchAll(/rev: v([\d.]+)|exptrack@0{40} # v([\d.]+)/g),
    ]);
    expect(new Set(tags.map((match) => match[1] ?? match[2]))).toEqual(new Set([VERSION]));
  });

  test("E7: hooks in examples are called as the manifest has them", () => {
    for (const hook of hooks) {
      const known = MANIFEST.find(({ id }) => id === hook.id);
      for (const key of ["name", "entry", "language", "pass_filenames", "always_run", "require_serial"])
        if (hook[key] !== undefined) expect(hook[key], `${hook.id}: ${key}`).toEqual(known?.[key]);
    }
  });

  test("E7: workflows fetch the history, pin what they use, and hand the action inputs that it has", () => {
    const steps = yamlValues.flatMap((value) =>
      Object.values<{ steps: { uses?: string; with?: Record<string, unknown> }[] }>(value.jobs ?? {}).flatMap(
        (job) => job.steps,
      ),
    );
    for (const step of steps.filter(({ uses }) => uses !== undefined))
      expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")))
      expect(step.with?.["fetch-depth"]).toBe(0);
    for (const step of steps.filter(({ uses }) => uses?.startsWith("OWNER/exptrack@")))
      expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });

  test("E7: the guide lists the action's inputs and outputs", () => {
    const rows = [...read("docs/ci.md").matchAll(/^\| (`[^|]*`) \|/gm)].flatMap((row) =>
      [...(row[1] ?? "").matchAll(/`([^`]+)`/g)].map((name) => name[1]),
    );
    expect(rows.sort()).toEqual([...Object.keys(ACTION.inputs), ...Object.keys(ACTION.outputs)].sort());
  });

  test("E7: no input is written into a script: each is handed over as a variable", () => {
    for (const { run } of actionSteps()) expect(run).not.toContain("${{");
  });
});
