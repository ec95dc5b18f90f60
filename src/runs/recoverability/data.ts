import type { Answer, RunInput, RunRecord } from "../../core/run.js";
import { type GitAnswers, isRepositoryPath, namesUnseenCommit } from "../questions.js";
import { answer } from "./answers.js";

/** A digest over all bytes: md5, sha1, sha256 … in full length. MLflow's eight characters are no identity. */
const STRONG = /(?:^|:)(?:[0-9a-f]{32}(?:\.dir)?|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

/** Is the exact data of the run identified? */
export function dataAnswer(record: RunRecord, commit: string | null, git: GitAnswers): Answer {
  const here = [record.location];
  const inputs = record.inputs.filter((input) => input.kind !== "code");
  if (inputs.length === 0)
    return record.trace.incomplete === null
      ? answer("lost", "no input data is recorded", here)
      : answer("unobservable", `no input data can be seen: ${record.trace.incomplete}`, here);
  const exact = inputs.filter((input) => isExact(input, commit, git));
  if (exact.length === inputs.length)
    return answer("exact", `${count(inputs.length)} identified by content`, here);
  const loose = inputs.filter((input) => !exact.includes(input));
  const named = loose.filter((input) => input.digest !== null);
  const names = loose
    .map((input) => input.name)
    .slice(0, 3)
    .join(", ");
  if (
    named.length < loose.length &&
    namesUnseenCommit(record, git) &&
    loose.every(({ source }) => isRepositoryPath(source))
  )
    return answer("unobservable", `whether the recorded commit holds ${names} cannot be seen here`, here);
  return named.length === loose.length || exact.length > 0
    ? answer("approximate", `not identified by content: ${names}`, here)
    : answer("lost", `only named, without a version or digest: ${names}`, here);
}

const count = (n: number): string => (n === 1 ? "the one input is" : `all ${n} inputs are`);

function isExact(input: RunInput, commit: string | null, git: GitAnswers): boolean {
  if (input.digest !== null && STRONG.test(input.digest)) return true;
  return (
    commit !== null &&
    isRepositoryPath(input.source) &&
    typeof git.blobs.get(`${commit}:${input.source}`) === "string"
  );
}
