import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
    return markdown(await audit(workspace, { ruleSet: RULES, local: true }), { folder: "docs" });
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

  test("E1: every link of it leads to a file of the project, and to a line that the file has", async () => {
    const text = await reportOf("linked");
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, href = ""]) => href);
    expect(links.length).toBeGreaterThan(100);
    for (const href of new Set(links)) {
      const [, path = "", line] = /^([^?#]+)(?:\?plain=1)?(?:#L(\d+))?$/.exec(href) ?? [];
      const file = join(folder, "linked/docs", decodeURIComponent(path));
      expect(existsSync(file), href).toBe(true);
      if (line !== undefined)
        expect(readFileSync(file, "utf8").split("\n").length, href).toBeGreaterThanOrEqual(Number(line));
    }
  });

  test("E1: two builds under two names give the same bytes", async () => {
    expect(await reportOf("first")).toBe(await reportOf("second"));
  });
});
