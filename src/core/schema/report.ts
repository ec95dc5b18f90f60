import { z } from "zod";
import { TRACKER_SIGNS } from "../evidence.js";
import { COMPLETENESS_ITEMS, INVENTORY_SECTIONS, LINEAGE_NODES, QUESTIONS } from "../vocabulary.js";
import { Location } from "./location.js";
import { Problem, Run } from "./run.js";
import {
  AreaId,
  Confidence,
  DimensionId,
  Effort,
  Outcome,
  Priority,
  Recovered,
  RungId,
  Severity,
  TrackerId,
} from "./vocabulary.js";

/** The report: everything the formats need and the only thing they may read. */

export const RungResult = z.object({
  rung: z.int().min(1).max(5),
  text: z.string(),
  share: z.number().min(0).max(1),
  outcome: Outcome,
  rule: z.string().describe("the rule whose answer counted"),
  why: z.string(),
  evidence: z.array(Location),
});

export const Cap = z.object({ max: z.number(), rule: z.string(), why: z.string() }).nullable();

export const DimensionScore = z.object({
  id: DimensionId,
  earned: z.number().min(0).max(5).describe("whole hundredths"),
  undecided: z.number().min(0).max(5),
  max: z.literal(5),
  rungs: z.array(RungResult),
  cap: Cap,
});

export const Score = z.object({
  total: z.number().min(0).max(30),
  undecided: z.number().min(0).max(30),
  max: z.literal(30),
  weakest: DimensionId,
  withLocalRecords: z.number().min(0).max(30).nullable(),
  dimensions: z.array(DimensionScore),
});

export const AreaResult = z.object({
  id: AreaId,
  status: z.enum(["PASS", "WARN", "FAIL"]),
  priority: Priority,
  share: z.number().min(0).max(1).nullable().describe("null: nothing could be decided"),
  reasons: z.array(z.string()),
});

export const Stakes = z.object({
  level: z.enum(["high", "medium", "low"]),
  criterion: z.string(),
  location: Location.nullable(),
});

export const TrackerState = z.enum(["active", "optional", "records-only", "declared-only"]);

export const TrackerEntry = z.object({
  id: TrackerId,
  state: TrackerState,
  why: z.string(),
  signs: z.object(
    Object.fromEntries(TRACKER_SIGNS.map((sign) => [sign, z.array(Location)])) as Record<
      (typeof TRACKER_SIGNS)[number],
      z.ZodArray<typeof Location>
    >,
  ),
});

export const SeedState = z.enum([
  "full",
  "partial",
  "wired-but-off",
  "conflicting",
  "split-only",
  "data-only",
  "none",
  "sacred-auto",
  "n-a",
]);
export const SeedVerdict = z.enum(["seeded", "conditional", "unseeded", "conflicting", "not-needed"]);

export const InventoryItem = z.object({
  kind: z.string(),
  name: z.string(),
  state: z.string(),
  value: z.string().exactOptional(),
  locations: z.array(Location),
});
export const InventoryPart = z.object({ items: z.array(InventoryItem), notFound: z.array(z.string()) });

const CompletenessItem = z.object({ present: z.boolean(), location: Location.nullable() });

export const Inventory = z.object({
  trackers: z.array(TrackerEntry),
  seeds: z.object({
    state: SeedState,
    sources: z.array(
      z.object({
        source: z.string(),
        verdict: SeedVerdict,
        value: z.string().nullable(),
        why: z.string(),
        locations: z.array(Location),
      }),
    ),
  }),
  completeness: z.object(
    Object.fromEntries(COMPLETENESS_ITEMS.map((item) => [item, CompletenessItem])) as Record<
      (typeof COMPLETENESS_ITEMS)[number],
      typeof CompletenessItem
    >,
  ),
  ...(Object.fromEntries(INVENTORY_SECTIONS.map((section) => [section, InventoryPart])) as Record<
    (typeof INVENTORY_SECTIONS)[number],
    typeof InventoryPart
  >),
});

export const Fix = z.object({
  text: z.string(),
  example: z.string().exactOptional().describe("code or configuration as it should be"),
  before: z.string().exactOptional().describe("what the example replaces"),
  gain: z.number().describe("points that the score would gain"),
  effort: Effort,
});

export const Finding = z.object({
  rule: z.string(),
  rung: RungId.exactOptional(),
  areas: z.array(AreaId),
  severity: Severity,
  confidence: Confidence,
  outcome: Outcome,
  message: z.string(),
  location: Location,
  related: z.array(Location),
  scope: z.enum(["clone", "local"]),
  fingerprint: z.string(),
  status: z.enum(["open", "suppressed", "baselined"]),
  reason: z.string().exactOptional(),
  fix: Fix,
});

export const Recommendation = z.object({
  priority: Priority,
  title: z.string(),
  gain: z.number(),
  effort: Effort,
  findings: z.array(z.string()).describe("fingerprints"),
  example: z.string().nullable(),
  before: z.string().nullable().describe("what the example replaces"),
});

export const RuleResult = z.object({
  id: z.string(),
  title: z.string(),
  severity: Severity,
  rung: RungId.exactOptional(),
  areas: z.array(AreaId),
  docs: z.string().describe("path of its page in this package's docs"),
  what: z.string().describe("what it looks at"),
  why: z.string().describe("why it matters"),
  limit: z.string().exactOptional().describe("what it cannot tell"),
  fix: z.string().describe("what to do"),
  since: z.int().describe("version of the rule set that brought it, or in which it began to judge otherwise"),
  configured: z
    .enum(["error", "warning", "info", "off"])
    .exactOptional()
    .describe("severity that the project's configuration gives it"),
  outcome: Outcome,
});

/** What the project has said about findings, and what came of it. */
export const PolicyResult = z.object({
  configuration: z.string().nullable().describe("the file, relative to the repository's root"),
  excluded: z
    .array(z.string())
    .describe("patterns of files that the configuration keeps from being looked at, from the audited root"),
  ignores: z.boolean().describe("false: suppressions are listed and none is heeded"),
  suppressions: z.array(
    z.object({
      rule: z.string(),
      reason: z.string().nullable(),
      expires: z.string().nullable().describe("last day on which it holds; judged by the gate alone"),
      location: Location,
      findings: z.array(z.string()).describe("fingerprints of the findings that it accepts"),
    }),
  ),
  baseline: z
    .object({
      ruleSet: z.int(),
      accepted: z.int().nonnegative().describe("entries that it holds"),
      findings: z.array(z.string()).describe("fingerprints of the findings that it holds"),
      stale: z.array(z.object({ rule: z.string(), path: z.string(), fingerprint: z.string() })),
    })
    .nullable(),
});

/** Two kinds of things and what ties them together, counted over what could be tied. */
export const LineageEdge = z.object({
  from: z.enum(LINEAGE_NODES),
  to: z.enum(LINEAGE_NODES),
  proven: z.int().nonnegative().describe("a hash, a commit that holds the program, a recorded id"),
  claimed: z.int().nonnegative().describe("named, but what was named cannot be checked or is not exact"),
  unobservable: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  example: z.object({ why: z.string(), location: Location }).nullable().describe("of the weakest kind"),
});

/** A model that a record, a registry, a tag or the tree names, and whether it leads back to what made it. */
export const LineageModel = z.object({
  name: z.string(),
  state: z.enum(["proven", "claimed", "unobservable", "missing"]),
  why: z.string(),
  run: z.string().nullable().describe("key of the run that made it"),
  location: Location,
});

export const Lineage = z.object({ edges: z.array(LineageEdge), models: z.array(LineageModel) });

/** What the report asked itself before it was written, and where it looked again for what was thin. */
export const SelfCheck = z.object({
  rounds: z.int().min(0).max(2).describe("of wider search"),
  sections: z
    .array(z.object({ id: z.string(), closed: z.boolean() }))
    .describe("that were thin after the first look; closed: no more after the last"),
  lookUps: z.array(
    z.object({
      id: z.string(),
      round: z.int().min(1).max(2),
      sections: z.array(z.string()).describe("for which it was made"),
      found: z.array(z.string()).describe("paths that the first look did not read"),
    }),
  ),
  elsewhere: z
    .array(z.object({ what: z.string(), needed: z.string() }))
    .describe("outside of the tree, on other branches say: differs from clone to clone, and moves no score"),
});

const Counts = z.record(z.string(), z.int().nonnegative());

export const Report = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal("exptrack"), version: z.string(), ruleSet: z.int() }),
  repository: z.object({
    name: z.string(),
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    shallow: z.boolean(),
    folder: z.string().describe('the audited folder within the git repository; "" for its root'),
    anchor: z
      .string()
      .nullable()
      .describe("a text file that git tracks, for findings that stand in none; null: there is no such file"),
    textless: z
      .array(z.string())
      .describe("paths that findings name and that are no text files which git tracks"),
    projects: z.array(z.object({ root: z.string(), score: z.number().nullable() })),
  }),
  score: Score.nullable().describe("as cloned; null where no machine learning is found"),
  areas: z.array(AreaResult),
  stakes: Stakes,
  inventory: Inventory,
  runs: z.object({
    total: z.int(),
    experiments: z.int(),
    byTracker: Counts,
    byStatus: Counts,
    byScope: Counts,
    recoverability: z.object(
      Object.fromEntries(QUESTIONS.map((q) => [q, z.record(Recovered, z.int())])) as Record<
        (typeof QUESTIONS)[number],
        z.ZodRecord<typeof Recovered, z.ZodInt>
      >,
    ),
    items: z.array(Run),
  }),
  lineage: Lineage.describe("data → code → parameters → run → model → metrics, as far as records prove it"),
  rules: z.array(RuleResult),
  findings: z.array(Finding),
  policy: PolicyResult,
  recommendations: z.array(Recommendation),
  selfCheck: SelfCheck,
  gaps: z.array(z.object({ what: z.string(), needed: z.string() })),
  problems: z.array(Problem),
});
