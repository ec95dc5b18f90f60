import { type PbfReader, readNested, readText } from "./protobuf.js";

/** One key of a configuration, summary or history: its path, and its value as JSON text (which may say NaN). */
export interface WandbItem {
  readonly path: readonly string[];
  readonly json: string;
}

export interface WandbUpdate {
  readonly update: WandbItem[];
  readonly remove: WandbItem[];
}

type OpenItem = { -readonly [K in keyof WandbItem]: WandbItem[K] } & { path: string[] };

export function readItem(reader: PbfReader): WandbItem {
  return readNested<OpenItem>(reader, readItemField, { path: [], json: "" });
}

/** An item has a key, or the parts of a nested one. */
function readItemField(field: number, item: OpenItem, reader: PbfReader): void {
  if (field === 1 || field === 2) item.path.push(readText(reader));
  else if (field === 16) item.json = readText(reader);
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
