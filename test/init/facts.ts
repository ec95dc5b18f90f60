import type { InitChoices, InitFacts } from "../../src/init/facts.js";

export const CHOICES: InitChoices = {
  config: true,
  hook: true,
  ci: true,
  reportHook: false,
  pyproject: false,
  force: false,
};

/** A repository with these files, seen at its root. */
export const factsOf = (
  texts: Readonly<Record<string, string | null>>,
  more: Partial<InitFacts> = {},
): InitFacts => ({
  version: "1.2.3",
  trackers: ["mlflow"],
  score: 17.84,
  git: true,
  folder: "",
  remotes: [],
  paths: Object.keys(texts).sort(),
  texts: new Map(Object.entries(texts)),
  ...more,
});
