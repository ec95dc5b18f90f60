import { PbfReader } from "pbf";

export type { PbfReader };

/** Bytes that are no message of the wire format: cut, or a length that leads out of its message. */
export class MalformedMessage extends Error {}

/** Called once per field; a field that it does not read is skipped. */
export type FieldReader<T> = (field: number, into: T, reader: PbfReader) => void;

/**
 * Reads one message. pbf alone takes a length that leads out of its message for the message's end, and field 0 too;
 * here both are errors. Integers beyond 2^53 lose their last digits (no field that is read here holds such).
 * @throws MalformedMessage
 */
export function readMessage<T>(bytes: Uint8Array, onField: FieldReader<T>, into: T): T {
  const reader = new PbfReader(bytes);
  try {
    reader.readFields(onField, into);
  } catch (error) {
    if (error instanceof MalformedMessage) throw error;
    throw new MalformedMessage("not a protobuf message");
  }
  if (reader.pos !== bytes.length) throw new MalformedMessage("a protobuf message that is cut");
  return into;
}

/**
 * The field under the reader as a message of its own.
 * @throws MalformedMessage  it reaches beyond the message that holds it, or is no message
 */
export function readNested<T>(reader: PbfReader, onField: FieldReader<T>, into: T): T {
  return readMessage(readSlice(reader), onField, into);
}

/** @throws MalformedMessage  it reaches beyond the message that holds it */
export function readSlice(reader: PbfReader): Uint8Array {
  const bytes = reader.readBytes();
  if (reader.pos > reader.length) throw new MalformedMessage("a protobuf field that is cut");
  return bytes;
}
