import { parse } from "yaml";
import { configuredIn, thresholdFor } from "./config.js";
import { type InitChoices, type InitFacts, nothing, type PlannedFile, type Proposal } from "./facts.js";
import { commandAt } from "./source.js";
import { GITHUB_PATH, GITLAB_JOB_PATH, GITLAB_PATH, isWorkflow } from "./texts-wanted.js";

/** A job for each kind of CI that the repository shows. */
export function ciProposals(facts: InitFacts, choices: InitChoices): readonly Proposal[] {
  const proposals = [
    ...(usesGithub(facts) ? [github(facts, choices)] : []),
    ...(facts.texts.has(GITLAB_PATH) ? [gitlab(facts, choices)] : []),
  ];
  return proposals.length > 0 ? proposals : [nothing("no CI was found that a job could be written for")];
}

const usesGithub = ({ paths, remotes }: InitFacts): boolean =>
  paths.some((path) => path.startsWith(".github/workflows/")) ||
  remotes.some((remote) => /^(?:[a-z+]+:\/\/)?(?:[^/@]*@)?github\.com[:/]/i.test(remote));

/** A name in a comment or a path is no call. */
const CALLS = /\bexptrack(?:@\S+)? (?:audit|check)\b|uses:[^\n#]*\bexptrack\b/;

function github(facts: InitFacts, choices: InitChoices): Proposal {
  const elsewhere = facts.paths.find(
    (path) => isWorkflow(path) && path !== GITHUB_PATH && CALLS.test(facts.texts.get(path) ?? ""),
  );
  if (elsewhere !== undefined) return nothing(`${elsewhere}: runs exptrack already`);
  return own(facts, choices, {
    path: GITHUB_PATH,
    after: githubWorkflow(facts.version, gateWords(facts, choices)),
  });
}

function gitlab(facts: InitFacts, choices: InitChoices): Proposal {
  const main = facts.texts.get(GITLAB_PATH) ?? "";
  if (CALLS.test(main)) return nothing(`${GITLAB_PATH}: runs exptrack already`);
  const proposal = own(facts, choices, {
    path: GITLAB_JOB_PATH,
    after: gitlabJob(facts.version, gateWords(facts, choices), stageIn(main)),
  });
  if (main.includes(GITLAB_JOB_PATH)) return proposal;
  const note = `${GITLAB_PATH} is yours to change: the job runs once its "include:" holds  - local: ${GITLAB_JOB_PATH}`;
  return { ...proposal, notes: [...proposal.notes, note] };
}

/** A file that is exptrack's alone: left as it is where it is there, unless it is to be written anew. */
function own(facts: InitFacts, choices: InitChoices, { path, after }: Omit<PlannedFile, "before">): Proposal {
  const before = facts.texts.get(path) ?? null;
  if (facts.texts.has(path) && (before === null || before === after || !choices.force))
    return nothing(`${path}: there already`);
  return { file: { path, before, after }, notes: [] };
}

/** The threshold stands in the configuration, or in the command where there is none. */
function gateWords(facts: InitFacts, choices: InitChoices): string {
  if (choices.config || configuredIn(facts) !== null || facts.score === null) return "";
  return ` --threshold ${thresholdFor(facts.score)}`;
}

const githubWorkflow = (version: string, gate: string): string => `name: exptrack
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          # History and tags are evidence: what a shallow clone cannot show earns nothing.
          fetch-depth: 0
          persist-credentials: false
      # Settings are those of the branch that a change goes into: it cannot silence its own gate.
      - run: >-
          ${commandAt(version, "audit --no-report --no-local")}
          --config-from "origin/$BASE"${gate}
          -f github -o "summary=$GITHUB_STEP_SUMMARY"
        env:
          BASE: \${{ github.base_ref || github.ref_name }}
`;

const gitlabJob = (version: string, gate: string, stage: string | null): string => `exptrack:
${stage === null ? "" : `  stage: ${stage}\n`}  image: node:22
  variables:
    # History and tags are evidence: what a shallow clone cannot show earns nothing.
    GIT_DEPTH: "0"
  script:
    - ${commandAt(version, `audit --no-report --no-local${gate} -o gitlab=gl-code-quality-report.json`)}
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;

/** A job without a stage is of stage "test": where there is none, one of those that there are has to be named. */
function stageIn(text: string): string | null {
  let stages: unknown;
  try {
    stages = (parse(text, { logLevel: "silent" }) as { stages?: unknown } | null)?.stages;
  } catch {
    return null;
  }
  if (!Array.isArray(stages) || stages.length === 0 || stages.includes("test")) return null;
  const names = stages.filter(
    (stage): stage is string => typeof stage === "string" && /^[\w-]+$/.test(stage),
  );
  return names.find((stage) => /test|lint|check|verify|quality/i.test(stage)) ?? names[0] ?? null;
}
