import type { Problem } from "../../core/run.js";
import { isPointer, type Workspace } from "../../core/workspace.js";
import type { FramingFault } from "../../parsers/tfevents-framing.js";
import type { FileReading } from "./events.js";

const POINTER = "is a pointer to content that is not here";

/** Says what is wrong with an event file, as one problem; what precedes the damage has been read. */
export async function reportFile(
  file: FileReading,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<void> {
  const { path, size, faults, unreadable } = file;
  if (unreadable !== null) problem({ path, message: unreadable });
  else if (size === 0) {
    problem({ path, message: "is empty: the writer ended before it wrote an event" });
  } else if (faults.length > 0) {
    const parts: string[] = [];
    for (const kind of new Set(faults.map((fault) => fault.kind))) {
      const same = faults.filter((fault) => fault.kind === kind);
      parts.push(await describe(same[0]!, same.length, file, workspace));
    }
    problem({ path, message: parts.join("; it ") });
  }
}

async function describe(
  { kind, offset }: FramingFault,
  count: number,
  { path, events }: FileReading,
  workspace: Workspace,
): Promise<string> {
  const precede = `the ${events} events before it are read`;
  const first = `first at byte ${offset}; the rest is read`;
  switch (kind) {
    case "length-checksum":
      if (offset > 0) return `is damaged at byte ${offset}: nothing after it can be read; ${precede}`;
      return (await holdsPointer(path, workspace)) ? POINTER : "is no event file: its first bytes are others";
    case "cut":
      return `ends inside an event at byte ${offset}; ${precede}`;
    case "data-checksum":
      return `holds ${counted(count)} with a wrong checksum, ${first}`;
    case "malformed":
      return `holds ${counted(count)} that cannot be decoded, ${first}`;
    case "too-long":
      return `holds ${counted(count)} too long to be read, ${first}`;
  }
}

/** Whether a directory's files hold all that was written. */
export function incompleteOf(files: readonly FileReading[]): string | null {
  if (files.some(({ unreadable }) => unreadable !== null)) return "an event file cannot be read";
  if (files.some(({ faults }) => faults.length > 0)) return "an event file is cut or damaged";
  return null;
}

async function holdsPointer(path: string, workspace: Workspace): Promise<boolean> {
  const kind = await workspace.kind(path).catch(() => null);
  return isPointer(kind);
}

const counted = (count: number): string => (count === 1 ? "1 event" : `${count} events`);
