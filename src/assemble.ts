import type { RepoModel } from "./core/model.js";
import type { Gap, Report } from "./core/report.js";
import type { RuleSet } from "./core/rule.js";
import { type JudgedRun, type Problem, publicRun } from "./core/run.js";
import { QUESTIONS } from "./core/vocabulary.js";
import type { Workspace } from "./core/workspace.js";
import type { Judgement } from "./judge/judge.js";
import { inventory } from "./model/inventory.js";
import { isMachineLearning } from "./model/machine-learning.js";
import { lineageOf } from "./runs/lineage.js";
import type { TextPlaces } from "./text-places.js";
import { VERSION } from "./version.js";

export interface Parts {
  readonly workspace: Workspace;
  readonly ruleSet: RuleSet;
  readonly clone: RepoModel;
  /** With what only this machine holds, where that is asked for: its runs are listed. */
  readonly local: RepoModel | null;
  readonly judgement: Judgement;
  readonly policy: Report["policy"];
  readonly textPlaces: TextPlaces;
  /** Projects below the root. */
  readonly projects: Report["repository"]["projects"];
  readonly selfCheck: Report["selfCheck"];
  /** What stays thin after the self-check. */
  readonly gaps: readonly Gap[];
  readonly problems: readonly Problem[];
}

/** Puts the report together. Without machine learning there is nothing to score and nothing to find. */
export function assemble({
  workspace,
  ruleSet,
  clone,
  local,
  judgement,
  policy,
  textPlaces,
  problems,
  projects,
  selfCheck,
  gaps,
}: Parts): Report {
  const shown = local ?? clone;
  const learns = isMachineLearning(shown);
  return {
    schemaVersion: 1,
    tool: { name: "exptrack", version: VERSION, ruleSet: ruleSet.version },
    repository: {
      name: workspace.name,
      commit: workspace.git.head,
      dirty: workspace.git.dirty,
      shallow: workspace.git.shallow,
      folder: workspace.git.folder,
      anchor: learns ? textPlaces.anchor : null,
      textless: learns ? [...textPlaces.textless] : [],
      projects: [{ root: ".", score: learns ? judgement.score.total : null }, ...projects],
    },
    score: learns ? judgement.score : null,
    areas: learns ? [...judgement.areas] : [],
    stakes: clone.stakes,
    inventory: inventory(clone),
    runs: runsOf(shown),
    lineage: lineageOf(clone),
    rules: [...judgement.rules],
    findings: learns ? [...judgement.findings] : [],
    policy: learns ? policy : withoutFindings(policy),
    recommendations: learns ? [...judgement.recommendations] : [],
    selfCheck,
    gaps: learns ? [...judgement.gaps, ...gaps, ...withoutExcluded(policy)] : [],
    problems: [...problems],
  };
}

/** Where nothing is found, nothing is accepted. */
const withoutFindings = (policy: Report["policy"]): Report["policy"] => ({
  ...policy,
  suppressions: policy.suppressions.map((one) => ({ ...one, findings: [] })),
  baseline: policy.baseline === null ? null : { ...policy.baseline, findings: [], stale: [] },
});

function runsOf(model: RepoModel): Report["runs"] {
  const runs = [...model.runs, ...model.logs];
  return {
    total: runs.length,
    experiments: model.experiments.length + model.logs.filter((log) => log.links.length === 0).length,
    byTracker: count(runs, (run) => run.tracker),
    byStatus: count(runs, (run) => run.status),
    byScope: count(runs, (run) => run.scope),
    recoverability: Object.fromEntries(
      QUESTIONS.map((question) => [
        question,
        {
          exact: 0,
          approximate: 0,
          unobservable: 0,
          lost: 0,
          ...count(runs, (run) => run.recoverability[question].state),
        },
      ]),
    ) as Report["runs"]["recoverability"],
    items: runs.map(publicRun),
  };
}

function count(runs: readonly JudgedRun[], name: (run: JudgedRun) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const run of runs) counts[name(run)] = (counts[name(run)] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whoever reads a score has to see that it is the score of a part. */
const withoutExcluded = ({ excluded }: Report["policy"]): Report["gaps"] =>
  excluded.length === 0
    ? []
    : [
        {
          what: `what the configuration excludes was not looked at: ${excluded.join(", ")}`,
          needed: "a configuration that excludes nothing",
        },
      ];
