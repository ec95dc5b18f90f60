import { parse } from "smol-toml";
import { type InitFacts, nothing, type Proposal } from "./facts.js";
import type { Setting } from "./setting.js";
import { PYPROJECT_PATH } from "./texts-wanted.js";

/** Tools whose settings projects keep in pyproject.toml; building and packaging are no sign of that habit. */
const TOOLS = ["ruff", "black", "isort", "pytest", "mypy", "pyright", "coverage", "pylint"];

/** Tools that are configured in this pyproject.toml. */
export function toolsIn(text: string): readonly string[] {
  return TOOLS.filter((tool) => new RegExp(`^[ \\t]*\\[tool\\.${tool}[.\\]]`, "m").test(text));
}

/** A table at the end; what is there keeps every byte. */
export function pyprojectProposal({ texts }: InitFacts, settings: readonly Setting[]): Proposal {
  const before = texts.get(PYPROJECT_PATH);
  if (before === undefined)
    return nothing(
      `there is no ${PYPROJECT_PATH} here: without --pyproject the settings get a file of their own`,
    );
  if (before === null) return nothing(`${PYPROJECT_PATH}: cannot be read as UTF-8 text, left as it is`);
  const end = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" ? "" : before.endsWith("\n") ? end : `${end}${end}`;
  const after = `${before}${gap}${tomlLines(settings).join(end)}${end}`;
  return isExtended(before, after)
    ? { file: { path: PYPROJECT_PATH, before, after }, notes: [] }
    : nothing(`${PYPROJECT_PATH}: a table cannot be added to it as it is written; run without --pyproject`);
}

/** A file that is broken, or whose `tool` is closed (`tool = {}`), takes no table. */
function isExtended(before: string, after: string): boolean {
  try {
    parse(before);
    const { tool } = parse(after);
    return typeof tool === "object" && "exptrack" in tool;
  } catch {
    return false;
  }
}

const tomlLines = (settings: readonly Setting[]): string[] => [
  "[tool.exptrack]",
  ...settings.flatMap(({ comment, key, value, off = false }) => [
    ...comment.map((line) => `# ${line}`),
    `${off ? "# " : ""}${key} = ${JSON.stringify(value)}`,
  ]),
];
