import { PbfWriter } from "pbf";
import { crc32c } from "../../src/parsers/crc32.js";

/** The event writer's side, for tests: what TensorBoard's writers put into a file. */
export interface WrittenEvent {
  readonly wallTime?: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly restart?: boolean;
  readonly scalars?: readonly (readonly [tag: string, value: number])[];
}

const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

export function frame(data: Uint8Array): Buffer {
  const record = Buffer.alloc(data.length + 16);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(masked(crc32c(record, 0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(masked(crc32c(data)), 12 + data.length);
  return record;
}

export function encodeEvent(event: WrittenEvent): Uint8Array {
  const pbf = new PbfWriter();
  if (event.wallTime !== undefined) {
    pbf.writeTag(1, 1);
    pbf.writeDouble(event.wallTime);
  }
  if (event.step !== undefined) {
    pbf.writeTag(2, 0);
    pbf.writeVarint(event.step);
  }
  if (event.fileVersion !== undefined) {
    pbf.writeTag(3, 2);
    pbf.writeString(event.fileVersion);
  }
  if (event.restart) pbf.writeMessage(7, writeStart, null);
  if (event.scalars !== undefined) {
    pbf.writeMessage(
      5,
      (scalars, summary) => {
        for (const scalar of scalars) {
          summary.writeMessage(
            1,
            ([tag, value], field) => {
              field.writeTag(1, 2);
              field.writeBytes(Buffer.from(tag));
              field.writeTag(2, 5);
              field.writeFloat(value);
            },
            scalar,
          );
        }
      },
      event.scalars,
    );
  }
  return pbf.finish().slice();
}

function writeStart(_: null, session: PbfWriter): void {
  session.writeTag(1, 0);
  session.writeVarint(1);
}

export function encodeEvents(events: readonly WrittenEvent[]): Buffer {
  return Buffer.concat(events.map((event) => frame(encodeEvent(event))));
}
