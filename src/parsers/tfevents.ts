import { readMessage } from "./protobuf.js";
import { type FramingFault, type RecordFraming, recordFraming } from "./tfevents-framing.js";
import { type Tag, type TagTable, tagTable } from "./tfevents-tags.js";
import { readMetadata, type SummaryMetadata, scalarOf, textsOf } from "./tfevents-values.js";

export interface ScalarPoint {
  readonly tag: Tag;
  readonly step: number;
  readonly value: number;
  /** Seconds since the epoch, NaN where the event has none. */
  readonly wallTime: number;
}

/** What is told while an event file is read, in the file's order. Times are seconds since the epoch. */
export interface EventSink {
  /** One object serves for all points of a file, so that a point costs no memory: take from it what is kept. */
  scalar(point: ScalarPoint): void;
  text?(tag: Tag, texts: readonly string[], wallTime: number): void;
  /** First metadata of a tag that belongs to the hparams plugin. */
  hparams?(tag: Tag, content: Uint8Array): void;
  /** SessionLog START: earlier events at this step or beyond are void (restart from a checkpoint). */
  restart?(step: number): void;
  fault?(fault: FramingFault): void;
}

export interface EventReader extends Omit<RecordFraming, "begin"> {
  /** Another file begins. `tags` is shared by the files of one directory, for metadata comes once per tag. */
  begin(sink: EventSink, tags?: TagTable): void;
  /** Count of events of the file so far, and the times of the first and the last that have one (NaN: none). */
  readonly events: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Keys (field number and wire type) of tensorflow/core/util/event.proto and framework/summary.proto. */
const EVENT = { wallTime: 0x09, step: 0x10, fileVersion: 0x1a, summary: 0x2a, sessionLog: 0x3a } as const;
const VALUE = { tag: 0x0a, simpleValue: 0x15, nodeName: 0x3a, tensor: 0x42, metadata: 0x4a } as const;
const SUMMARY_VALUE = 0x0a;
const SESSION_START = 1;
const NO_TAG: Tag = { name: "", index: -1, plugin: null };

/**
 * Reads event files one after the other, piece by piece, checksums verified. Scalars are decoded in place: no object
 * is made for one. One reader for many files is the fastest, for the functions of another one are compiled anew.
 */
export function eventReader(): EventReader {
  let sink: EventSink = { scalar: () => {} };
  let tags = tagTable();
  let bytes: Uint8Array = new Uint8Array(0);
  let view = new DataView(bytes.buffer);
  let at = 0;
  let events = 0;
  const point = { tag: NO_TAG, step: 0, value: 0.5, wallTime: 0.5 };
  /** First and last, in an array, for a variable that is set with every event would be a new object each time. */
  const times = new Float64Array(2).fill(Number.NaN);

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
    if (simple) tell(tag, step, value, wallTime);
    else if (tensorStart >= 0 && tag.plugin === "scalars") {
      const scalar = scalarOf(bytes.subarray(tensorStart, tensorEnd));
      if (scalar !== null) tell(tag, step, scalar, wallTime);
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

  function count(wallTime: number): void {
    events++;
    if (!(wallTime > 0)) return;
    if (Number.isNaN(times[0]!)) times[0] = wallTime;
    times[1] = wallTime;
  }

  function tell(tag: Tag, step: number, value: number, wallTime: number): void {
    point.tag = tag;
    point.step = step;
    point.value = value;
    point.wallTime = wallTime;
    sink.scalar(point);
  }

  /**
   * The event that files consist of, one scalar with its fields in the order in which every writer has them, each
   * length in one byte. False: it is another, and nothing has been told.
   */
  function readScalar(start: number, end: number): boolean {
    const b = bytes;
    let at = start + 9;
    let step = 0;
    if (b[start] !== EVENT.wallTime) return false;
    if (b[at] === EVENT.step) {
      at++;
      for (let shift = 0; ; shift += 7) {
        const byte = b[at++]!;
        step |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
        if (shift === 21) return false;
      }
    }
    const length = end - at - 2;
    const name = at + 6;
    const stop = name + b[at + 5]!;
    if (
      length > 0x7f ||
      stop + 5 !== end ||
      b[at] !== EVENT.summary ||
      b[at + 1] !== length ||
      b[at + 2] !== SUMMARY_VALUE ||
      b[at + 3] !== length - 2 ||
      b[at + 4] !== VALUE.tag ||
      b[stop] !== VALUE.simpleValue
    ) {
      return false;
    }
    const wallTime = view.getFloat64(start + 1, true);
    count(wallTime);
    tell(tags.at(b, name, stop), step, view.getFloat32(stop + 1, true), wallTime);
    return true;
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
    count(wallTime);
    if (restarts) sink.restart?.(step);
    return summaryStart < 0 || readSummary(summaryStart, summaryEnd, step, wallTime);
  }

  /** The parts that pbf reads say by a throw that they are cut. */
  function isWhole(start: number, end: number): boolean {
    try {
      return readEvent(start, end);
    } catch {
      return false;
    }
  }

  const framing = recordFraming(
    (from, start, end, offset) => {
      if (from !== bytes) {
        bytes = from;
        view = new DataView(from.buffer, from.byteOffset, from.byteLength);
      }
      if (!readScalar(start, end) && !isWhole(start, end)) sink.fault?.({ kind: "malformed", offset });
    },
    (fault) => sink.fault?.(fault),
  );

  return {
    begin(nextSink, nextTags = tagTable()) {
      sink = nextSink;
      tags = nextTags;
      events = 0;
      times.fill(Number.NaN);
      framing.begin();
    },
    push: framing.push,
    end: framing.end,
    get events() {
      return events;
    },
    get firstTime() {
      return times[0]!;
    },
    get lastTime() {
      return times[1]!;
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
