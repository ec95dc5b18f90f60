import { compareText } from "../../core/location.js";
import type { Git } from "../../core/workspace.js";

/** An experiment that `dvc exp run` kept as a commit outside of all branches. */
export interface ExperimentRef {
  readonly name: string;
  readonly commit: string;
  /** The commit that it started from. */
  readonly baseline: string;
}

/** `refs/exps/<baseline, 2 digits>/<the other digits>/<name>`; what DVC itself works with has other forms. */
const FORM = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38}|[0-9a-f]{62})\/(.+)$/;

/** Sorted by name. Where one name stands on several commits, the commit's first digits come before it. */
export async function experimentRefs(git: Git): Promise<readonly ExperimentRef[]> {
  const refs = (await git.refs("refs/exps/")).flatMap(({ name, commit }) => {
    const match = FORM.exec(name);
    return match === null ? [] : [{ name: match[3]!, commit, baseline: match[1]! + match[2]! }];
  });
  const counts = new Map<string, number>();
  for (const { name } of refs) counts.set(name, (counts.get(name) ?? 0) + 1);
  return refs
    .map((ref) =>
      counts.get(ref.name) === 1 ? ref : { ...ref, name: `${ref.baseline.slice(0, 7)}/${ref.name}` },
    )
    .sort((a, b) => compareText(a.name, b.name));
}
