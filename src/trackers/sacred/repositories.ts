import type { Git } from "../../core/workspace.js";
import { at, listAt, textAt } from "../../parsers/plain-data.js";

export interface Repository {
  readonly url: string | null;
  readonly commit: string | null;
  /** Of any of the recorded ones: a change in either is in none of the commits. */
  readonly dirty: boolean | null;
}

interface Recorded {
  readonly url: string | null;
  readonly commit: string;
}

/**
 * The repository whose commit stands for the run's code. Sacred lists one for each source file (once each since 0.8):
 * of different ones it is the one that this clone holds the commit of, or comes from, else the one that holds the base
 * directory, else the first.
 */
export async function chooseRepository(experiment: unknown, git: Git): Promise<Repository> {
  const entries = listAt(experiment, "repositories");
  const distinct = new Map<string, Recorded>();
  for (const entry of entries) {
    const commit = textAt(entry, "commit");
    if (commit === undefined || commit === "") continue;
    const url = textAt(entry, "url") ?? null;
    distinct.set(`${commit} ${url ?? ""}`, { url, commit });
  }
  const recorded = [...distinct.values()];
  const chosen = recorded.length > 1 ? await nearest(recorded, experiment, git) : recorded[0];
  return { url: chosen?.url ?? null, commit: chosen?.commit ?? null, dirty: dirtyOf(entries) };
}

function dirtyOf(entries: readonly unknown[]): boolean | null {
  const answers = entries.map((entry) => at(entry, "dirty"));
  if (answers.includes(true)) return true;
  return answers.length > 0 && answers.every((answer) => answer === false) ? false : null;
}

async function nearest(recorded: readonly Recorded[], experiment: unknown, git: Git): Promise<Recorded> {
  const known = git.present ? await git.commits(recorded.map(({ commit }) => commit)) : new Map();
  const held = recorded.filter(({ commit }) => {
    const reachability = known.get(commit)?.reachability ?? "unobservable";
    return reachability !== "absent" && reachability !== "unobservable";
  });
  const base = `${(textAt(experiment, "base_dir") ?? "").replaceAll("\\", "/")}/`;
  const own = recorded.filter(({ url }) => url !== null && git.remotes.includes(url));
  const around = recorded.filter(
    ({ url }) => url?.startsWith("git:/") === true && base.startsWith(`${url.slice("git:/".length)}/`),
  );
  const named = recorded.filter(({ url }) => base.includes(`/${lastName(url)}/`));
  return [held, own, around, named, recorded].find((some) => some.length > 0)![0]!;
}

const lastName = (url: string | null): string =>
  (url ?? "")
    .replace(/\.git$/, "")
    .split(/[/:\\]/)
    .at(-1) ?? "";
