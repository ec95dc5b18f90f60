import type { Problem } from "../../core/run.js";
import type { Workspace } from "../../core/workspace.js";
import type { FramingFault } from "../../parsers/tfevents-framing.js";
import type { FileReading } from "./events.js";

const POINTER = "is a pointer to content that is not here";

/** Says what is wrong with an event file; what precedes the damage has been read. */
export async function reportFile(
  file: FileReading,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<void> {
  const { path, size, faults, unreadable } = file;
  if (unreadable !== null) problem({ path, message: unreadable });
  else if (size === 0) {
    problem({ path, message: "is empty: the writer ended before it wrote an event" });
  }
  for (const kind of new Set(faults.map((fault) => fault.kind))) {
    const first = faults.find((fault) => fault.kind === kind)!;
    const count = faults.filter((fault) => fault.kind === kind).length;
    problem({ path, message: await describe(first, count, file, workspace) });
  }
}

async function describe(
  { kind, offset }: FramingFault,
  count: number,
  { path, events }: FileReading,
  workspace: Workspace,
): Promise<string> {
  const precede = `the ${events} events before it are read`;
  switch (kind) {
    case "length-checksum":
      if (offset > 0) return `is damaged at byte ${offset}: nothing after it can be read; ${precede}`;
      return (await isPointer(path, workspace)) ? POINTER : "is no event file: its first bytes are others";
    case "cut":
      return `ends inside an event at byte ${offset}; ${precede}`;
    case "data-checksum":
      return `${counted(count, "event has", "events have")} a wrong checksum, first at byte ${offset}; the rest is read`;
    case "malformed":
      return `${counted(count, "event", "events")} cannot be decoded, first at byte ${offset}; the rest is read`;
    case "too-long":
      return `${counted(count, "event is", "events are")} too long to be read, first at byte ${offset}; the rest is read`;
  }
}

/** Whether a directory's files hold all that was written. */
export function incompleteOf(files: readonly FileReading[]): string | null {
  if (files.some(({ unreadable }) => unreadable !== null)) return "an event file cannot be read";
  if (files.some(({ faults }) => faults.length > 0)) return "an event file is cut or damaged";
  return null;
}

async function isPointer(path: string, workspace: Workspace): Promise<boolean> {
  const kind = await workspace.kind(path).catch(() => null);
  return kind === "lfs-pointer" || kind === "annex-pointer";
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
