import type { Change, ChangeState } from "../../core/change.js";
import type { Workspace } from "../../core/workspace.js";

/** The lines that tell what a source leads to, each with its line end, by path. */
export type SourceLines = ReadonlyMap<string, string>;

/** What an import, or the mention of a configuration file, cannot be written without. */
const WORDS = ["import", ".yaml", ".yml", ".toml", ".json", ".gin", "config_path", "config_name"];
const SOURCES = [".py", ".ipynb"];
const MOST_FILES = 50_000;
/** Of one source. */
const MOST_LINES = 20_000;
/** Longer lines are data. */
const LONGEST = 1000;
const MAX_BYTES = 20 * 1024 ** 2;

export const isSource = (path: string): boolean => SOURCES.some((ending) => path.endsWith(ending));

const found = new WeakMap<ChangeState, Promise<SourceLines>>();

/**
 * The lines of all sources of a state, by one `git grep` of the state after: what the change does not touch is the same
 * before.
 */
export function sourceLines(change: Change, state: ChangeState): Promise<SourceLines> {
  const known = found.get(state) ?? (state === change.after ? searched(state) : earlier(change, state));
  found.set(state, known);
  return known;
}

const searched = (state: ChangeState): Promise<SourceLines> =>
  state.lines(WORDS, { endings: SOURCES, limit: MOST_FILES });

async function earlier(change: Change, state: ChangeState): Promise<SourceLines> {
  const lines = new Map(await sourceLines(change, change.after));
  for (const { path } of change.files) lines.delete(path);
  for (const path of change.aside) lines.delete(path);
  const before = [...change.files.map(({ path, from }) => from ?? path), ...change.aside].filter(isSource);
  const view = await state.view(before);
  for (const { path } of await view.files()) lines.set(path, await ownLines(view, path));
  return lines;
}

async function ownLines(view: Workspace, path: string): Promise<string> {
  const text = await view.readText(path, { maxBytes: MAX_BYTES }).catch(() => "");
  const told = text.split("\n").filter((line) => WORDS.some((word) => line.includes(word)));
  return told.map((line) => `${line}\n`).join("");
}

export const linesOf = (lines: SourceLines, path: string): readonly string[] =>
  (lines.get(path) ?? "").split("\n", MOST_LINES).map((line) => line.slice(0, LONGEST));
