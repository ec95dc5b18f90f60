import type { CodeLoss, CodeSource, Recoverability, RunRecord } from "../core/run.js";
import type { GitAnswers } from "./questions.js";
import { worst } from "./recoverability/answers.js";
import { codeAnswer } from "./recoverability/code.js";
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
): { recoverability: Recoverability; codeFrom: CodeSource; codeLoss: CodeLoss } {
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
  };
}

/** The recorded commit as this repository holds it, else the commit that holds the record. */
export function commitToLookIn(record: RunRecord, git: GitAnswers): string | null {
  if (record.commit !== null) {
    const facts = git.commits.get(record.commit);
    return facts === undefined || facts.reachability === "absent" || facts.reachability === "unobservable"
      ? null
      : facts.id;
  }
  return git.recordedIn.get(record.location.path)?.commit ?? null;
}
