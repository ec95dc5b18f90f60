import type { Gap } from "../core/report.js";
import type { Found, LookUp } from "./look-up.js";
import { isRecordPlace } from "./record-places.js";

const MOST_REFS = 16;

/** Records on other branches: named, for which branches a clone has is no matter of the audited tree. */
export const otherBranches: LookUp = {
  id: "other-branches",
  title: "other branches",
  outside: true,
  async find({ workspace: { git }, clone, local }): Promise<Found> {
    if (!local || !git.present) return {};
    const refs = [...(await git.refs("refs/heads")), ...(await git.refs("refs/remotes"))];
    // A local branch and the one it follows, or `origin/HEAD`, are one place.
    const heads = new Map(refs.map((ref) => [ref.commit, ref.name]).toReversed() as [string, string][]);
    if (git.head !== null) heads.delete(git.head);
    const elsewhere: Gap[] = [];
    const looked = [...heads].toReversed().slice(0, MOST_REFS);
    const beside = await git.filesBeside(
      looked.map(([commit]) => commit),
      (path) => isRecordPlace(path) && !clone.has(path),
    );
    for (const [commit, name] of looked) {
      const records = beside.get(commit) ?? [];
      const [first] = records;
      if (first !== undefined)
        elsewhere.push(told(name.replace(/^refs\/(?:heads|remotes)\//, ""), first, records));
    }
    return { elsewhere };
  },
};

const told = (ref: string, first: string, records: readonly string[]): Gap => ({
  what: `${ref} holds run records that are not here: ${first}${records.length > 1 ? ` and ${records.length - 1} more` : ""}`,
  needed: `audit it with --rev ${ref}`,
});
