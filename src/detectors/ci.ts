import type { DetectionContext } from "../core/detector.js";
import { defineDetector } from "../core/detector.js";
import { type Evidence, evidence } from "../core/evidence.js";
import type { Location } from "../core/location.js";
import { providerOf } from "./ci-scripts.js";
import { readCommands, type SourcedCommand } from "./commands.js";
import { pipelineItem } from "./pipelines/item.js";
import { type Purposes, readPurposes } from "./purpose.js";
import { withoutRunner } from "./runner-prefix.js";

/** What the workflows of CI do: test, train, deploy, publish. */
export const detector = defineDetector({
  id: "ci",
  async detect(context) {
    const commands = await readCommands(context);
    const purposes = await readPurposes(context);
    const workflows = context.files.filter((file) => !file.symlink && providerOf(file.path) !== null);
    const found: Evidence[] = [];
    for (const { path, size } of workflows) {
      const text = size <= LARGEST ? await context.workspace.readText(path).catch(() => "") : "";
      const own = commands.filter((one) => one.location.path === path);
      found.push(...workflow(context, path, text, reached(own, commands), purposes));
    }
    return found;
  },
});

const LARGEST = 256 * 1024;

const TESTS = /^(?:.*\/)?(?:pytest|py\.test|tox|nox|nose2?|nosetests|unittest|ctest)$/;
/** The report of tests, which Jenkins (`junit "build/report.xml"`) and GitLab (`junit: report.xml`) show. */
const SHOWS_TESTS = /^[ \t]{0,60}(?:step[ \t(]{1,3})?junit[ \t(:]/m;
const TEST_TARGET = /^(?:test|tests|check|test[-_:].*|.*[-_:]tests?)$/;
const TRAIN_TARGET = /^(?:train|training|train[-_:].*|repro|pipeline|experiment)$/;
/** `tool verb` of tools that run a pipeline of experiments. */
const TRAINING_TOOLS =
  /^(?:dvc (?:repro|exp run|experiments run)|mlflow run|snakemake\b|nextflow run|kedro run|guild run|metaflow run|zenml pipeline run|anyscale jobs? submit|gcloud ai custom-jobs create|aws sagemaker create-training-job|az ml job create|sky launch)/;
const DEPLOYS =
  /^(?:kubectl (?:apply|set image|rollout)|helm (?:upgrade|install)|gcloud (?:run|app|functions|ai-platform|ai) deploy|gcloud run services|aws (?:ecs update-service|lambda update|sagemaker create-endpoint|sagemaker update-endpoint|apprunner)|az (?:ml online|webapp|containerapp|functionapp)|heroku container:release|flyctl deploy|fly deploy|bentoml (?:deploy|cloud)|serverless deploy|sls deploy|sam deploy|cog push|modal deploy|anyscale services? (?:rollout|deploy)|mlflow deployments create|cdk deploy)/;
const DEPLOY_ACTIONS =
  /uses:\s*["']?(?:google-github-actions\/deploy-[\w-]+|azure\/(?:webapps-deploy|k8s-deploy|container-apps-deploy-action|functions-action)|aws-actions\/amazon-ecs-deploy-task-definition|akhileshns\/heroku-deploy|superfly\/flyctl-actions)/i;
const RELEASES =
  /^(?:twine upload|python -m twine upload|poetry publish|uv publish|flit publish|hatch publish|pdm publish|semantic-release (?:publish|version)|gh release create|docker push|conda-build|anaconda upload|maturin (?:publish|upload))/;
const RELEASE_ACTIONS =
  /uses:\s*["']?(?:pypa\/gh-action-pypi-publish|softprops\/action-gh-release|actions\/create-release|ncipollo\/release-action|python-semantic-release\/|JRubics\/poetry-publish|etils-actions\/pypi-auto-publish)/i;

function workflow(
  context: DetectionContext,
  path: string,
  text: string,
  commands: readonly Reached[],
  purposes: Purposes,
): readonly Evidence[] {
  const uncommented = text.replace(/^[ \t]*#.*$/gm, "");
  const lines = commands.map((one) => ({ ...one, line: withoutRunner(one.one.command.words).join(" ") }));
  const training = lines.find(({ one, line }) => isTrainingCommand(context, one, line, purposes));
  const deployment = lines.find(({ line }) => DEPLOYS.test(line));
  const place: Location = { path };
  const facts = {
    provider: providerOf(path) ?? "CI",
    tests:
      lines.some(({ one, line }) => isTest(one, line)) ||
      /uses:\s*["']?[\w-]+\/[\w-]*pytest[\w-]*/i.test(uncommented) ||
      SHOWS_TESTS.test(uncommented),
    trains: training !== undefined,
    deploys: deployment !== undefined || DEPLOY_ACTIONS.test(uncommented),
    ...(deployment?.at.line === undefined ? {} : { deployLine: deployment.at.line }),
    release: lines.some(({ line }) => RELEASES.test(line)) || RELEASE_ACTIONS.test(uncommented),
  };
  const found: Evidence[] = [evidence("ci.workflow", training?.at ?? place, facts)];
  const schedule = /^[ \t]{0,40}(?:-[ \t]{1,9})?cron:[ \t]{0,9}['"]?([^'"\n#]{5,60})/m.exec(uncommented);
  if (schedule !== null) {
    const line = uncommented.slice(0, schedule.index + schedule[0].length).split("\n").length;
    found.push(pipelineItem("schedule", { path, line }, schedule[1] ?? "", "in CI"));
  }
  return found;
}

/** A command that a workflow runs, itself or through a make target or a script; `at`: the line of the workflow. */
interface Reached {
  readonly one: SourcedCommand;
  readonly at: Location;
}

const DEEPEST = 3;

function reached(own: readonly SourcedCommand[], all: readonly SourcedCommand[]): readonly Reached[] {
  const found: Reached[] = [];
  const seen = new Set<SourcedCommand>();
  const visit = (one: SourcedCommand, at: Location, depth: number): void => {
    if (depth > DEEPEST || seen.has(one)) return;
    seen.add(one);
    found.push({ one, at });
    for (const next of leadsTo(one, all)) visit(next, at, depth + 1);
  };
  for (const one of own) visit(one, one.location, 0);
  return found;
}

/** The recipe of a make target, a task of mise, the lines of a script. */
function leadsTo(one: SourcedCommand, all: readonly SourcedCommand[]): readonly SourcedCommand[] {
  const [tool = "", ...rest] = withoutRunner(one.command.words);
  if (tool === "make")
    return all.filter((other) => other.source === "Makefile" && rest.includes(other.group ?? ""));
  if (tool === "mise" && /^r(?:un)?$/.test(rest[0] ?? ""))
    return all.filter((other) => other.source === "mise" && other.group === rest[1]);
  return one.program !== null && /\.(?:sh|bash)$/.test(one.program)
    ? all.filter((other) => other.location.path === one.program)
    : [];
}

function isTest({ command }: SourcedCommand, line: string): boolean {
  const [tool = "", ...rest] = withoutRunner(command.words);
  if (TESTS.test(tool)) return true;
  if (tool === "make" || tool === "just" || tool === "task" || tool === "mise")
    return rest.some((word) => TEST_TARGET.test(word));
  if (/\bpython[\d.]* -m (?:pytest|unittest|nose|tox|nox|coverage run)\b/.test(line)) return true;
  return /^(?:coverage run|xvfb-run\b.*\bpytest|hatch test|python[\d.]* setup\.py test)\b/.test(line);
}

function isTrainingCommand(
  { code }: DetectionContext,
  one: SourcedCommand,
  line: string,
  purposes: Purposes,
): boolean {
  const [tool = "", ...rest] = withoutRunner(one.command.words);
  if (TRAINING_TOOLS.test(line)) return true;
  if (tool === "make" || tool === "just") return rest.some((word) => TRAIN_TARGET.test(word));
  return one.program !== null && code.file(one.program)?.test === false && purposes.trains(one.program);
}
