import { assemble } from "./assemble.js";
import type { Memory } from "./core/memory.js";
import type { RepoModel } from "./core/model.js";
import { isOwnOutput } from "./core/outputs.js";
import { NO_POLICY, type Policy, type Suppression } from "./core/policy.js";
import type { Report } from "./core/report.js";
import type { RuleSet } from "./core/rule.js";
import type { Workspace } from "./core/workspace.js";
import { historyOf } from "./history.js";
import { check } from "./judge/check.js";
import { type Judged, judge, placesOf } from "./judge/judge.js";
import { readLedger } from "./ledger/read.js";
import { buildModel } from "./model/build.js";
import { type Forgiven, forgive } from "./policy/forgive.js";
import { withConfigured } from "./policy/rule-settings.js";
import { ProblemList } from "./problems.js";
import { nestedProjects } from "./projects.js";
import { rememberedLook } from "./remembered-look.js";
import { shareableRuns } from "./shareable.js";
import { readSurroundings } from "./surroundings.js";
import { textPlacesOf } from "./text-places.js";
import { TRACKERS } from "./trackers/index.js";
import { trackedOnly } from "./workspace/tracked-only.js";

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
  const seen = local ? workspace : trackedOnly(workspace);
  const problems = new ProblemList();
  const files = (await seen.files()).filter((file) => !isOwnOutput(file.path));
  for (const problem of seen.problems) problems.add(problem);
  const looking = rememberedLook(
    seen,
    files.filter((file) => file.scope !== "ignored"),
    { memory, slot: local ? "look" : "look-tracked" },
  );
  // Git answers these while the sources are read.
  const [{ evidence, problems: unread }, ledger, history] = await Promise.all([
    looking,
    readLedger(seen, {
      trackers: TRACKERS,
      declared: async () => (await looking).declared,
      problem: problems.add,
      exposures: true,
      ...(local ? { clone: trackedOnly(workspace) } : {}),
    }),
    historyOf(seen),
  ]);
  for (const problem of unread) problems.add(problem);
  const facts = {
    files,
    evidence,
    ledger: { clone: shareableRuns(ledger.cloned), local: shareableRuns(ledger.here) },
    snapshot: ledger.snapshot,
    history,
    signs: TRACKERS.map((tracker) => tracker.signs),
  };
  const ask = (model: RepoModel): Judged => ({
    model,
    verdicts: check(ruleSet.rules, model, problems.add, policy.configuration.rules),
  });
  const cloned = ask(buildModel(facts, "clone"));
  const here = local ? ask(buildModel(facts, "local")) : null;
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
    problems: problems.sorted(),
  });
}

const suppressionsIn = (model: RepoModel): Suppression[] =>
  model.evidence("suppression").map(({ kind: _kind, confidence: _confidence, ...written }) => ({
    ...written,
    paths: [],
    expires: null,
  }));
