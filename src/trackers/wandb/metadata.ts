import { at, listAt, textAt } from "../../parsers/plain-data.js";
import type { WandbEnvironment } from "../../parsers/wandb-records.js";

/** What `wandb-metadata.json` and the log's environment record both say. Times are milliseconds since the epoch. */
export interface Metadata {
  readonly program: string | null;
  /** Relative to the root of the git work tree. */
  readonly codePath: string | null;
  readonly args: readonly string[];
  /** Folder that the program was started in, or the root of its git work tree: absolute, on another machine. */
  readonly root: string | null;
  /** Path of the interpreter. */
  readonly executable: string | null;
  readonly commit: string | null;
  /** URL of the repository, as git had it: it may carry credentials. */
  readonly remote: string | null;
  readonly python: string | null;
  readonly hardware: string | null;
  readonly startedAt: number | null;
  readonly heartbeatAt: number | null;
  /** Only 0.9 and before bring these up to date; later clients leave "running" behind. */
  readonly state: string | null;
  readonly exitCode: number | null;
  readonly name: string | null;
  readonly notes: string | null;
  readonly project: string | null;
  readonly jobType: string | null;
}

/** Keys of all versions since 0.8: wandb/sdk/internal/system/system_info.py, core/pkg/server/… `EnvironmentRecord`. */
export function fromJson(json: unknown): Metadata {
  const gpus = listAt(json, "gpu_nvidia").flatMap((gpu) => textAt(gpu, "name") ?? []);
  const devices = listAt(json, "gpu_devices").flatMap((gpu) => textAt(gpu, "name") ?? []);
  return {
    program: textAt(json, "program") || null,
    codePath: textAt(json, "codePath") || null,
    args: listAt(json, "args").map(String),
    root: textAt(json, "root") || null,
    executable: textAt(json, "executable") || null,
    commit: textAt(json, "git", "commit") || null,
    remote: textAt(json, "git", "remote") || null,
    python: pythonVersion(textAt(json, "python")),
    hardware: hardware(
      gpus.length > 0 ? gpus : devices,
      textAt(json, "gpu") ?? null,
      countAt(json, "gpu_count"),
      countAt(json, "cpu_count_logical") || countAt(json, "cpu_count"),
    ),
    startedAt: timeOf(textAt(json, "startedAt")),
    heartbeatAt: timeOf(textAt(json, "heartbeatAt")),
    state: textAt(json, "state") ?? null,
    exitCode: numberAt(json, "exitcode"),
    name: textAt(json, "name") || null,
    notes: textAt(json, "notes") || null,
    project: textAt(json, "project") || null,
    jobType: textAt(json, "jobType") || null,
  };
}

export function fromRecord(record: WandbEnvironment): Metadata {
  return {
    ...NOTHING,
    program: record.program,
    codePath: record.codePath,
    args: record.args,
    root: record.root,
    executable: record.executable,
    commit: record.git.commit,
    remote: record.git.remote,
    python: pythonVersion(record.python ?? undefined),
    hardware: hardware(record.gpus, record.gpu, record.gpuCount, record.cpuCountLogical || record.cpuCount),
    startedAt: record.startedAt,
  };
}

/** What the first says, and the second where the first is silent. Arguments belong to the program beside them. */
export function prefer(first: Metadata, second: Metadata): Metadata {
  const said = Object.entries(first).filter(([key, value]) => value !== null && key !== "args");
  return {
    ...second,
    ...Object.fromEntries(said),
    args: first.program === null && first.args.length === 0 ? second.args : first.args,
  };
}

export const NOTHING: Metadata = {
  program: null,
  codePath: null,
  args: [],
  root: null,
  executable: null,
  commit: null,
  remote: null,
  python: null,
  hardware: null,
  startedAt: null,
  heartbeatAt: null,
  state: null,
  exitCode: null,
  name: null,
  notes: null,
  project: null,
  jobType: null,
};

/** "CPython 3.11.7" (0.18 and later) or "3.9.6". */
function pythonVersion(text: string | undefined): string | null {
  return text === undefined ? null : (/\d+(?:\.\d+)*\S*/.exec(text)?.[0] ?? null);
}

/** `2 × NVIDIA A100-SXM4-80GB`, else `8 × CPU`. */
function hardware(
  gpus: readonly string[],
  gpu: string | null,
  gpuCount: number,
  cpus: number,
): string | null {
  const names = new Map<string, number>();
  for (const name of gpus) names.set(name, (names.get(name) ?? 0) + 1);
  if (names.size > 0) return [...names].map(([name, count]) => `${count} × ${name}`).join(", ");
  if (gpu !== null && gpu !== "" && gpu !== "[]") return `${Math.max(gpuCount, 1)} × ${gpu}`;
  if (gpuCount > 0) return `${gpuCount} × GPU`;
  return cpus > 0 ? `${cpus} × CPU` : null;
}

function numberAt(json: unknown, key: string): number | null {
  const value = at(json, key);
  return typeof value === "number" ? value : null;
}

/** int64 fields of the core are JSON strings. */
function countAt(json: unknown, key: string): number {
  const value = Number(at(json, key));
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** ISO 8601, with up to nine decimals; without a zone it is UTC. */
function timeOf(text: string | undefined): number | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text ?? "");
  if (match === null) return null;
  const [, seconds, fraction = "", zone = "Z"] = match;
  const time = Date.parse(`${seconds}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(time) ? null : time;
}
