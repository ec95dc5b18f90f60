import type { Finding, Report, RuleResult } from "../../src/core/report.js";
import {
  AREA_IDS,
  COMPLETENESS_ITEMS,
  DIMENSION_IDS,
  INVENTORY_SECTIONS,
  QUESTIONS,
} from "../../src/core/vocabulary.js";

const each = <K extends string, V>(keys: readonly K[], value: V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>;

/** A finding, as said. */
export const finding = (said: Partial<Finding> = {}): Finding => ({
  rule: "unseeded-randomness",
  rung: "parameters.3",
  areas: ["parameter-management"],
  severity: "error",
  confidence: "high",
  outcome: "fail",
  message: "torch is not seeded",
  location: { path: "train.py", line: 12, column: 5 },
  related: [],
  scope: "clone",
  fingerprint: "0123456789abcdef",
  status: "open",
  fix: { text: "Seed every source.", gain: 0.5, effort: "minutes" },
  ...said,
});

/** A rule that ran, as said. */
export const rule = (said: Partial<RuleResult> = {}): RuleResult => ({
  id: "unseeded-randomness",
  title: "Random sources are not seeded",
  severity: "error",
  rung: "parameters.3",
  areas: ["parameter-management"],
  docs: "docs/rules/unseeded-randomness.md",
  what: "Looks at every source of randomness.",
  why: "Two runs differ.",
  fix: "Seed every source.",
  since: 1,
  outcome: "fail",
  ...said,
});

interface Said {
  readonly total?: number | null;
  readonly findings?: readonly Finding[];
  readonly rules?: readonly RuleResult[];
  readonly repository?: Partial<Report["repository"]>;
  readonly policy?: Partial<Report["policy"]>;
  readonly more?: Partial<Report>;
}

/** A report of a small project, as said. `total: null`: no machine learning was found. */
export function reportOf({
  total = 17.5,
  findings = [],
  rules = [rule()],
  repository = {},
  policy = {},
  more = {},
}: Said = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: "exptrack", version: "1.2.3", ruleSet: 4 },
    repository: {
      name: "flowers",
      commit: null,
      dirty: false,
      shallow: false,
      folder: "",
      anchor: "README.md",
      textless: [],
      projects: [{ root: ".", score: total }],
      ...repository,
    },
    score: total === null ? null : scoreOf(total),
    areas: AREA_IDS.map((id) => ({
      id,
      status: "WARN",
      priority: "P3",
      share: 0.5,
      reasons: ["half of it"],
    })),
    stakes: { level: "low", criterion: "nothing says otherwise", location: null },
    inventory: {
      trackers: [],
      seeds: { state: "none", sources: [] },
      completeness: each(COMPLETENESS_ITEMS, { present: false, location: null }),
      ...each(INVENTORY_SECTIONS, { items: [], notFound: [] }),
    },
    runs: {
      total: 0,
      experiments: 0,
      byTracker: {},
      byStatus: {},
      byScope: {},
      recoverability: each(QUESTIONS, { exact: 0, approximate: 0, unobservable: 0, lost: 0 }),
      items: [],
    },
    lineage: { edges: [], models: [] },
    selfCheck: { rounds: 0, sections: [], lookUps: [], elsewhere: [] },
    rules: [...rules],
    findings: [...findings],
    policy: {
      configuration: null,
      excluded: [],
      ignores: true,
      suppressions: [],
      baseline: null,
      ...policy,
    },
    recommendations: [],
    gaps: [],
    problems: [],
    ...more,
  };
}

const scoreOf = (total: number): NonNullable<Report["score"]> => ({
  total,
  undecided: 0,
  max: 30,
  weakest: "code",
  withLocalRecords: null,
  dimensions: DIMENSION_IDS.map((id) => ({
    id,
    earned: 2.5,
    undecided: 0,
    max: 5,
    rungs: [
      { rung: 1, text: "the first", share: 1, outcome: "pass", rule: "one", why: "", evidence: [] },
      { rung: 2, text: "the second", share: 0, outcome: "fail", rule: "two", why: "", evidence: [] },
    ],
    cap: null,
  })),
});
