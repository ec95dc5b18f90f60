import { CannotAudit } from "./cannot-audit.js";
import type { SafeRepository } from "./git-shadow.js";
import { resolveCommit } from "./git-survey.js";

/** `to` null: a branch is deleted, nothing comes in. `bases` empty: everything comes in. */
export interface Range {
  readonly to: string | null;
  readonly bases: readonly string[];
}

/** What git hands to a hook in place of a commit that there is not. */
const NOTHING = /^0{40,64}$/;

/**
 * What comes in with `to` is what its branch holds since it left that of `from`: a base that has moved on meanwhile is no
 * part of it.
 * @throws CannotAudit  a revision that this clone does not hold
 */
export async function rangeOf(
  repository: SafeRepository,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Range> {
  if (NOTHING.test(to)) return { to: null, bases: [] };
  const end = await commit(repository, to);
  if (NOTHING.test(from)) return { to: end, bases: [] };
  const start = await commit(repository, from);
  const found = await repository.call.run(["merge-base", start, end]).catch(() => null);
  const base = found?.toString().trim().split("\n")[0];
  // Unrelated histories, or a shallow clone: then what differs comes in.
  return { to: end, bases: [base || start] };
}

async function commit(repository: SafeRepository, revision: string): Promise<string> {
  const found = await resolveCommit(repository, revision);
  if (found === null)
    throw new CannotAudit(
      `no commit is called ${revision} here: fetch it first${repository.shallowEnds.size > 0 ? " (this clone is shallow: fetch with depth 0)" : ""}`,
    );
  return found;
}
