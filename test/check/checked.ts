import { RULES } from "../../rules/index.js";
import { check } from "../../src/check/check.js";
import { QUESTIONS } from "../../src/check/questions.js";
import type { CheckFinding, CheckReport } from "../../src/core/check.js";
import { type Configuration, NO_CONFIGURATION } from "../../src/core/policy.js";
import { type ChangeRequest, openChange } from "../../src/workspace/change.js";
import { buildRepository, type Files, type Recipe, type Repository } from "../tools/repository.js";

type Request = Partial<Omit<ChangeRequest, "cwd">> & {
  readonly cwd?: string;
  readonly configuration?: Partial<Configuration>;
  readonly today?: string;
  /** By default those about code. */
  readonly questions?: readonly string[];
};

/** What some questions say of a repository as it lies there. */
export async function checked(repository: Repository, request: Request = {}): Promise<CheckReport> {
  const { configuration = {}, today = "2026-01-01", questions = ["code"], ...asked } = request;
  const { change } = await openChange({
    cwd: repository.root,
    files: [],
    all: false,
    range: null,
    index: undefined,
    ...asked,
  });
  try {
    return await check(change, {
      questions: QUESTIONS.filter(({ id }) => questions.includes(id)),
      rules: async () => RULES,
      policy: { configuration: { ...NO_CONFIGURATION, ...configuration }, baseline: null, ignores: true },
      today,
    });
  } finally {
    await change.close();
  }
}

/** `introduced error unseeded-randomness train.py`, one line for each finding. */
export const told = (report: Pick<CheckReport, "findings">): string[] =>
  report.findings.map(
    (one: CheckFinding) => `${one.standing} ${one.severity} ${one.rule} ${one.location.path}`,
  );

/** One commit, and then what is staged. */
export const staged = (before: Files, after: Files, more: Partial<Recipe> = {}): Repository =>
  buildRepository({ commits: [{ files: { "README.md": "# x\n", ...before } }], staged: after, ...more });

export const SEEDED_HELPER = `import random

import numpy as np
import torch


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
`;

/** A training program of PyTorch; \`seeding\` stands before its first draw. */
export const training = (seeding: string, imports = ""): string => `import torch
${imports}

def main():
    ${seeding}
    net = torch.nn.Linear(10, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(10):
        loss = net(torch.ones(4, 10)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    main()
`;
