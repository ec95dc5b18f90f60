import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { RULES } from "../../rules/index.js";
import { audit } from "../../src/audit.js";
import { markdown } from "../../src/formats/markdown.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildDemo } from "../tools/demo-repository.mjs";

const folder = mkdtempSync(join(tmpdir(), "exptrack-golden-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reportOf(name: string): Promise<string> {
  const project = join(folder, name);
  await buildDemo(project);
  const workspace = await openWorkspace(project);
  try {
    return markdown(await audit(workspace, { ruleSet: RULES, local: true }));
  } finally {
    await workspace.close();
  }
}

describe("E1: the report of the sample project", () => {
  test("E1: is the one that was read by eye (review the difference, then `vitest run test/demo -u`)", async () => {
    await expect(await reportOf("flower-classifier")).toMatchFileSnapshot(
      "../../fixtures/demo/expected-report.md",
    );
  });

  test("E1: two builds under two names give the same bytes", async () => {
    expect(await reportOf("first")).toBe(await reportOf("second"));
  });
});
