import type { ChangeState } from "../core/change.js";
import type { CheckFinding, CheckReport } from "../core/check.js";
import { compareLocations } from "../core/location.js";
import type { Policy } from "../core/policy.js";
import type { Finding } from "../core/report.js";
import type { Rule, RuleSet } from "../core/rule.js";
import type { Problem } from "../core/run.js";
import type { Severity } from "../core/vocabulary.js";
import { exampleFor, severityOf } from "../judge/in-words.js";
import { absence, absentIn } from "./absent.js";
import { type About, type Answered, type Asking, askAll } from "./ask.js";
import { openOnes } from "./forgiven.js";
import type { Answer } from "./question.js";
import { givenBefore, type Known, known } from "./subtract.js";

export interface Weights {
  /** Asked for when there is something to say. */
  readonly rules: () => Promise<RuleSet>;
  readonly policy: Policy;
  /** ISO 8601 date: suppressions end. */
  readonly today: string;
}

/** Tells of the answers about the state after what the change brought in, and puts them in the words of rules. */
export async function weigh(
  about: About,
  after: readonly Answered[],
  { policy, rules, today }: Weights,
  problem: (problem: Problem) => void,
): Promise<Pick<CheckReport, "findings" | "forgiven">> {
  const { change } = about;
  const answered = after.flatMap(({ answers, ...asking }) => {
    const spoken = (answers ?? []).filter(
      ({ location, subject }) => !change.aside.has(subject?.path ?? location.path),
    );
    return spoken.length === 0 ? [] : [{ asking, answers: spoken }];
  });
  const standing: Standing[] = [];
  for (const { asking, answers } of answered) {
    const found = await known(answers, await viewOf(change.after, answers));
    const earlier = await Promise.all(change.before.map((state) => before(about, state, asking, problem)));
    for (const one of found) {
      const older = earlier.some((given) => given(one));
      if ((older || change.mode === "files") && !isTouched(about, one.answer)) continue;
      standing.push({ ...one, standing: older ? "older" : "introduced" });
    }
  }
  const ruleSet = await rules();
  const judged = standing.flatMap((one) => judge(one, ruleSet));
  const open = await openOnes(
    judged.map(({ finding }) => finding),
    { policy, ruleSet, state: change.after, today },
  );
  const kept = judged.flatMap((one) => {
    const finding = open.get(one.finding);
    return finding === undefined ? [] : [{ ...one, finding }];
  });
  return { findings: kept.map(shown).sort(compareFindings), forgiven: judged.length - kept.length };
}

/** What a state before gave already. Where that cannot be told, nothing is the change's doing. */
async function before(
  about: About,
  state: ChangeState,
  asking: Asking,
  problem: (problem: Problem) => void,
): Promise<(one: Known) => boolean> {
  const absent = (await absentIn(about.change, state)).filter(asking.concerns);
  for (const one of absence(
    absent,
    "before the change is not in this clone: what was there already cannot be told, and errors are shown as warnings",
  ))
    problem(one);
  const [told] = absent.length > 0 ? [] : await askAll(about, state, [asking], () => {});
  const answers = told?.answers ?? null;
  return answers === null
    ? () => true
    : givenBefore(await known(answers, await viewOf(state, answers)), about.change);
}

const viewOf = (state: ChangeState, answers: readonly Answer[]) =>
  state.view([...new Set(answers.map(({ location }) => location.path))]);

const isTouched = ({ change }: About, { location, subject }: Answer): boolean =>
  change.files.some(({ path }) => path === location.path || path === subject?.path);

type Standing = Known & Pick<CheckFinding, "standing">;

interface Judged extends Pick<CheckFinding, "standing"> {
  readonly finding: Finding;
  readonly rule: Rule;
}

/** In the words of the rule. */
function judge({ answer, fingerprint, standing }: Standing, { rules }: RuleSet): readonly Judged[] {
  const rule = rules.find(({ id }) => id === answer.rule);
  if (rule === undefined) return [];
  const finding: Finding = {
    rule: rule.id,
    ...(rule.rung === undefined ? {} : { rung: rule.rung }),
    areas: (rule.areas ?? []).map(({ area }) => area),
    severity: answer.severity ?? severityOf(rule, answer),
    confidence: answer.confidence,
    outcome: answer.outcome,
    message: answer.message,
    location: answer.location,
    related: [...answer.related],
    scope: "clone",
    fingerprint,
    status: "open",
    fix: {
      text: rule.docs.fix,
      ...(answer.example === undefined ? exampleFor(rule, answer.idiom ?? []) : { example: answer.example }),
      gain: 0,
      effort: rule.docs.effort,
    },
  };
  return [{ finding, standing, rule }];
}

/** What is not sure, and what is no fault of the change, is a warning at most. */
function shown({ finding, standing, rule }: Judged): CheckFinding {
  const { rule: id, severity, confidence, message, location, related, fingerprint, fix } = finding;
  const sure = standing === "introduced" && confidence === "high";
  return {
    rule: id,
    severity: severity === "error" && !sure ? "warning" : severity,
    confidence,
    message,
    location,
    related,
    fingerprint,
    standing,
    title: rule.title,
    fix: fix.text,
    example: fix.example ?? null,
  };
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const compareFindings = (a: CheckFinding, b: CheckFinding): number =>
  Number(a.standing === "older") - Number(b.standing === "older") ||
  RANK[a.severity] - RANK[b.severity] ||
  compareLocations(a.location, b.location);
