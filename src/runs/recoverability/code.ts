import { type Answer, type CodeLoss, type CodeSource, type RunRecord, runKey } from "../../core/run.js";
import { type GitAnswers, typedProgram } from "../questions.js";
import { answer, short } from "./answers.js";

export interface CodeAnswer {
  readonly answer: Answer;
  readonly from: CodeSource;
  readonly loss: CodeLoss;
}

/** Is the exact code of the run to be had? And from what. */
export function codeAnswer(record: RunRecord, git: GitAnswers): CodeAnswer {
  const here = [record.location];
  const { sources, patch } = record.trace;
  const given = (from: CodeSource, ...[state, reason, at]: Parameters<typeof answer>): CodeAnswer => ({
    answer: answer(state, reason, at),
    from,
    loss: null,
  });
  if (sources?.whole)
    return given("sources", "exact", "a full copy of the source is kept with the run", here);
  const named = record.commit === null ? null : namedCommit(record, record.commit, git);
  if (named?.answer.state === "exact" || named?.answer.state === "approximate") return named;
  if (git.hashesMatch.get(runKey(record)) === true)
    return given("hashes", "exact", "the recorded hashes of the code equal the files of a commit", here);
  if (sources !== null && sources.paths.length > 0)
    return given("sources", "approximate", "the entry script alone was kept with the run", here);
  if (named !== null) return named;
  if (!git.git)
    return given(
      null,
      "unobservable",
      `no commit is recorded, and ${git.why ?? "there is no git here"}`,
      here,
    );
  const change = git.recordedIn.get(record.location.path);
  if (change !== undefined)
    return given(
      "inferred",
      "approximate",
      `no commit is recorded; the record itself was committed in ${short(change.commit)}`,
      [{ ...record.location, commit: change.commit }],
    );
  const without =
    patch === null ? "no commit is recorded" : "a patch is kept, but no commit that it applies to";
  return given(null, "lost", without, here);
}

function namedCommit(record: RunRecord, commit: string, git: GitAnswers): CodeAnswer {
  const here = [record.location];
  const named = (loss: CodeLoss, ...[state, reason, at]: Parameters<typeof answer>): CodeAnswer => ({
    answer: answer(state, reason, at),
    from: "commit",
    loss,
  });
  if (!git.git)
    return named(
      null,
      "unobservable",
      `commit ${short(commit)} is recorded, but ${git.why ?? "there is no git here"}`,
      here,
    );
  const facts = git.commits.get(commit);
  if (facts === undefined || facts.reachability === "unobservable")
    return named(
      null,
      "unobservable",
      `whether commit ${short(commit)} exists cannot be seen in this clone`,
      here,
    );
  if (facts.reachability === "absent")
    return named("absent-commit", "lost", `commit ${short(commit)} is not in this repository`, here);
  const at = [record.location, { path: record.location.path, commit: facts.id }];
  if (record.program !== null) {
    const looked = [record.program, ...(typedProgram(record) ?? [])].map((path) =>
      git.blobs.get(`${facts.id}:${path}`),
    );
    const held =
      looked.find((blob) => typeof blob === "string") ?? (looked.includes(undefined) ? undefined : null);
    if (held === null)
      return named(
        "absent-program",
        "lost",
        `commit ${short(commit)} does not hold ${record.program}, the program that ran`,
        at,
      );
    if (held === undefined)
      return named(
        null,
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
  return doubts.length === 0
    ? named(
        null,
        "exact",
        `commit ${short(commit)} holds the program, and the tree was ${record.trace.patch === null ? "clean" : "kept as a patch"}`,
        at,
      )
    : named(null, "approximate", `commit ${short(commit)} exists, but ${doubts.join("; ")}`, at);
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
