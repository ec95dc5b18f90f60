import { z } from "zod";
import type { Json } from "../vocabulary.js";
import { MetricValue, RunInput } from "./run.js";
import { RunStatus } from "./vocabulary.js";

const JsonValue: z.ZodType<Json> = z.json();
const Digest = z.string().describe("algorithm:value");

/** One line of `experiments.lock.jsonl`. What is not recorded is left out. */
export const SnapshotRow = z.object({
  v: z.literal(1),
  run: z.string().describe("tracker:id"),
  store: z.string().describe("root of the store, relative to the repository"),
  name: z.string().exactOptional(),
  group: z.string().exactOptional(),
  parent: z.string().exactOptional(),
  status: RunStatus,
  startedAt: z.iso.datetime().exactOptional(),
  endedAt: z.iso.datetime().exactOptional(),
  lastRecordedAt: z.iso.datetime().exactOptional(),
  commit: z.string().exactOptional(),
  dirty: z.boolean().exactOptional(),
  program: z.string().exactOptional(),
  command: z.string().exactOptional(),
  params: z.record(z.string(), JsonValue).exactOptional(),
  metrics: z
    .record(
      z.string(),
      z.object({
        last: MetricValue,
        min: z.number().exactOptional(),
        max: z.number().exactOptional(),
        count: z.int().nonnegative().exactOptional(),
        lastStep: z.number().exactOptional(),
      }),
    )
    .exactOptional(),
  systemMetrics: z.boolean().exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  description: z.string().exactOptional(),
  inputs: z
    .array(
      z.object({
        name: RunInput.shape.name,
        kind: RunInput.shape.kind,
        source: z.string().exactOptional(),
        digest: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  python: z.string().exactOptional(),
  hardware: z.string().exactOptional(),
  packages: z
    .object({ extent: z.enum(["freeze", "partial"]), digest: Digest.exactOptional() })
    .exactOptional()
    .describe("the list of packages that was kept with the run"),
  artifacts: z.record(z.string(), Digest.nullable()).exactOptional().describe("digest by name"),
  moreArtifacts: z.int().positive().exactOptional().describe("artifacts that are not named here"),
  missing: z.array(z.string()).exactOptional().describe("artifacts that are listed and were not there"),
  patch: z.object({ digest: Digest.exactOptional() }).exactOptional(),
  codeDoubt: z
    .string()
    .exactOptional()
    .describe("what the kept patch or source copies speak against the recorded commit"),
  sources: z.object({ whole: z.boolean(), files: z.int() }).exactOptional(),
  code: z.record(z.string(), Digest).exactOptional().describe("code files that the record ties by hash"),
  same: z.array(z.string()).exactOptional().describe("runs of other trackers that are this execution"),
  givenName: z.literal(true).exactOptional().describe("name or group was given by somebody"),
  incomplete: z.string().exactOptional(),
  hidden: z.literal("results").exactOptional().describe("only what the run put out is incomplete"),
  failureKept: z.literal(true).exactOptional(),
  models: z
    .array(z.object({ path: z.string(), signature: z.boolean(), environment: z.boolean() }))
    .exactOptional(),
});
