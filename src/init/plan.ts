import { ciProposals } from "./ci.js";
import { configProposal } from "./config.js";
import type { InitChoices, InitFacts, Plan } from "./facts.js";
import { preCommitProposal } from "./pre-commit.js";

/** What is to be written for what was found; the same facts give the same plan. */
export function planInit(facts: InitFacts, choices: InitChoices): Plan {
  const atRoot = facts.git && facts.folder === "";
  const proposals = [
    ...(choices.config ? [configProposal(facts, choices)] : []),
    ...(choices.hook && atRoot ? [preCommitProposal(facts, choices)] : []),
    ...(choices.ci && atRoot ? ciProposals(facts, choices) : []),
  ];
  return {
    files: proposals.flatMap(({ file }) => (file === null ? [] : [file])),
    notes: [...proposals.flatMap(({ notes }) => notes), ...whereNot(facts, choices)],
  };
}

function whereNot({ git, folder }: InitFacts, { hook, ci }: InitChoices): string[] {
  if (!hook && !ci) return [];
  if (!git) return ["no git here: hook and CI job can be set up once there is"];
  return folder === ""
    ? []
    : [`hook and CI job belong to the root of the repository: run exptrack init --no-config there`];
}
