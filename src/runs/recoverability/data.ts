import type { Answer, RunInput, RunRecord } from "../../core/run.js";
import {
  type commitToLookIn,
  foundOf,
  type GitAnswers,
  isRepositoryPath,
  namesUnseenCommit,
} from "../questions.js";
import { answer, list, short } from "./answers.js";
import { hiddenBy } from "./never-recorded.js";

/** A digest over all bytes: md5, sha1, sha256 … in full length. MLflow's eight characters are no identity. */
const STRONG = /(?:^|:)(?:[0-9a-f]{32}(?:\.dir)?|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
/** What a storage service calls a version: hexadecimal at times, and none of it comes from the content alone. */
const OF_A_STORAGE = /^(?:etag|version_id|checksum):/;

type Commit = ReturnType<typeof commitToLookIn>;

/** Is the exact data of the run identified? */
export function dataAnswer(record: RunRecord, commit: Commit, git: GitAnswers): Answer {
  const here = [record.location];
  const inputs = record.inputs.filter((input) => input.kind !== "code");
  const hidden = hiddenBy(record, "data");
  if (inputs.length === 0)
    return hidden === null
      ? answer("lost", "no input data is recorded", here)
      : answer("unobservable", `no input data can be seen: ${hidden}`, here);
  const contradicted = contradictedInputs(record, git);
  if (contradicted.length > 0)
    return answer("approximate", `no version of ${list(contradicted)} in git has the recorded hash`, here);
  const held = inputs.filter((input) => !isIdentified(input) && isHeld(input, record, commit, git));
  const loose = inputs.filter((input) => !isIdentified(input) && !held.includes(input));
  if (loose.length === 0) {
    if (held.length === 0) return answer("exact", `${count(inputs)} identified by content`, here);
    const at = [record.location, { path: record.location.path, commit: commit!.id }];
    const where = `in git at commit ${short(commit!.id)}`;
    return commit!.recorded
      ? answer("exact", `${count(inputs)} identified by content or ${where}`, at)
      : answer("approximate", `${list(held.map(nameOf))} lies ${where}, which holds the record`, at);
  }
  const versioned = loose.filter((input) => input.digest !== null);
  const names = list(loose.map(nameOf));
  if (
    versioned.length < loose.length &&
    namesUnseenCommit(record, git) &&
    loose.every(({ source }) => isRepositoryPath(source))
  )
    return answer("unobservable", `whether the recorded commit holds ${names} cannot be seen here`, here);
  return versioned.length > 0 || loose.length < inputs.length
    ? answer("approximate", `not identified by content: ${names}`, here)
    : answer("lost", `only named, without a version or digest: ${names}`, here);
}

const nameOf = (input: RunInput): string => input.name;

const count = (inputs: readonly RunInput[]): string =>
  inputs.length === 1 ? "the one input is" : `all ${inputs.length} inputs are`;

const isIdentified = ({ digest }: RunInput): boolean =>
  digest !== null && STRONG.test(digest) && !OF_A_STORAGE.test(digest);

const isHeld = ({ source }: RunInput, record: RunRecord, commit: Commit, git: GitAnswers): boolean =>
  commit !== null &&
  isRepositoryPath(source) &&
  (typeof git.blobs.get(`${commit.id}:${source}`) === "string" ||
    foundOf(record, git).heldFolders?.has(source) === true);

/** Inputs that git tracks, and of which no version has the hash that the record states. */
function contradictedInputs(record: RunRecord, git: GitAnswers): string[] {
  const unmatched = new Set((foundOf(record, git).hashes?.unmatched ?? []).map(({ path }) => path));
  return record.inputs.flatMap(({ source }) => (source !== null && unmatched.has(source) ? [source] : []));
}
