import { BASELINE_PATH, CONFIG_PATHS } from "../core/outputs.js";

export const PYPROJECT_PATH = "pyproject.toml";
export const PRE_COMMIT_PATH = ".pre-commit-config.yaml";
export const GITHUB_PATH = ".github/workflows/exptrack.yml";
export const GITLAB_PATH = ".gitlab-ci.yml";
export const GITLAB_JOB_PATH = ".gitlab/exptrack.yml";

const FIXED: ReadonlySet<string> = new Set([
  ...CONFIG_PATHS,
  BASELINE_PATH,
  PYPROJECT_PATH,
  PRE_COMMIT_PATH,
  GITLAB_PATH,
  GITLAB_JOB_PATH,
]);

export const isWorkflow = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** The files whose contents a plan is made from. */
export const textsWanted = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => FIXED.has(path) || isWorkflow(path));
