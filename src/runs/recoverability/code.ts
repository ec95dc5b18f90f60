import type { Answer, CodeLoss, CodeSource, RunRecord } from "../../core/run.js";
import type { CommitFacts } from "../../core/workspace.js";
import { foundOf, type GitAnswers } from "../questions.js";
import { recordedCommit, recordedDirty } from "../recorded-commit.js";
import { otherRepository } from "../repository-address.js";
import { answer, list, short } from "./answers.js";

export interface CodeAnswer {
  readonly answer: Answer;
  readonly from: CodeSource;
  readonly loss: CodeLoss;
}

/** Is the exact code of the run to be had? And from what. */
export function codeAnswer(record: RunRecord, git: GitAnswers): CodeAnswer {
  const kept = fromCopies(record, git);
  if (kept?.answer.state === "exact") return kept;
  const named = namedCommit(record, git);
  if (named?.answer.state === "exact") return named;
  const hashed = fromHashes(record, git);
  if (hashed?.answer.state === "exact") return hashed;
  return (
    (named?.answer.state === "approximate" ? named : null) ?? hashed ?? kept ?? named ?? inferred(record, git)
  );
}

const given = (
  from: CodeSource,
  loss: CodeLoss,
  ...[state, reason, at]: Parameters<typeof answer>
): CodeAnswer => ({
  answer: answer(state, reason, at),
  from,
  loss,
});

function fromCopies(record: RunRecord, git: GitAnswers): CodeAnswer | null {
  const { copies } = foundOf(record, git);
  const sources = copies ?? record.trace.sources;
  if (sources === null || sources.paths.length === 0) return null;
  const here = [record.location];
  if (!sources.whole)
    return given(
      "sources",
      null,
      "approximate",
      sources.paths.length === 1
        ? "one file of the source was kept with the run"
        : "part of the source was kept with the run",
      here,
    );
  const changed = copies === undefined || recordedDirty(record) !== false ? [] : copies.changed;
  const more =
    changed.length === 0
      ? ""
      : `; ${list(changed)} is not as in the recorded commit, though the tree is recorded as clean`;
  return given("sources", null, "exact", `a full copy of the source is kept with the run${more}`, here);
}

function fromHashes(record: RunRecord, git: GitAnswers): CodeAnswer | null {
  const { hashes, program } = foundOf(record, git);
  const commit = hashes?.commit ?? null;
  if (commit === null) return null;
  const at = [record.location, { path: record.location.path, commit }];
  const covered =
    record.program === null ||
    record.trace.codeHashes.some(
      ({ path }) => path === record.program || record.program!.startsWith(`${path}/`) || path === program,
    );
  return covered
    ? given(
        "hashes",
        null,
        "exact",
        `the recorded hashes of the code equal the files of commit ${short(commit)}`,
        at,
      )
    : given(
        "hashes",
        null,
        "approximate",
        `the recorded hashes equal files of commit ${short(commit)}, but ${record.program}, the program that ran, is not among them`,
        at,
      );
}

function namedCommit(record: RunRecord, git: GitAnswers): CodeAnswer | null {
  const commit = recordedCommit(record);
  if (commit === null) return null;
  const here = [record.location];
  const name = short(commit.id);
  const named = (loss: CodeLoss, ...said: Parameters<typeof answer>) => given("commit", loss, ...said);
  const unseen = (reason: string, at = here) => named(null, "unobservable", reason, at);
  if (!git.git) return unseen(`commit ${name} is recorded, but ${git.why ?? "there is no git here"}`);
  const facts = git.commits.get(commit.id);
  if (facts === undefined || facts.reachability === "unobservable")
    return unseen(
      git.complete && facts !== undefined
        ? `${commit.id} abbreviates several commits, or none of which the history can be read`
        : `whether commit ${name} exists cannot be seen in this clone`,
    );
  if (facts.reachability === "absent") {
    const other = otherRepository(record, git);
    return named(
      "absent-commit",
      "lost",
      other === null
        ? `commit ${name} is not in this repository`
        : `commit ${name} is not in this repository: the record names another one, ${other}`,
      here,
    );
  }
  const at = [record.location, { path: record.location.path, commit: facts.id }];
  const { program } = foundOf(record, git);
  if (record.program !== null && program === null)
    return named(
      "absent-program",
      "lost",
      `commit ${name} does not hold ${record.program}, the program that ran`,
      at,
    );
  if (record.program !== null && program === undefined)
    return unseen(`whether commit ${name} holds ${record.program} cannot be seen here`, at);
  const tree = stateOfTree(record, git);
  const doubts = [
    ...(reachableForOthers(facts.reachability, git.hasRemote) ? [] : [unreachable(facts.reachability)]),
    ...(record.program === null ? ["the record names no program to look for in it"] : []),
    ...tree.doubts,
  ];
  return doubts.length === 0
    ? named(null, "exact", `commit ${name} holds the program, and the tree was ${tree.said}`, at)
    : named(null, "approximate", `commit ${name} exists, but ${doubts.join("; ")}`, at);
}

/** From the audited commit, a tag or a remote-tracking branch; any branch where there is no remote. */
const reachableForOthers = (reachability: CommitFacts["reachability"], hasRemote: boolean): boolean =>
  reachability === "head" ||
  reachability === "tag" ||
  reachability === "remote" ||
  (reachability === "branch" && !hasRemote);

const unreachable = (reachability: CommitFacts["reachability"]): string =>
  reachability === "branch" ? "only a local branch leads to it" : "no branch or tag leads to it";

/** Was the tree what the commit holds, or is the difference kept? */
function stateOfTree(record: RunRecord, git: GitAnswers): { said: string; doubts: string[] } {
  const { patch } = foundOf(record, git);
  const doubt = doubtOfLook(record, git);
  if (doubt !== null) return { said: "", doubts: [doubt] };
  if (record.trace.patch !== null && patch?.state !== "none") return { said: "kept as a patch", doubts: [] };
  const dirty = recordedDirty(record);
  if (dirty === false) return { said: "clean", doubts: [] };
  const none =
    patch?.state === "none" ? `what was kept as its patch ${patch.why ?? "is none"}` : "no patch was kept";
  return {
    said: "",
    doubts: [
      dirty === true
        ? `the tree had uncommitted changes, and ${none}`
        : "whether the tree was clean is not recorded",
    ],
  };
}

/** What a look at the kept patch or copies speaks against the recorded commit; a snapshot keeps it from that look. */
export function doubtOfLook(record: RunRecord, git: GitAnswers): string | null {
  const { patch, copies } = foundOf(record, git);
  const { trace } = record;
  if (trace.patch !== null && patch?.state === "part")
    return `the patch that was kept ${patch.why ?? "does not apply to it"}`;
  if (trace.patch !== null && patch?.state !== "none") return trace.codeDoubt;
  const changed = [...(copies?.changed ?? []), ...(copies?.added ?? [])];
  const dirty = recordedDirty(record);
  if (changed.length === 0 || dirty === true) return trace.codeDoubt;
  const without = `the copy of ${list(changed)} that was kept is not what it holds`;
  return dirty === false ? `${without}, though the tree is recorded as clean` : without;
}

/** Nothing names the code: the commit that holds the record is the best guess. */
function inferred(record: RunRecord, git: GitAnswers): CodeAnswer {
  const here = [record.location];
  const nothing = record.commit === null ? "no commit is recorded" : "what is recorded as commit is none";
  if (!git.git)
    return given(null, null, "unobservable", `${nothing}, and ${git.why ?? "there is no git here"}`, here);
  const { recordedIn, recordedBeforeHistory, program, hashes } = foundOf(record, git);
  if (recordedBeforeHistory)
    return given(
      null,
      null,
      "unobservable",
      `${nothing}, and in which one the record was committed cannot be seen in this clone`,
      here,
    );
  if (recordedIn === null)
    return given(
      null,
      null,
      "lost",
      record.trace.patch === null ? nothing : "a patch is kept, but no commit that it applies to",
      here,
    );
  const at = [{ ...record.location, commit: recordedIn.commit }];
  if (record.program !== null && program === null)
    return given(
      "inferred",
      "absent-program",
      "lost",
      `${nothing}; the commit that brought the record does not hold ${record.program}, the program that ran`,
      at,
    );
  const code = (hashes?.unmatched ?? []).filter(({ path }) =>
    record.trace.codeHashes.some((known) => known.path === path),
  );
  if (code.length > 0)
    return given(
      "inferred",
      null,
      "approximate",
      `the commit that brought the record stands in, but no version of ${list(code.map(({ path }) => path))} in git has the recorded hash`,
      at,
    );
  const tied = record.trace.codeHashes.map(({ path }) => path);
  const untied =
    tied.length === 0 ? "" : `; no commit was found whose files have the recorded hashes (${list(tied)})`;
  return given(
    "inferred",
    null,
    "approximate",
    `${nothing}; the commit that brought the record stands in${untied}`,
    at,
  );
}
