import type { Change } from "../core/change.js";
import type { Workspace } from "../core/workspace.js";
import { Fingerprints } from "../judge/fingerprint.js";
import { readSurroundings } from "../surroundings.js";
import type { Answer } from "./question.js";

/** An answer that can be known again in another state. */
export interface Known {
  readonly answer: Answer;
  readonly fingerprint: string;
}

/** Names the answers of one state. @param view  of the files that they stand in */
export async function known(answers: readonly Answer[], view: Workspace): Promise<readonly Known[]> {
  const prints = new Fingerprints(
    await readSurroundings(
      view,
      answers.map(({ location }) => location),
    ),
  );
  return answers.map((answer) => ({ answer, fingerprint: prints.next(answer.rule, answer.location) }));
}

/** Tells which answers the state before gives as well, by rule, fingerprint or subject, and path before a rename. */
export function givenBefore(before: readonly Known[], change: Change): (one: Known) => boolean {
  const earlier = new Map(change.files.flatMap(({ path, from }) => (from === null ? [] : [[path, from]])));
  const own = (path: string): string => path;
  const keys = new Set(before.map((one) => keyOf(one, own)));
  return (one) => keys.has(keyOf(one, (path) => earlier.get(path) ?? path));
}

const keyOf = ({ answer, fingerprint }: Known, pathOf: (path: string) => string): string =>
  (answer.subject === undefined
    ? [answer.rule, "line", pathOf(answer.location.path), fingerprint]
    : [answer.rule, "subject", pathOf(answer.subject.path), answer.subject.name]
  ).join("\0");
