import { parseYaml } from "../parsers/yaml.js";

/** Workflow files of CI providers, and the shell scripts in them. */

const PROVIDERS: readonly (readonly [pattern: RegExp, provider: string])[] = [
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/, "GitHub Actions"],
  [/(?:^|\/)\.gitlab-ci\.ya?ml$/, "GitLab CI"],
  [/(?:^|\/)\.circleci\/config\.ya?ml$/, "CircleCI"],
  [/(?:^|\/)\.travis\.ya?ml$/, "Travis CI"],
  [/(?:^|\/)azure-pipelines[^/]*\.ya?ml$|(?:^|\/)\.azure-pipelines\/[^/]+\.ya?ml$/, "Azure Pipelines"],
  [/(?:^|\/)Jenkinsfile[^/]*$/, "Jenkins"],
  [/(?:^|\/)bitbucket-pipelines\.ya?ml$/, "Bitbucket Pipelines"],
  [/(?:^|\/)\.buildkite\/[^/]+\.ya?ml$/, "Buildkite"],
  [/(?:^|\/)cloudbuild\.ya?ml$/, "Cloud Build"],
];

export const providerOf = (path: string): string | null =>
  PROVIDERS.find(([pattern]) => pattern.test(path))?.[1] ?? null;

export interface CiScript {
  readonly text: string;
  readonly line: number;
  readonly job: string | null;
}

/** Keys that hold shell text, in one provider or another. */
const SCRIPT_KEYS = new Set([
  "run",
  "script",
  "before_script",
  "after_script",
  "install",
  "command",
  "bash",
  "pwsh",
  "commands",
]);
const DEEPEST = 16;

export function ciScripts(path: string, text: string): readonly CiScript[] {
  if (!/\.ya?ml$/.test(path)) return jenkinsScripts(text);
  const parsed = parseYaml(text, "core");
  const scripts: CiScript[] = [];
  look(parsed.value, []);
  return scripts;

  function look(value: unknown, at: readonly (string | number)[]): void {
    if (at.length > DEEPEST || typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      const here = [...at, Array.isArray(value) ? Number(key) : key];
      const inScript = SCRIPT_KEYS.has(key) || (Array.isArray(value) && SCRIPT_KEYS.has(String(at.at(-1))));
      if (inScript && typeof item === "string") {
        const line = parsed.lineOf(here) ?? 1;
        scripts.push({ text: item, line: item.includes("\n") ? line + 1 : line, job: jobOf(here) });
      } else look(item, here);
    }
  }
}

const jobOf = (path: readonly (string | number)[]): string | null => {
  const name = path[0] === "jobs" ? path[1] : path[0];
  return typeof name === "string" ? name : null;
};

/** `sh 'make test'`, `sh """ … """` of a Jenkinsfile. */
function jenkinsScripts(text: string): readonly CiScript[] {
  return [
    ...text.matchAll(
      /\b(?:sh|bat)[ \t]{0,9}\(?[ \t]{0,9}(?:'''([\s\S]{0,5000}?)'''|"""([\s\S]{0,5000}?)"""|'([^'\n]*)'|"([^"\n]*)")/g,
    ),
  ].map((found) => ({
    text: found.slice(1).find((group) => group !== undefined) ?? "",
    line: text.slice(0, found.index).split("\n").length,
    job: null,
  }));
}
