import type { Run } from "../../src/core/run.js";
import { QUESTIONS } from "../../src/core/vocabulary.js";
import { runRecord } from "./run-record.js";

const ANSWER = { state: "lost" as const, reason: "not recorded", evidence: [] };

/** A run as it is printed, with nothing known but what the test gives. */
export function publicRunOf(given: Partial<Run> = {}): Run {
  const { trace: _trace, ...record } = runRecord({ tracker: given.tracker ?? "mlflow", id: given.id ?? "a" });
  const answers = Object.fromEntries(QUESTIONS.map((question) => [question, ANSWER]));
  return {
    ...record,
    links: [],
    scope: "local",
    abandoned: false,
    recoverability: { ...answers, overall: "lost" } as Run["recoverability"],
    ...given,
  };
}
