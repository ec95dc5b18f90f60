import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DimensionId } from "../../src/core/vocabulary.js";
import { buildRepository, type CommitRecipe, type Content, type Repository } from "./repository.js";

/**
 * A repository that gets better step by step (`fixtures/improvement`): the script as it was first, then one commit a
 * step. A name that begins with `dot-` begins with a dot in the repository.
 */
export interface Step {
  /** Folder of what it adds or changes. */
  readonly files: string;
  readonly message: string;
  readonly tag?: string;
  /** Dimensions that rise. */
  readonly raises: readonly DimensionId[];
  /** Steps whose files it builds on. */
  readonly after?: readonly string[];
  /** The rule whose advice it follows, and no other. */
  readonly applies?: string;
}

const HOME = fileURLToPath(new URL("../../fixtures/improvement/", import.meta.url));
const recipe = JSON.parse(readFileSync(join(HOME, "recipe.json"), "utf8")) as {
  readonly script: readonly string[];
  readonly steps: readonly Step[];
};

export const STEPS = recipe.steps;

/** The script, and these steps in this order. */
export function improved(steps: readonly Step[]): Repository {
  const commits: CommitRecipe[] = [
    ...recipe.script.map((files) => ({ id: files, message: "Work on the network", files: filesOf(files) })),
    ...steps.map(({ files, message, tag }) => ({
      id: files,
      message,
      files: filesOf(files),
      ...(tag === undefined ? {} : { tag }),
    })),
  ];
  return buildRepository({ commits }, { name: "glass" });
}

/** What a step adds or changes, by path. */
export function filesOf(step: string): Record<string, Content> {
  const folder = join(HOME, "files", step);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(folder.length + 1).replace(/(^|\/)dot-/g, "$1.");
      return [name, readFileSync(path, "utf8")];
    }),
  );
}
