// `node extract-scripts.mjs FOLDER`: writes what linters can only look at in files of its own: the scripts of action.yml to
// FOLDER/action/, the GitHub workflows of docs/ci.md to FOLDER/.github/workflows/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/**
 * The steps of the action.
 *
 * @returns {{ name: string, id?: string, if?: string, env: Record<string, string>, run: string }[]}
 */
export const actionSteps = () => parse(read("action.yml")).runs.steps;

/**
 * The fenced blocks of a language in a guide.
 *
 * @param {string} path  relative to the repository's root
 * @param {string} language
 * @returns {string[]}
 */
export const blocksOf = (path, language) =>
  [...read(path).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    (block) => block[1] ?? "",
  );

function extractInto(folder) {
  const put = (path, text) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [at, { run }] of actionSteps().entries())
    put(`action/${at + 1}.sh`, `#!/usr/bin/env bash\n${run}`);
  const workflows = blocksOf("docs/ci.md", "yaml").filter((text) => parse(text)?.jobs !== undefined);
  for (const [at, text] of workflows.entries()) put(`.github/workflows/${at + 1}.yml`, text);
}

const [, script, folder] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) extractInto(folder);
