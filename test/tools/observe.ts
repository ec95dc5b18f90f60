import type { Code } from "../../src/core/code.js";
import type { Detector } from "../../src/core/detector.js";
import type { Evidence, EvidenceKind, EvidenceOf } from "../../src/core/evidence.js";
import { isOwnOutput } from "../../src/core/outputs.js";
import type { Problem } from "../../src/core/run.js";
import { readCode } from "../../src/python/read-code.js";
import { openWorkspace } from "../../src/workspace/open.js";
import { buildRepository, type Files, type Recipe } from "./repository.js";

/** What one detector sees in a repository made for the test. */
export interface Observed {
  readonly all: readonly Evidence[];
  readonly code: Code;
  readonly problems: readonly Problem[];
  of<K extends EvidenceKind>(kind: K): readonly EvidenceOf<K>[];
}

/** Files without git, or a whole recipe. */
export async function observe(
  detector: Detector,
  made: Files | { readonly recipe: Recipe },
): Promise<Observed> {
  const recipe = isRecipe(made) ? made.recipe : { untracked: made };
  const workspace = await openWorkspace(buildRepository(recipe).root);
  const problems: Problem[] = [];
  try {
    const files = (await workspace.files()).filter(
      (file) => file.scope !== "ignored" && !isOwnOutput(file.path),
    );
    const report = (one: Problem): void => {
      problems.push(one);
    };
    const code = await readCode(workspace, files, report);
    const all = await detector.detect({ workspace, files, code, problem: report });
    return {
      all,
      code,
      problems,
      of: (kind) => all.filter((one) => one.kind === kind) as never,
    };
  } finally {
    await workspace.close();
  }
}

const isRecipe = (made: Files | { readonly recipe: Recipe }): made is { readonly recipe: Recipe } =>
  "recipe" in made;
