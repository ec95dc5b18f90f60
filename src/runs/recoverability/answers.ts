import type { Location } from "../../core/location.js";
import type { Answer } from "../../core/run.js";
import type { Recovered } from "../../core/vocabulary.js";

/** From worst to best. */
export const STATES: readonly Recovered[] = ["lost", "unobservable", "approximate", "exact"];

export const answer = (state: Recovered, reason: string, evidence: readonly Location[]): Answer => ({
  state,
  reason,
  evidence: [...evidence],
});

export function worst(answers: readonly Answer[]): Recovered {
  return STATES.find((state) => answers.some((one) => one.state === state)) ?? "lost";
}

export const short = (commit: string): string => commit.slice(0, 8);

/** "a, b, c and 4 more" */
export const list = (names: readonly string[], most = 3): string =>
  names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
