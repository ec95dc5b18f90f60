import type { AcceptedFinding, Baseline, Suppression } from "../../src/core/policy.js";
import type { Finding, Report } from "../../src/core/report.js";
import { DIMENSION_IDS, type DimensionId } from "../../src/core/vocabulary.js";

/** An open error of a clone, unless something else is said. */
export const finding = (said: Partial<Finding> = {}): Finding => ({
  rule: "unseeded-randomness",
  areas: [],
  severity: "error",
  confidence: "high",
  outcome: "fail",
  message: "torch draws without a seed",
  location: { path: "train.py", line: 3 },
  related: [],
  scope: "clone",
  fingerprint: "aaaa",
  status: "open",
  fix: { text: "Set the seed.", gain: 0, effort: "minutes" },
  ...said,
});

export const entry = (said: Partial<AcceptedFinding> = {}): AcceptedFinding => ({
  rule: "unseeded-randomness",
  path: "train.py",
  fingerprint: "aaaa",
  ...said,
});

export const baseline = (said: Partial<Baseline> = {}): Baseline => ({
  schemaVersion: 1,
  ruleSet: 1,
  floors: {},
  accepted: [],
  ...said,
});

export const suppression = (said: Partial<Suppression> = {}): Suppression => ({
  rule: "unseeded-randomness",
  reach: "file",
  paths: [],
  reason: "a smoke test",
  expires: null,
  location: { path: "train.py", line: 1 },
  ...said,
});

interface Said {
  readonly total?: number | null;
  readonly earned?: Partial<Record<DimensionId, number>>;
  readonly findings?: readonly Finding[];
  readonly rules?: readonly { id: string; since?: number; outcome?: string; configured?: string }[];
  readonly policy?: Partial<Report["policy"]>;
  readonly projects?: Report["repository"]["projects"];
  readonly ruleSet?: number;
}

/** What gate and baseline read of a report. */
export const report = ({
  total = 15,
  earned = {},
  findings = [],
  rules,
  policy,
  projects = [],
  ruleSet = 1,
}: Said): Report =>
  ({
    tool: { name: "exptrack", version: "0", ruleSet },
    repository: { projects: [{ root: ".", score: total }, ...projects] },
    score:
      total === null
        ? null
        : { total, dimensions: DIMENSION_IDS.map((id) => ({ id, earned: earned[id] ?? 2.5 })) },
    recommendations: [
      {
        title: "Pin the packages.",
        gain: 0.5,
        effort: "minutes",
        priority: "P2",
        findings: [],
        example: null,
      },
    ],
    findings,
    rules: (rules ?? [{ id: "unseeded-randomness" }]).map((rule) => ({ since: 1, outcome: "fail", ...rule })),
    policy: { configuration: null, excluded: [], ignores: true, suppressions: [], baseline: null, ...policy },
  }) as unknown as Report;
