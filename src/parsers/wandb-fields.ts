import { type PbfReader, readNested, readSlice } from "./protobuf.js";

/** One key of a configuration, summary or history: its path, and its value as JSON text (which may say NaN). */
export interface WandbItem {
  readonly path: readonly string[];
  readonly json: string;
}

export interface WandbUpdate {
  readonly update: WandbItem[];
  readonly remove: WandbItem[];
}

export function readItem(reader: PbfReader): WandbItem {
  const item = readNested(
    reader,
    (field, into, inner) => {
      if (field === 1) into.key = text(inner);
      else if (field === 2) into.nested.push(text(inner));
      else if (field === 16) into.json = text(inner);
    },
    { key: "", nested: [] as string[], json: "" },
  );
  return { path: item.nested.length > 0 ? item.nested : [item.key], json: item.json };
}

export function readUpdate(reader: PbfReader): WandbUpdate {
  return readNested<WandbUpdate>(
    reader,
    (field, into, inner) => {
      if (field === 1) into.update.push(readItem(inner));
      else if (field === 2) into.remove.push(readItem(inner));
    },
    { update: [], remove: [] },
  );
}

/** The Timestamp in field `number` of the message under the reader. */
export function readTimeOf(reader: PbfReader, number: number): number | null {
  return readNested<{ at: number | null }>(
    reader,
    (field, into, inner) => {
      if (field === number) into.at = readTime(inner);
    },
    { at: null },
  ).at;
}

/** google.protobuf.Timestamp in milliseconds, cut off like Python's `isoformat`. */
export function readTime(reader: PbfReader): number {
  const time = readNested(
    reader,
    (field, into, inner) => {
      if (field === 1) into.seconds = inner.readVarint(true);
      else if (field === 2) into.nanos = inner.readVarint(true);
    },
    { seconds: 0, nanos: 0 },
  );
  return time.seconds * 1000 + Math.floor(time.nanos / 1e6);
}

export function text(reader: PbfReader): string {
  return Buffer.from(readSlice(reader)).toString("utf8");
}
