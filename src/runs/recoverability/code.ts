import { type Answer, type CodeSource, type RunRecord, runKey } from "../../core/run.js";
import type { GitAnswers } from "../questions.js";
import { answer, short } from "./answers.js";

/** Is the exact code of the run to be had? And from what. */
export function codeAnswer(record: RunRecord, git: GitAnswers): { answer: Answer; from: CodeSource } {
  const here = [record.location];
  const { sources, patch } = record.trace;
  if (sources?.whole)
    return {
      answer: answer("exact", "a full copy of the source is kept with the run", here),
      from: "sources",
    };
  const named = record.commit === null ? null : namedCommit(record, record.commit, git);
  if (named !== null && (named.state === "exact" || named.state === "approximate"))
    return { answer: named, from: "commit" };
  const hashes = git.hashesMatch.get(runKey(record));
  if (hashes === true)
    return {
      answer: answer("exact", "the recorded hashes of the code equal the files of a commit", here),
      from: "hashes",
    };
  if (sources !== null && sources.paths.length > 0)
    return {
      answer: answer("approximate", "the entry script alone was kept with the run", here),
      from: "sources",
    };
  if (named !== null) return { answer: named, from: "commit" };
  if (!git.git)
    return {
      answer: answer("unobservable", `no commit is recorded, and ${git.why ?? "there is no git here"}`, here),
      from: null,
    };
  const change = git.recordedIn.get(record.location.path);
  if (change !== undefined)
    return {
      answer: answer(
        "approximate",
        `no commit is recorded; the record itself was committed in ${short(change.commit)}`,
        [{ ...record.location, commit: change.commit }],
      ),
      from: "inferred",
    };
  const without =
    patch === null ? "no commit is recorded" : "a patch is kept, but no commit that it applies to";
  return { answer: answer("lost", without, here), from: null };
}

function namedCommit(record: RunRecord, commit: string, git: GitAnswers): Answer {
  const here = [record.location];
  if (!git.git)
    return answer(
      "unobservable",
      `commit ${short(commit)} is recorded, but ${git.why ?? "there is no git here"}`,
      here,
    );
  const facts = git.commits.get(commit);
  if (facts === undefined || facts.reachability === "unobservable")
    return answer(
      "unobservable",
      `whether commit ${short(commit)} exists cannot be seen in this clone`,
      here,
    );
  if (facts.reachability === "absent")
    return answer("lost", `commit ${short(commit)} is not in this repository`, here);
  const at = [record.location, { path: record.location.path, commit: facts.id }];
  if (record.program !== null) {
    const held = git.blobs.get(`${facts.id}:${record.program}`);
    if (held === null)
      return answer(
        "lost",
        `commit ${short(commit)} does not hold ${record.program}, the program that ran`,
        at,
      );
    if (held === undefined)
      return answer(
        "unobservable",
        `whether commit ${short(commit)} holds ${record.program} cannot be seen here`,
        at,
      );
  }
  const doubts = [
    ...(reachableForOthers(facts.reachability, git.hasRemote) ? [] : [unreachable(facts.reachability)]),
    ...(record.program === null ? ["the record names no program to look for in it"] : []),
    ...cleanliness(record),
  ];
  if (doubts.length === 0)
    return answer(
      "exact",
      `commit ${short(commit)} holds the program, and the tree was ${record.dirty ? "kept as a patch" : "clean"}`,
      at,
    );
  return answer("approximate", `commit ${short(commit)} exists, but ${doubts.join("; ")}`, at);
}

/** From the audited commit, a tag or a remote-tracking branch; any branch where there is no remote. */
const reachableForOthers = (reachability: string, hasRemote: boolean): boolean =>
  reachability === "head" ||
  reachability === "tag" ||
  reachability === "remote" ||
  (reachability === "branch" && !hasRemote);

const unreachable = (reachability: string): string =>
  reachability === "branch" ? "only a local branch leads to it" : "no branch or tag leads to it";

function cleanliness(record: RunRecord): string[] {
  if (record.trace.patch !== null || record.dirty === false) return [];
  return record.dirty === null
    ? ["whether the tree was clean is not recorded"]
    : ["the tree had uncommitted changes, and no patch was kept"];
}
