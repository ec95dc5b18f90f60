import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import type { EventReader, EventSink } from "../../parsers/tfevents.js";
import type { FramingFault } from "../../parsers/tfevents-framing.js";
import { type TagTable, tagTable } from "../../parsers/tfevents-tags.js";
import type { EventDirectory } from "./files.js";

/** What the files of a directory say beside their events. Times are seconds since the epoch. */
export interface Reading {
  readonly tags: TagTable;
  readonly files: readonly FileReading[];
  readonly restarts: readonly Restart[];
  /** A restart took back points that were read before it. */
  readonly orphans: boolean;
}

export interface FileReading {
  readonly path: string;
  readonly size: number;
  readonly events: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly faults: readonly FramingFault[];
  /** Why nothing of the file could be read. */
  readonly unreadable: string | null;
}

/** The session began again at `step`, after `points` scalars: earlier ones at this step or beyond are void. */
export interface Restart {
  readonly step: number;
  readonly points: number;
}

/** Reads all event files of a directory; see `eventPieces`. */
export async function readEvents(
  directory: EventDirectory,
  workspace: Workspace,
  sink: EventSink,
  reader: EventReader,
  restarts: readonly Restart[] = [],
): Promise<Reading> {
  const pieces = eventPieces(directory, workspace, sink, reader, restarts);
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return value;
  }
}

/**
 * Reads a directory's event files one after the other, as TensorBoard does; yields after each piece that the sink has
 * been told of. With `restarts` of an earlier reading, points that a restart took back are left out.
 */
export async function* eventPieces(
  directory: EventDirectory,
  workspace: Workspace,
  sink: EventSink,
  reader: EventReader,
  restarts: readonly Restart[],
): AsyncGenerator<undefined, Reading> {
  const tags = tagTable();
  const files: FileReading[] = [];
  const seen: Restart[] = [];
  const limits = limitsBefore(restarts);
  let points = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  let orphans = false;
  let next = 0;
  for (const { path, size } of directory.files) {
    const faults: FramingFault[] = [];
    reader.begin(
      {
        scalar(point) {
          while (next < restarts.length && points >= restarts[next]!.points) next++;
          points++;
          if (point.step > greatest) greatest = point.step;
          if (next >= limits.length || point.step < limits[next]!) sink.scalar(point);
        },
        restart(step) {
          seen.push({ step, points });
          orphans ||= greatest >= step;
        },
        text: (tag, texts, wallTime) => sink.text?.(tag, texts, wallTime),
        hparams: (tag, content) => sink.hparams?.(tag, content),
        fault: (fault) => faults.push(fault),
      },
      tags,
    );
    let unreadable: string | null = null;
    try {
      for await (const piece of size > 0 ? workspace.stream(path) : []) {
        const goesOn = reader.push(piece);
        yield;
        if (!goesOn) break;
      }
      reader.end();
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      unreadable = error.reason;
    }
    const { events, firstTime, lastTime } = reader;
    files.push({
      path,
      size,
      events,
      firstTime: known(firstTime),
      lastTime: known(lastTime),
      faults,
      unreadable,
    });
  }
  return { tags, files, restarts: seen, orphans };
}

/** For points between restart i-1 and restart i: the least step that a later restart takes back. */
function limitsBefore(restarts: readonly Restart[]): number[] {
  const limits: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let i = restarts.length - 1; i >= 0; i--) {
    least = Math.min(least, restarts[i]!.step);
    limits[i] = least;
  }
  return limits;
}

const known = (time: number): number | null => (Number.isNaN(time) ? null : time);
