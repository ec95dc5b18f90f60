import type { Answer, RunRecord } from "../../core/run.js";
import {
  type commitToLookIn,
  foundOf,
  type GitAnswers,
  type ListAtCommit,
  namesUnseenCommit,
} from "../questions.js";
import { answer, list, short } from "./answers.js";
import { hiddenBy } from "./never-recorded.js";

const IMAGE_DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Can the run's software be installed again? */
export function environmentAnswer(
  record: RunRecord,
  commit: ReturnType<typeof commitToLookIn>,
  git: GitAnswers,
): Answer {
  const { packages } = foundOf(record, git);
  const extent = packages === undefined ? record.trace.packages : packages.extent;
  const file = record.environment.packages;
  const here = [record.location, ...(file === null ? [] : [{ ...record.location, path: file }])];
  const lock = packages?.lock ?? null;
  const manifest = packages?.manifest ?? null;
  const odds = [lock, manifest].find((one) => (one?.differences.length ?? 0) > 0) ?? null;
  const at = commit === null ? "" : ` at commit ${short(commit.id)}`;
  const beside = odds === null ? "" : `; ${odds.path}${at} differs: ${list(odds.differences)}`;
  if (extent === "freeze")
    return answer("exact", `every installed package was recorded with its version${beside}`, here);
  const image = record.tags["mlflow.docker.image.id"] ?? record.tags["mlflow.docker.image.uri"] ?? "";
  if (IMAGE_DIGEST.test(image)) return answer("exact", "the container image is recorded by its digest", here);
  const locking = [lock, manifest].find((one): one is ListAtCommit => one?.locks === true) ?? null;
  if (commit !== null && locking !== null && locking.differences.length === 0)
    return commit.recorded
      ? answer("exact", `${locking.path}${at} locks the packages${agreeing(extent)}`, here)
      : answer(
          "approximate",
          `no commit is recorded; ${locking.path}${at}, which holds the record, locks the packages`,
          here,
        );
  if (extent === "partial")
    return answer("approximate", `some packages were recorded with their versions${beside}`, here);
  const named = lock ?? manifest;
  const emptied = packages?.why == null ? "" : `the list of packages that was kept ${packages.why}; `;
  if (commit !== null && named !== null)
    return answer(
      "approximate",
      odds === null
        ? `${emptied}${named.path}${at} names the packages without locking them`
        : `${emptied}${odds.path}${at} is not what ran: ${list(odds.differences)}`,
      here,
    );
  if (record.environment.python !== null)
    return answer("approximate", `${emptied}only Python ${record.environment.python} is recorded`, here);
  if (namesUnseenCommit(record, git))
    return answer(
      "unobservable",
      "nothing of the software is recorded but a commit that cannot be seen here",
      here,
    );
  const hidden = hiddenBy(record, "environment");
  return hidden === null
    ? answer("lost", `${emptied}nothing of the software is recorded`, here)
    : answer("unobservable", `nothing of the software can be seen: ${hidden}`, here);
}

const agreeing = (extent: "freeze" | "partial" | null): string =>
  extent === "partial" ? ", and the recorded ones are as in it" : "";
