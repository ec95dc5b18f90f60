import { z } from "zod";
import type { Json } from "../vocabulary.js";
import { Location } from "./location.js";
import { Confidence, Recovered, RunScope, RunStatus, TrackerId } from "./vocabulary.js";

const JsonValue: z.ZodType<Json> = z.json();

/** A number, or the text of one that JSON has no word for. */
export const MetricValue = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

/** `last` is the value at the greatest step; `min` and `max` are over finite values only (null: there are none). */
export const MetricSummary = z.object({
  last: MetricValue,
  min: z.number().nullable(),
  max: z.number().nullable(),
  count: z.int().nonnegative().nullable().describe("points logged; null where only a final value is kept"),
  lastStep: z.number().nullable(),
});

export const RunInput = z.object({
  name: z.string(),
  source: z.string().nullable(),
  digest: z.string().nullable().describe("algorithm:value"),
  kind: z.string(),
});

export const RunEnvironment = z.object({
  python: z.string().nullable(),
  packages: z.string().nullable().describe("the file of the record that lists them"),
  hardware: z.string().nullable(),
});

export const Answer = z.object({ state: Recovered, reason: z.string(), evidence: z.array(Location) });

export const Recoverability = z.object({
  code: Answer,
  data: Answer,
  environment: Answer,
  parameters: Answer,
  results: Answer,
  purpose: Answer,
  overall: Recovered.describe("the worst of code, data, environment and parameters"),
});

/** One run of a training program, in one shape whichever tool recorded it. */
export const Run = z.object({
  tracker: TrackerId,
  id: z.string().min(1),
  name: z.string().nullable(),
  group: z.string().nullable().describe("experiment, project or study"),
  parent: z.string().nullable().describe("id of a listed run"),
  links: z.array(z.object({ run: z.string(), why: z.string() })),
  scope: RunScope,
  status: RunStatus,
  abandoned: z.boolean(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  commit: z.string().nullable().describe("as recorded"),
  dirty: z.boolean().nullable().describe("null: the record does not say"),
  command: z.string().nullable(),
  params: z.record(z.string(), JsonValue),
  metrics: z.record(z.string(), MetricSummary),
  tags: z.record(z.string(), z.string()),
  description: z.string().nullable(),
  inputs: z.array(RunInput),
  environment: RunEnvironment,
  artifacts: z.array(z.string()),
  program: z.string().nullable().describe("entry script or module, relative to the repository"),
  systemMetrics: z.boolean().nullable(),
  confidence: Confidence.describe("high: a tracker's own record; medium: a log told by its columns alone"),
  location: Location,
  recoverability: Recoverability,
});

export const Problem = z.object({
  path: z.string(),
  line: z.int().positive().exactOptional(),
  message: z.string(),
});

/** What `exptrack runs --format json` prints. */
export const RunLedger = z.object({
  schemaVersion: z.literal(1),
  runs: z.array(Run),
  experiments: z.int().nonnegative().describe("executions: runs that are linked count once"),
  problems: z.array(Problem),
});
