import { z } from "zod";
import { Location } from "./location.js";
import { Recovered, RunScope, RunStatus, TrackerId } from "./vocabulary.js";

/** JSON as a record holds it; numbers that JSON cannot say are the texts NaN, Infinity, -Infinity. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
const JsonValue: z.ZodType<Json> = z.json();

/** A number, or the text of one that JSON has no word for. */
export const MetricValue = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
export type MetricValue = z.output<typeof MetricValue>;

/** `last` is the value at the greatest step; `min` and `max` are over finite values only (null: there are none). */
export const MetricSummary = z.object({
  last: MetricValue,
  min: z.number().nullable(),
  max: z.number().nullable(),
  count: z.int().nonnegative().nullable().describe("points logged; null where only a final value is kept"),
  lastStep: z.number().nullable(),
});
export type MetricSummary = Readonly<z.output<typeof MetricSummary>>;

export const RunInput = z.object({
  name: z.string(),
  source: z.string().nullable(),
  digest: z.string().nullable().describe("algorithm:value"),
  kind: z.string(),
});
export type RunInput = Readonly<z.output<typeof RunInput>>;

export const RunEnvironment = z.object({
  python: z.string().nullable(),
  packages: z.string().nullable().describe("the file of the record that lists them"),
  hardware: z.string().nullable(),
});
export type RunEnvironment = Readonly<z.output<typeof RunEnvironment>>;

export const Answer = z.object({ state: Recovered, reason: z.string(), evidence: z.array(Location) });
export type Answer = Readonly<z.output<typeof Answer>>;

export const QUESTIONS = ["code", "data", "environment", "parameters", "results", "purpose"] as const;
export type Question = (typeof QUESTIONS)[number];

export const Recoverability = z.object({
  code: Answer,
  data: Answer,
  environment: Answer,
  parameters: Answer,
  results: Answer,
  purpose: Answer,
  overall: Recovered.describe("the worst of code, data, environment and parameters"),
});
export type Recoverability = Readonly<z.output<typeof Recoverability>>;

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
  location: Location,
  recoverability: Recoverability,
});
export type Run = Readonly<z.output<typeof Run>>;

export const Problem = z.object({
  path: z.string(),
  line: z.int().positive().exactOptional(),
  message: z.string(),
});
export type Problem = Readonly<z.output<typeof Problem>>;

/** What `exptrack runs --format json` prints. */
export const RunLedger = z.object({
  schemaVersion: z.literal(1),
  runs: z.array(Run),
  experiments: z.int().nonnegative().describe("executions: runs that are linked count once"),
  problems: z.array(Problem),
});
export type RunLedger = Readonly<z.output<typeof RunLedger>>;

/**
 * What a reader knows of a run beyond the public shape: it decides links, abandonment and
 * recoverability, and is not printed.
 */
export interface RunTrace {
  /** Root of the store the record lies in, relative to the audited root ("." for the root). */
  readonly store: string;
  /** The run's own directory, or null where the record has none (a row of a database). */
  readonly directory: string | null;
  /** Directories (relative to the root) and run keys (`tracker:id`) that the record names as the same execution. */
  readonly sameAs: readonly string[];
  /** Last moment that the record itself proves, ISO 8601 UTC. */
  readonly lastRecordedAt: string | null;
  /** Stored difference to the commit, where the record keeps one. */
  readonly patch: string | null;
  /** Copies of source files kept with the run. `whole`: all of the program, not only its entry script. */
  readonly sources: { readonly paths: readonly string[]; readonly whole: boolean } | null;
  /** Artifacts that the record lists and that are not where it says (nor beside the store). */
  readonly missingArtifacts: readonly string[];
  /** Files of the code that the record ties by content hash (DVC): repository path and `md5:…` or `md5-dos2unix:…`. */
  readonly codeHashes: readonly { readonly path: string; readonly digest: string }[];
  /** How far the packages that were kept go. */
  readonly packages: "freeze" | "partial" | null;
  /** Whether what a record of this kind could hold is cut off, ignored by git or on a server. */
  readonly incomplete: string | null;
  /** True where the tracker gave name and group by default, so that they say nothing of purpose. */
  readonly defaultName: boolean;
}

/** What a record reader yields: the run as recorded, before git and its neighbours have been asked. */
export type RunRecord = Omit<Run, "links" | "scope" | "abandoned" | "recoverability"> & {
  readonly trace: RunTrace;
};

/** `tracker:id`, the name by which a run is spoken of everywhere. */
export function runKey(run: Pick<Run, "tracker" | "id">): string {
  return `${run.tracker}:${run.id}`;
}
