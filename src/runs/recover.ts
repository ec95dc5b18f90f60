import type {
  CodeLoss,
  CodeSource,
  OtherPackages,
  Recoverability,
  RunRecord,
  RunTrace,
} from "../core/run.js";
import { commitToLookIn, foundOf, type GitAnswers } from "./questions.js";
import { worst } from "./recoverability/answers.js";
import { codeAnswer, doubtOfLook } from "./recoverability/code.js";
import { dataAnswer } from "./recoverability/data.js";
import { environmentAnswer } from "./recoverability/environment.js";
import { parametersAnswer } from "./recoverability/parameters.js";
import { purposeAnswer } from "./recoverability/purpose.js";
import { resultsAnswer } from "./recoverability/results.js";

/** The six answers of one run. `declared`: options that its program declares, null where it is not known. */
export function recover(
  record: RunRecord,
  git: GitAnswers,
  declared: readonly string[] | null,
): {
  recoverability: Recoverability;
  codeFrom: CodeSource;
  codeLoss: CodeLoss;
  otherPackages: OtherPackages | null;
  trace: RunTrace;
} {
  const { answer: code, from, loss } = codeAnswer(record, git);
  const commit = commitToLookIn(record, git);
  const data = dataAnswer(record, commit, git);
  const environment = environmentAnswer(record, commit, git);
  const parameters = parametersAnswer(record, declared);
  return {
    recoverability: {
      code,
      data,
      environment,
      parameters,
      results: resultsAnswer(record),
      purpose: purposeAnswer(record),
      overall: worst([code, data, environment, parameters]),
    },
    codeFrom: from,
    codeLoss: loss,
    otherPackages: commit?.recorded === true ? otherPackages(record, git) : null,
    trace: lookedAt(record, git),
  };
}

/** The list that the run kept against the strongest list at its commit. */
function otherPackages(record: RunRecord, git: GitAnswers): OtherPackages | null {
  const { packages } = foundOf(record, git);
  const fixed = packages?.lock ?? packages?.manifest ?? null;
  if (packages?.extent == null || fixed === null || record.program === null) return null;
  return { path: fixed.path, differences: fixed.differences };
}

/** The trace without what a look at the kept files showed to be none: an empty patch, a list that is no freeze. */
function lookedAt(record: RunRecord, git: GitAnswers): RunTrace {
  const { patch, copies, packages, hashes } = foundOf(record, git);
  const { trace } = record;
  if (patch === undefined && copies === undefined && packages === undefined && hashes === undefined)
    return trace;
  return {
    ...trace,
    patch: patch?.state === "none" ? null : trace.patch,
    sources:
      copies === undefined
        ? trace.sources
        : copies.paths.length === 0
          ? null
          : { paths: copies.paths, whole: copies.whole },
    codeDoubt: doubtOfLook(record, git),
    packages: packages === undefined ? trace.packages : packages.extent,
    unmatchedHashes: hashes?.unmatched ?? [],
  };
}
