import type { RunStatus } from "../../core/vocabulary.js";
import type { RunPart } from "./part.js";

/** Milliseconds since the epoch. */
export interface Times {
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly lastAt: number | null;
}

/** Of exit codes the client itself gives 255 to a run that was interrupted. */
const INTERRUPTED = 255;

/**
 * Start: the run record, else the metadata, which is earlier by some seconds. End: start and runtime of the exit
 * record, else the last thing recorded. The runtime of a run that was resumed counts its earlier parts too
 * (`_accumulate_time` of wandb/sdk/internal/handler.py), which the history has the length of.
 */
export function timesOf({ log, metadata, history, summaryAt }: RunPart): Times {
  const startedAt = log?.run?.startedAt ?? metadata.startedAt;
  const runtime = (log?.exit?.runtime ?? 0) * 1000 - (log?.earlier ?? 0);
  const exitAt = startedAt !== null && runtime > 0 ? startedAt + runtime : null;
  const recorded = [log?.lastAt, history?.lastAt, summaryAt, metadata.heartbeatAt, exitAt].filter(
    (at) => at != null,
  );
  const lastAt = recorded.length > 0 ? Math.max(...recorded) : null;
  return { startedAt, endedAt: exitAt ?? lastAt, lastAt: lastAt ?? startedAt };
}

export function statusOf({ log, metadata, prefix }: RunPart): RunStatus {
  if (log?.exit != null) return statusOfCode(log.exit.code);
  // Only before 0.10, when there was no `files/`, the metadata was brought up to date.
  if (prefix !== "") return "unknown";
  if (metadata.exitCode !== null)
    return metadata.state === "killed" ? "killed" : statusOfCode(metadata.exitCode);
  const states: Readonly<Record<string, RunStatus>> = {
    finished: "finished",
    failed: "failed",
    killed: "killed",
    running: "running",
  };
  return states[metadata.state ?? ""] ?? "unknown";
}

function statusOfCode(code: number): RunStatus {
  return code === 0 ? "finished" : code === INTERRUPTED ? "killed" : "failed";
}
