import { assemble } from "./assemble.js";
import type { DetectionContext } from "./core/detector.js";
import type { Evidence } from "./core/evidence.js";
import type { RepoModel } from "./core/model.js";
import { isOwnOutput } from "./core/outputs.js";
import type { Report } from "./core/report.js";
import type { RuleSet } from "./core/rule.js";
import type { Workspace } from "./core/workspace.js";
import { DETECTORS } from "./detectors/index.js";
import { historyOf } from "./history.js";
import { check } from "./judge/check.js";
import { type Judged, judge, placesOf } from "./judge/judge.js";
import { readLedger } from "./ledger/read.js";
import { buildModel } from "./model/build.js";
import { ProblemList } from "./problems.js";
import { nestedProjects } from "./projects.js";
import { declaredOptions } from "./python/declared-options.js";
import { readCode } from "./python/read-code.js";
import { shareableEvidence, shareableRuns } from "./shareable.js";
import { readSurroundings } from "./surroundings.js";
import { TRACKERS } from "./trackers/index.js";
import { trackedOnly } from "./workspace/tracked-only.js";

export interface AuditOptions {
  readonly ruleSet: RuleSet;
  /** False: what only this machine holds is left out, as in a fresh clone. */
  readonly local: boolean;
}

/**
 * Looks at a repository once and judges it. The composition root: the only place that knows every layer but the
 * formats and the command line. Changes nothing.
 */
export async function audit(workspace: Workspace, { ruleSet, local }: AuditOptions): Promise<Report> {
  const seen = local ? workspace : trackedOnly(workspace);
  const problems = new ProblemList();
  const files = (await seen.files()).filter((file) => !isOwnOutput(file.path));
  for (const problem of seen.problems) problems.add(problem);
  const source = files.filter((file) => file.scope !== "ignored");
  const code = await readCode(seen, source, problems.add);
  const ledger = await readLedger(seen, {
    trackers: TRACKERS,
    declared: async () => declaredOptions(code),
    problem: problems.add,
    exposures: true,
    ...(local ? { clone: trackedOnly(workspace) } : {}),
  });
  const evidence = shareableEvidence(
    await detect({ workspace: seen, files: source, code, problem: problems.add }),
  );
  const history = await historyOf(seen);
  const facts = {
    files,
    evidence,
    ledger: { clone: shareableRuns(ledger.cloned), local: shareableRuns(ledger.here) },
    snapshot: ledger.snapshot,
    history,
    signs: TRACKERS.map((tracker) => tracker.signs),
  };
  const ask = (model: RepoModel): Judged => ({ model, verdicts: check(ruleSet.rules, model, problems.add) });
  const cloned = ask(buildModel(facts, "clone"));
  const here = local ? ask(buildModel(facts, "local")) : null;
  const places = [cloned, ...(here === null ? [] : [here])].flatMap(placesOf);
  const judgement = judge(ruleSet, cloned, here, await readSurroundings(seen, places));
  return assemble({
    workspace: seen,
    ruleSet,
    clone: cloned.model,
    local: here?.model ?? null,
    judgement,
    projects: nestedProjects(facts, ruleSet),
    problems: problems.sorted(),
  });
}

/** Every detector once; one that throws costs a problem. */
async function detect(context: DetectionContext): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const detector of DETECTORS) {
    try {
      for (const one of await detector.detect(context)) found.push(one);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.problem({ path: ".", message: `detector ${detector.id} failed: ${reason}` });
    }
  }
  return found;
}
