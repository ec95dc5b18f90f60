import { describe, expect, test } from "vitest";
import { RULES } from "../rules/index.js";
import { audit } from "../src/audit.js";
import type { Report } from "../src/core/report.js";
import { placedFindings } from "../src/formats/repository-place.js";
import { openWorkspace } from "../src/workspace/open.js";
import { run, TRAIN } from "./cli/sample.js";
import { buildRepository, type Recipe } from "./tools/repository.js";

const RUN = "c0ffee".padEnd(32, "1");

async function reportOf(recipe: Recipe, folder = ""): Promise<Report> {
  const workspace = await openWorkspace(`${buildRepository(recipe).root}/${folder}`);
  try {
    return await audit(workspace, { ruleSet: RULES, local: true });
  } finally {
    await workspace.close();
  }
}

const pathsOf = (report: Report): Set<string> =>
  new Set(placedFindings(report).map(({ place }) => place.path));

describe("E4: formats of code hosts show findings in text files that git tracks", () => {
  test("E4: the anchor is such a file, and paths that findings name outside of them are listed", async () => {
    const report = await reportOf({
      commits: [{ files: { "train.py": TRAIN, "README.md": "# x\n" } }],
      ignored: run(RUN, null),
    });
    const named = report.findings.flatMap(({ location, related }) =>
      [location, ...related].map(({ path }) => path),
    );
    const { anchor, textless } = report.repository;
    expect(anchor).toBe("README.md");
    expect(textless.length).toBeGreaterThan(0);
    expect(textless).toEqual([...new Set(named.filter((path) => path.startsWith("mlruns/")))].sort());
    expect([...pathsOf(report)].sort()).toEqual(["README.md", "train.py"]);
  });

  test("E4: binary files and links are no place, and the next text file is the anchor", async () => {
    const report = await reportOf({
      commits: [
        {
          files: {
            "a.bin": new Uint8Array([0, 255, 0, 255]),
            "link.py": { symlink: "train.py" },
            "train.py": TRAIN,
          },
        },
      ],
    });
    expect(report.repository.anchor).toBe("train.py");
  });

  test("E4: of a folder inside a repository paths lead from the repository's root", async () => {
    const recipe = {
      commits: [{ files: { "ml/train.py": TRAIN, "ml/README.md": "# x\n", "web/index.js": "" } }],
    };
    const report = await reportOf(recipe, "ml");
    expect(report.repository.folder).toBe("ml");
    expect(report.findings.some(({ location }) => location.path === "train.py")).toBe(true);
    expect([...pathsOf(report)].sort()).toEqual(["ml/README.md", "ml/train.py"]);
  });

  test("E4: without git every text file will do", async () => {
    const report = await reportOf({ untracked: { "train.py": TRAIN } });
    expect(report.repository).toMatchObject({ folder: "", anchor: "train.py", textless: [] });
  });

  test("E4: where no machine learning is found there is nothing to place", async () => {
    const report = await reportOf({ untracked: { "a.txt": "x" } });
    expect(report.repository).toMatchObject({ anchor: null, textless: [] });
  });
});
