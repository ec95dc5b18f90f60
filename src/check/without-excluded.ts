import type { Change, ChangeState } from "../core/change.js";
import { pathMatcher } from "../policy/path-patterns.js";
import { excluding } from "../workspace/excluding.js";

/** The change as it is without the files that a project's configuration excludes; nothing is said of them. */
export function withoutExcluded(change: Change, exclude: readonly string[]): Change {
  if (exclude.length === 0) return change;
  const isExcluded = pathMatcher(exclude);
  const seen = (state: ChangeState): ChangeState => ({
    paths: async () => (await state.paths()).filter((path) => !isExcluded(path)),
    holding: async (words, options) =>
      (await state.holding(words, options)).filter((path) => !isExcluded(path)),
    lines: async (words, options) =>
      new Map([...(await state.lines(words, options))].filter(([path]) => !isExcluded(path))),
    absent: async (paths) => state.absent(paths.filter((path) => !isExcluded(path))),
    view: async (paths) => excluding(await state.view(paths.filter((path) => !isExcluded(path))), isExcluded),
  });
  return {
    ...change,
    files: change.files.filter(({ path }) => !isExcluded(path)),
    aside: new Set([...change.aside, ...change.files.map(({ path }) => path).filter(isExcluded)]),
    after: seen(change.after),
    before: change.before.map(seen),
  };
}
