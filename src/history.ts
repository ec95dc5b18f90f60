import type { History } from "./core/model.js";
import type { Workspace } from "./core/workspace.js";

/** More commits that touch code need not be told apart. */
const COUNTED_COMMITS = 50;
const CODE = /\.(?:py|ipynb|r|rmd|jl|m|cpp|cc|c|cu|h|hpp|java|scala|lua|sh|go|rs)$/i;

/** The facts of history that rules weigh, none of which changes when only exptrack's own outputs are committed. */
export async function historyOf({ git }: Workspace): Promise<History> {
  if (!git.present)
    return {
      git: false,
      why: git.why,
      head: null,
      shallow: false,
      hasRemote: false,
      codeCommits: null,
      tags: null,
    };
  const [tags, codeCommits] = await Promise.all([
    git.tags(),
    git.head === null ? 0 : git.countCommits((path) => CODE.test(path), COUNTED_COMMITS),
  ]);
  return {
    git: true,
    why: null,
    head: git.head,
    shallow: git.shallow,
    hasRemote: git.hasRemote,
    codeCommits,
    // A shallow clone usually comes without tags: none seen is not none there.
    tags: git.shallow && tags.length === 0 ? null : tags.map((tag) => tag.name),
  };
}
