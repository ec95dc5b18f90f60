import { assemble } from "./assemble.js";
import type { Memory } from "./core/memory.js";
import type { RepoModel } from "./core/model.js";
import { NO_POLICY, type Policy, type Suppression } from "./core/policy.js";
import type { Report } from "./core/report.js";
import type { RuleSet } from "./core/rule.js";
import type { Workspace } from "./core/workspace.js";
import { check } from "./judge/check.js";
import { type Judged, judge, placesOf } from "./judge/judge.js";
import { score } from "./judge/score.js";
import { buildModel } from "./model/build.js";
import { isMachineLearning } from "./model/machine-learning.js";
import { type Forgiven, forgive } from "./policy/forgive.js";
import { withConfigured } from "./policy/rule-settings.js";
import { nestedProjects } from "./projects.js";
import { readFacts } from "./read-facts.js";
import { unfounded, widerSearch } from "./self-check.js";
import { readSurroundings } from "./surroundings.js";
import { textPlacesOf } from "./text-places.js";
import type { Wider } from "./wider.js";

export interface AuditOptions {
  readonly ruleSet: RuleSet;
  /** False: what only this machine holds is left out, as in a fresh clone. */
  readonly local: boolean;
  /** What the project has said about its findings. */
  readonly policy?: Policy;
  /** What earlier audits of this repository have left behind; changes no report, only the time it takes. */
  readonly memory?: Memory | null;
}

/**
 * Looks at a repository once and judges it. The composition root: the only place that knows every layer but the
 * formats and the command line. Changes nothing.
 */
export async function audit(
  workspace: Workspace,
  { ruleSet, local, policy = NO_POLICY, memory = null }: AuditOptions,
): Promise<Report> {
  const judged = async (wider?: Wider) => {
    const seen = await readFacts(workspace, { local, memory }, wider);
    const ask = (scope: RepoModel["scope"]): Judged => {
      const model = buildModel(seen.facts, scope);
      return { model, verdicts: check(ruleSet.rules, model, seen.problems.add, policy.configuration.rules) };
    };
    const cloned = ask("clone");
    const here = local ? ask("local") : null;
    return { seen, cloned, here, clone: cloned.model, score: score(ruleSet, cloned.verdicts) };
  };
  const first = await judged();
  const { last, selfCheck, gaps } = await widerSearch(
    first,
    { workspace, files: first.seen.files, local },
    judged,
  );
  const { cloned, here } = last;
  const { workspace: seen, facts, problems } = last.seen;
  const places = [cloned, ...(here === null ? [] : [here])].flatMap(placesOf);
  const written = suppressionsIn((here ?? cloned).model);
  const hearing = { policy, written, rules: ruleSet.rules, clone: cloned.model };
  let forgiven: Forgiven = forgive([], { ...hearing, outcomes: new Map(), fingerprint: () => "" });
  const spoken = [...written, ...policy.configuration.ignore].map(({ location }) => location);
  const surroundings = await readSurroundings(seen, [...places, ...spoken]);
  const judgement = judge(ruleSet, cloned, here, surroundings, (found, outcomes, fingerprint) => {
    forgiven = forgive(found, { ...hearing, outcomes, fingerprint });
    return forgiven.findings;
  });
  const listed = new Set(last.seen.files.map(({ path }) => path));
  if (isMachineLearning((here ?? cloned).model))
    for (const problem of unfounded(judgement, (path) => listed.has(path))) problems.add(problem);
  return assemble({
    workspace: seen,
    ruleSet,
    clone: cloned.model,
    local: here?.model ?? null,
    judgement: { ...judgement, rules: withConfigured(judgement.rules, policy.configuration.rules) },
    policy: forgiven.policy,
    textPlaces: await textPlacesOf(seen, cloned.model, judgement.findings),
    projects: nestedProjects(
      facts,
      ruleSet,
      policy.configuration.projects.map(({ root }) => root),
    ),
    selfCheck,
    gaps,
    problems: problems.sorted(),
  });
}

const suppressionsIn = (model: RepoModel): Suppression[] =>
  model.evidence("suppression").map(({ kind: _kind, confidence: _confidence, ...written }) => ({
    ...written,
    paths: [],
    expires: null,
  }));
