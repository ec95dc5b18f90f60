import { BASELINE_PATH, CONFIG_PATHS } from "../core/outputs.js";
import { type InitChoices, type InitFacts, nothing, type Proposal } from "./facts.js";
import { hasReportHook } from "./pre-commit.js";
import { pyprojectProposal, toolsIn } from "./pyproject.js";
import type { Setting } from "./setting.js";
import { PYPROJECT_PATH } from "./texts-wanted.js";
import { excludedPatterns } from "./vendored.js";

const DEFAULT_PATH = CONFIG_PATHS[0];

/** What the configuration of this project would say. */
export function settingsFor(facts: InitFacts, choices: InitChoices): readonly Setting[] {
  const excluded = excludedPatterns(facts.paths);
  const together = (choices.hook && choices.reportHook && facts.git) || hasReportHook(facts.texts);
  return [
    ...(facts.score === null ? [] : [threshold(facts.score)]),
    ...(together
      ? [
          {
            comment: [
              "Records that only one machine holds are left out: the report hook, every clone and CI write the same bytes.",
            ],
            key: "local",
            value: false,
          },
        ]
      : []),
    ...(excluded.length > 0
      ? [
          {
            comment: ["Code of others says nothing about this project."],
            key: "exclude",
            value: excluded,
          },
        ]
      : []),
    ...(facts.texts.has(BASELINE_PATH)
      ? [
          {
            comment: ["What was accepted when the baseline was made."],
            key: "baseline",
            value: BASELINE_PATH,
          },
        ]
      : []),
  ];
}

/** The score rounded down to a half, so that the next commit passes. */
export const thresholdFor = (score: number): number => Math.floor(score * 2) / 2;

function threshold(score: number): Setting {
  const value = thresholdFor(score);
  return {
    comment: [
      `The gate: exptrack audit fails below this score (0 to 30). The score was ${Number(score.toFixed(1))} when this was written,`,
      "and is rounded down to a half here. Raise it as the score rises.",
    ],
    key: "threshold",
    value,
    off: value === 0,
  };
}

/** The configuration as a file of its own, or in pyproject.toml. */
export function configProposal(facts: InitFacts, choices: InitChoices): Proposal {
  const present = configuredIn(facts);
  if (present !== null && !(choices.force && present !== PYPROJECT_PATH))
    return nothing(`${present}: exptrack is configured there already`);
  const settings = settingsFor(facts, choices);
  if (choices.pyproject) return pyprojectProposal(facts, settings);
  const path = present ?? DEFAULT_PATH;
  const before = facts.texts.get(path) ?? null;
  if (before === null && facts.texts.has(path))
    return nothing(`${path}: cannot be read as UTF-8 text, left as it is`);
  const after = configText(facts, settings);
  const tools = toolsIn(facts.texts.get(PYPROJECT_PATH) ?? "");
  const hint =
    tools.length > 0 && before === null
      ? [`${PYPROJECT_PATH} holds the settings of ${tools.join(", ")}: --pyproject puts these there too`]
      : [];
  return before === after
    ? nothing(`${path}: nothing to change`)
    : { file: { path, before, after }, notes: hint };
}

/** Where the project's configuration is, the first that counts. */
export function configuredIn({ texts }: InitFacts): string | null {
  const file = CONFIG_PATHS.find((path) => texts.has(path));
  if (file !== undefined) return file;
  return /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*["']?exptrack["']?[ \t]*[.\]]/m.test(
    texts.get(PYPROJECT_PATH) ?? "",
  )
    ? PYPROJECT_PATH
    : null;
}

function configText({ trackers, score }: InitFacts, settings: readonly Setting[]): string {
  const found =
    score === null ? "no machine learning yet" : trackers.length === 0 ? "no tracker" : trackers.join(", ");
  return [
    "# Settings of exptrack. What is left out has its default; docs/configuration.md of exptrack lists every key.",
    `# Found here when this was written: ${found}.`,
    ...settings.flatMap((setting) => ["", ...yamlLines(setting)]),
    "",
  ].join("\n");
}

function yamlLines({ comment, key, value, off = false }: Setting): string[] {
  const lines = Array.isArray(value)
    ? [`${key}:`, ...value.map((item) => `  - ${JSON.stringify(item)}`)]
    : [`${key}: ${String(value)}`];
  return [...comment.map((line) => `# ${line}`), ...lines.map((line) => (off ? `# ${line}` : line))];
}
