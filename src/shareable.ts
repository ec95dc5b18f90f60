import type { Evidence } from "./core/evidence.js";
import type { LedgerView } from "./core/model.js";
import { withoutPersons, withoutPersonsIn } from "./ledger/mask.js";

/*
 * Before any rule makes a sentence of what was seen: a report carries neither secrets nor data of persons. Places stay
 * as they are, for they are files of the repository.
 */

export const shareableRuns = ({ runs, executions }: LedgerView): LedgerView => ({
  runs: runs.map(withoutPersons),
  executions,
});

/** Code and documents say such things too: a default path below somebody's home folder, a key as a default value. */
export const shareableEvidence = (evidence: readonly Evidence[]): Evidence[] =>
  evidence.map((one) => {
    const name = "name" in one ? (one.name ?? "") : "";
    const cleaned = Object.entries(one).map(([field, value]) => [
      field,
      typeof value === "string" && field !== "kind"
        ? withoutPersonsIn(value, field === "name" ? "" : name)
        : value,
    ]);
    return Object.fromEntries(cleaned) as Evidence;
  });
