import type { Change } from "../core/change.js";
import type { CheckReport } from "../core/check.js";
import type { Problem } from "../core/run.js";
import { absence, absentIn } from "./absent.js";
import { type Asking, askAll } from "./ask.js";
import type { LazyQuestion } from "./questions.js";
import type { Weights } from "./weigh.js";
import { withoutExcluded } from "./without-excluded.js";

export interface CheckOptions extends Weights {
  readonly questions: readonly LazyQuestion[];
}

/** Asks what a change brings in. Reads nothing but what the questions ask for, and writes nothing. */
export async function check(whole: Change, options: CheckOptions): Promise<CheckReport> {
  const { policy, rules, questions } = options;
  const change = withoutExcluded(whole, policy.configuration.exclude);
  const problems: Problem[] = [];
  const problem = (one: Problem): void => {
    if (!problems.some(({ path, message }) => path === one.path && message === one.message))
      problems.push(one);
  };
  const about = { change, rules, policy };
  for (const one of absence(
    await absentIn(change, change.after),
    "is not in this clone, and was not looked at",
  ))
    problem(one);
  const after = await askAll(about, change.after, await concerned(change, questions), problem);
  const report = { mode: change.mode, files: change.files.length, problems };
  if (!after.some(({ answers }) => answers !== null && answers.length > 0))
    return { ...report, findings: [], forgiven: 0 };
  // Most changes bring nothing in, and are done here.
  const { weigh } = await import("./weigh.js");
  return { ...report, ...(await weigh(about, after, options, problem)) };
}

async function concerned(change: Change, questions: readonly LazyQuestion[]): Promise<readonly Asking[]> {
  const paths = change.files.flatMap(({ path, from }) => (from === null ? [path] : [path, from]));
  const wanted = questions.filter((question) => paths.some((path) => question.concerns(path)));
  return Promise.all(wanted.map(async ({ id, concerns, load }) => ({ id, concerns, ask: await load() })));
}

/** What most changes touch. */
const LIKELY = ["train.py"];

/**
 * Begins to load what questions about these files need, while git is asked what has changed; where none is named, about
 * what is likely.
 */
export function prepare(questions: readonly LazyQuestion[], named: readonly string[]): void {
  const paths = named.length === 0 ? LIKELY : named;
  for (const question of questions)
    if (paths.some((path) => question.concerns(path))) question.load().catch(() => {});
}

/** Begins to ask git for what questions about the change need, while the project's policy is read. */
export function goAhead(questions: readonly LazyQuestion[], change: Change): void {
  for (const question of questions)
    if (change.files.some(({ path }) => question.concerns(path))) question.ahead?.(change).catch(() => {});
}
