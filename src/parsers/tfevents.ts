import { readMessage } from "./protobuf.js";
import { type FramingFault, type RecordFraming, recordFraming } from "./tfevents-framing.js";
import { type Tag, type TagTable, tagTable } from "./tfevents-tags.js";
import { readMetadata, type SummaryMetadata, scalarOf, textsOf } from "./tfevents-values.js";

/** What is told while an event file is read, in the file's order. Times are seconds since the epoch. */
export interface EventSink {
  /** `wallTime` is NaN where the event has none. */
  scalar(tag: Tag, step: number, value: number, wallTime: number): void;
  text?(tag: Tag, texts: readonly string[], wallTime: number): void;
  /** First metadata of a tag that belongs to the hparams plugin. */
  hparams?(tag: Tag, content: Uint8Array): void;
  /** SessionLog START: earlier events at this step or beyond are void (restart from a checkpoint). */
  restart?(step: number): void;
  fault?(fault: FramingFault): void;
}

/** Count of events so far, and the times of the first and the last that have one (NaN: none). */
export interface EventReader extends RecordFraming {
  readonly events: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Keys (field number and wire type) of tensorflow/core/util/event.proto and framework/summary.proto. */
const EVENT = { wallTime: 0x09, step: 0x10, fileVersion: 0x1a, summary: 0x2a, sessionLog: 0x3a } as const;
const VALUE = { tag: 0x0a, simpleValue: 0x15, nodeName: 0x3a, tensor: 0x42, metadata: 0x4a } as const;
const SUMMARY_VALUE = 0x0a;
const SESSION_START = 1;

/**
 * Reads one event file, piece by piece, checksums verified. The common event, one scalar, is decoded in place: no
 * object is made for it. `tags` is shared by the files of one directory, for metadata comes once per tag.
 */
export function eventReader(sink: EventSink, tags: TagTable = tagTable()): EventReader {
  let bytes: Uint8Array = new Uint8Array(0);
  let view = new DataView(bytes.buffer);
  let at = 0;
  let events = 0;
  let firstTime = Number.NaN;
  let lastTime = Number.NaN;

  /** Unsigned; beyond 2^53 inexact. Reading beyond the record shows at the record's end. */
  function varint(): number {
    let byte = bytes[at++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let factor = 0x80; at < bytes.length && factor < 2 ** 70; factor *= 0x80) {
      byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  }

  function skip(key: number): void {
    const wire = key & 7;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) at = varint() + at;
    else at = Number.POSITIVE_INFINITY;
  }

  function readValue(end: number, step: number, wallTime: number): boolean {
    let tag: Tag | undefined;
    let value = Number.NaN;
    let simple = false;
    let tensorStart = -1;
    let tensorEnd = -1;
    let metadata: SummaryMetadata | undefined;
    let name: Uint8Array | undefined;
    while (at < end) {
      const key = varint();
      if (key === VALUE.tag) {
        const stop = varint() + at;
        if (stop > end) return false;
        tag = tags.at(bytes, at, stop);
        at = stop;
      } else if (key === VALUE.simpleValue) {
        if (at + 4 > end) return false;
        value = view.getFloat32(at, true);
        simple = true;
        at += 4;
      } else if (key === VALUE.tensor || key === VALUE.metadata || key === VALUE.nodeName) {
        const stop = varint() + at;
        if (stop > end) return false;
        if (key === VALUE.metadata) metadata = readMetadata(bytes.subarray(at, stop));
        else if (key === VALUE.nodeName) name = bytes.subarray(at, stop);
        else {
          tensorStart = at;
          tensorEnd = stop;
        }
        at = stop;
      } else skip(key);
    }
    if (at !== end) return false;
    if (tag === undefined) tag = tags.at(name ?? bytes, 0, name?.length ?? 0);
    if (metadata !== undefined && tag.plugin === null) {
      tag.plugin = metadata.plugin;
      if (metadata.plugin === "hparams") sink.hparams?.(tag, metadata.content);
    }
    if (simple) sink.scalar(tag, step, value, wallTime);
    else if (tensorStart >= 0 && tag.plugin === "scalars") {
      const scalar = scalarOf(bytes.subarray(tensorStart, tensorEnd));
      if (scalar !== null) sink.scalar(tag, step, scalar, wallTime);
    } else if (tensorStart >= 0 && tag.plugin === "text") {
      sink.text?.(tag, textsOf(bytes.subarray(tensorStart, tensorEnd)), wallTime);
    }
    return true;
  }

  function readSummary(start: number, end: number, step: number, wallTime: number): boolean {
    at = start;
    while (at < end) {
      const key = varint();
      if (key === SUMMARY_VALUE) {
        const stop = varint() + at;
        if (stop > end || !readValue(stop, step, wallTime)) return false;
      } else skip(key);
    }
    return at === end;
  }

  function readEvent(start: number, end: number): boolean {
    let wallTime = Number.NaN;
    let step = 0;
    let summaryStart = -1;
    let summaryEnd = -1;
    let restarts = false;
    at = start;
    while (at < end) {
      const key = varint();
      if (key === EVENT.wallTime) {
        if (at + 8 > end) return false;
        wallTime = view.getFloat64(at, true);
        at += 8;
      } else if (key === EVENT.step) {
        const from = at;
        step = varint();
        // A negative int64 is ten bytes of two's complement.
        if (step >= 2 ** 53) step = negativeVarint(bytes.subarray(from, at)) ?? step;
      } else if (key === EVENT.summary) {
        const length = varint();
        summaryStart = at;
        summaryEnd = at + length;
        at = summaryEnd;
      } else if (key === EVENT.sessionLog) {
        const stop = varint() + at;
        if (stop > end) return false;
        restarts = sessionStatus(bytes.subarray(at, stop)) === SESSION_START;
        at = stop;
      } else skip(key);
    }
    if (at !== end) return false;
    events++;
    if (wallTime > 0) {
      if (Number.isNaN(firstTime)) firstTime = wallTime;
      lastTime = wallTime;
    }
    if (restarts) sink.restart?.(step);
    return summaryStart < 0 || readSummary(summaryStart, summaryEnd, step, wallTime);
  }

  const framing = recordFraming(
    (from, start, end, offset) => {
      if (from !== bytes) {
        bytes = from;
        view = new DataView(from.buffer, from.byteOffset, from.byteLength);
      }
      let whole = false;
      try {
        whole = readEvent(start, end);
      } catch {
        // The parts that pbf reads say by a throw that they are cut.
      }
      if (!whole) sink.fault?.({ kind: "malformed", offset });
    },
    (fault) => sink.fault?.(fault),
  );

  return {
    push: framing.push,
    end: framing.end,
    get events() {
      return events;
    },
    get firstTime() {
      return firstTime;
    },
    get lastTime() {
      return lastTime;
    },
  };
}

function negativeVarint(bytes: Uint8Array): number | null {
  let value = 0n;
  for (let i = 0; i < bytes.length; i++) value |= BigInt(bytes[i]! & 0x7f) << BigInt(7 * i);
  const signed = BigInt.asIntN(64, value);
  return signed < 0n ? Number(signed) : null;
}

function sessionStatus(bytes: Uint8Array): number {
  return readMessage(
    bytes,
    (field, session, reader) => {
      if (field === 1) session.status = reader.readVarint();
    },
    { status: 0 },
  ).status;
}
