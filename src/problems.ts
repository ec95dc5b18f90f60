import { compareText } from "./core/location.js";
import type { Problem } from "./core/run.js";

/** Collects what could not be read; equal ones once, in an order that no scheduling changes. */
export class ProblemList {
  readonly #known = new Map<string, Problem>();

  readonly add = (problem: Problem): void => {
    this.#known.set(`${problem.path}\0${problem.line ?? 0}\0${problem.message}`, problem);
  };

  sorted(): Problem[] {
    return [...this.#known.values()].sort(
      (a, b) =>
        compareText(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compareText(a.message, b.message),
    );
  }
}
