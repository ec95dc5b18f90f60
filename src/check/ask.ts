import type { Change, ChangeState } from "../core/change.js";
import type { Problem } from "../core/run.js";
import type { Answer, Asked, Question } from "./question.js";

/** What is the same for every question and state. */
export type About = Pick<Asked, "change" | "rules" | "policy">;

export interface Asking extends Pick<Question, "concerns"> {
  readonly id: string;
  readonly ask: Question["ask"];
}

export interface Answered extends Asking {
  /** Null: the question could not be answered in this state. */
  readonly answers: readonly Answer[] | null;
}

/** Puts questions to one state. One that throws costs a problem. */
export function askAll(
  about: About,
  state: ChangeState,
  asking: readonly Asking[],
  problem: (problem: Problem) => void,
): Promise<readonly Answered[]> {
  const touched = touchedIn(about.change, state);
  return Promise.all(
    asking.map(async (one) => {
      const { id, ask } = one;
      try {
        return { ...one, answers: await ask({ ...about, state, touched, problem }) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problem({ path: ".", message: `the question ${id} could not be answered: ${reason}` });
        return { ...one, answers: null };
      }
    }),
  );
}

function touchedIn({ files, after }: Change, state: ChangeState): readonly string[] {
  const absent = state === after ? "deleted" : "added";
  return files.flatMap(({ path, from, status }) =>
    status === absent ? [] : [state === after ? path : (from ?? path)],
  );
}
