import { dirname } from "node:path/posix";
import { compareText } from "./core/location.js";
import type { Report } from "./core/report.js";
import type { RuleSet } from "./core/rule.js";
import { check } from "./judge/check.js";
import { score } from "./judge/score.js";
import { buildModel, type Facts } from "./model/build.js";
import { isMachineLearning } from "./model/machine-learning.js";

type Project = Report["repository"]["projects"][number];

/** Enough for a monorepo's report; more would only cost time. */
const MOST_PROJECTS = 50;

/**
 * Projects below the root (folders with a manifest, a DVC pipeline or an MLproject of their own, and machine learning
 * in them), each with the score that its own files and records earn: for information, the root is what is gated.
 * @param named  folders that the configuration calls projects: they are listed whatever lies in them, and gated
 */
export function nestedProjects(facts: Facts, ruleSet: RuleSet, named: readonly string[] = []): Project[] {
  const roots = projectRoots(facts, named);
  return roots.flatMap((root): Project[] => {
    const model = buildModel(below(facts, root), "clone");
    const isNamed = named.includes(root);
    // A demo or an API with a manifest of its own is a part of the project that it lies in.
    const isPart = !isNamed && !model.trains && roots.some((other) => root.startsWith(`${other}/`));
    if (isPart) return [];
    if (!isMachineLearning(model)) return isNamed ? [{ root, score: null }] : [];
    const verdicts = check(ruleSet.rules, model, () => {});
    return [{ root, score: score(ruleSet, verdicts).total }];
  });
}

function projectRoots({ evidence }: Facts, named: readonly string[]): string[] {
  const marks = evidence.filter(
    (one) =>
      one.kind === "env.manifest" ||
      (one.kind === "pipeline.definition" && (one.tool === "dvc" || one.tool === "mlproject")),
  );
  const roots = new Set(marks.map((one) => dirname(one.location.path)).filter((root) => root !== "."));
  const found = [...roots].sort(compareText).slice(0, MOST_PROJECTS);
  return [...new Set([...found, ...named])].sort(compareText);
}

/** What lies below a folder, as if there were nothing else. */
function below(facts: Facts, root: string): Facts {
  const isBelow = (path: string): boolean => path.startsWith(`${root}/`);
  const runsBelow = ({ runs, executions }: Facts["ledger"]["clone"]): Facts["ledger"]["clone"] => ({
    runs: runs.filter((run) => isBelow(run.scope === "snapshot" ? run.trace.store : run.location.path)),
    executions,
  });
  return {
    ...facts,
    files: facts.files.filter((file) => isBelow(file.path)),
    evidence: facts.evidence.filter((one) => isBelow(one.location.path)),
    ledger: { clone: runsBelow(facts.ledger.clone), local: runsBelow(facts.ledger.local) },
  };
}
