import { PbfReader } from "pbf";

export type { PbfReader };

/** Bytes that are no message of the wire format: cut, or a length that leads out of its message. */
export class MalformedMessage extends Error {}

/** Called once per field; a field that it does not read is skipped. */
export type FieldReader<T> = (field: number, into: T, reader: PbfReader) => void;

/**
 * Reads one message, which takes `bytes[start, end)`. pbf alone takes a length that leads out of its message for the message's end, and field 0 too;
 * here both are errors. Integers beyond 2^53 lose their last digits (no field that is read here holds such).
 * @throws MalformedMessage
 */
export function readMessage<T>(
  bytes: Uint8Array,
  onField: FieldReader<T>,
  into: T,
  start = 0,
  end = bytes.length,
): T {
  const reader = new PbfReader(bytes);
  reader.pos = start;
  reader.length = end;
  try {
    return readTo(end, reader, onField, into);
  } catch (error) {
    if (error instanceof MalformedMessage) throw error;
    throw new MalformedMessage("not a protobuf message");
  }
}

/**
 * The field under the reader as a message of its own, read in place.
 * @throws MalformedMessage  it reaches beyond the message that holds it, or is no message
 */
export function readNested<T>(reader: PbfReader, onField: FieldReader<T>, into: T): T {
  const outerEnd = reader.length;
  const end = endOfField(reader);
  reader.length = end;
  readTo(end, reader, onField, into);
  reader.length = outerEnd;
  return into;
}

function readTo<T>(end: number, reader: PbfReader, onField: FieldReader<T>, into: T): T {
  reader.readFields(onField, into, end);
  if (reader.pos !== end) throw new MalformedMessage("a protobuf message that is cut");
  return into;
}

/** @throws MalformedMessage  it reaches beyond the message that holds it */
export function readSlice(reader: PbfReader): Uint8Array {
  const start = startOfField(reader);
  return reader.buf.subarray(start, reader.pos);
}

/**
 * The field under the reader as UTF-8.
 * @throws MalformedMessage  it reaches beyond the message that holds it
 */
export function readText(reader: PbfReader): string {
  const { buffer, byteOffset } = reader.buf;
  const start = startOfField(reader);
  const bytes = Buffer.isBuffer(reader.buf) ? reader.buf : Buffer.from(buffer, byteOffset, reader.buf.length);
  return bytes.toString("utf8", start, reader.pos);
}

/** Passes over a length-delimited field; returns where its bytes begin, and they end where the reader stands. */
function startOfField(reader: PbfReader): number {
  const end = endOfField(reader);
  const start = reader.pos;
  reader.pos = end;
  return start;
}

function endOfField(reader: PbfReader): number {
  const length = reader.readVarint();
  const end = reader.pos + length;
  if (end > reader.length) throw new MalformedMessage("a protobuf field that is cut");
  return end;
}
