import { crc32c } from "./crc32.js";

/** What is wrong with a record, and the byte offset of its start in the file. */
export interface FramingFault {
  readonly kind: "cut" | "length-checksum" | "data-checksum" | "too-long" | "malformed";
  readonly offset: number;
}

/** Records beyond this (a graph, never a scalar) are passed over unread, so that memory stays flat. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

const HEADER = 12;
const FOOTER = 4;

export interface RecordFraming {
  /** Hands on every record that is whole so far. False: what follows cannot be read. */
  push(chunk: Uint8Array): boolean;
  /** The file's end; a record that is not whole by now is a fault. */
  end(): void;
}

/**
 * TFRecord framing (tensorflow/core/lib/io/record_writer.h): u64 length, masked CRC-32C of the length, data, masked
 * CRC-32C of the data. A length with a wrong checksum ends the reading, for nothing marks the next record; data with
 * a wrong checksum costs that record. `onRecord` gets the bytes in place: `bytes[start, end)`, valid during the call.
 */
export function recordFraming(
  onRecord: (bytes: Uint8Array, start: number, end: number, offset: number) => void,
  onFault: (fault: FramingFault) => void,
): RecordFraming {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let needed = HEADER;
  let skip = 0;
  /** Offset in the file of the first byte that is not consumed. */
  let offset = 0;
  let lost = false;

  /** Consumes whole records of `bytes`; returns how many bytes they took. */
  function consume(bytes: Uint8Array): number {
    let at = 0;
    for (;;) {
      needed = HEADER;
      if (at + HEADER > bytes.length) return at;
      if (masked(crc32c(bytes, at, at + 8)) !== u32(bytes, at + 8)) {
        onFault({ kind: "length-checksum", offset: offset + at });
        lost = true;
        return at;
      }
      const length = u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;
      const size = HEADER + length + FOOTER;
      if (length > MAX_RECORD_BYTES) {
        onFault({ kind: "too-long", offset: offset + at });
        skip = size;
        return at;
      }
      if (at + size > bytes.length) {
        needed = size;
        return at;
      }
      const start = at + HEADER;
      const end = start + length;
      if (masked(crc32c(bytes, start, end)) === u32(bytes, end)) onRecord(bytes, start, end, offset + at);
      else onFault({ kind: "data-checksum", offset: offset + at });
      at += size;
    }
  }

  function push(chunk: Uint8Array): boolean {
    let rest = chunk;
    while (!lost && rest.length > 0) {
      if (skip > 0) {
        const passed = Math.min(skip, rest.length);
        skip -= passed;
        offset += passed;
        rest = rest.subarray(passed);
        continue;
      }
      pending.push(rest);
      pendingBytes += rest.length;
      if (pendingBytes < needed) return true;
      const bytes = pending.length === 1 ? rest : Buffer.concat(pending);
      const taken = consume(bytes);
      offset += taken;
      rest = bytes.subarray(taken);
      pending = [];
      pendingBytes = 0;
      if (skip === 0) {
        if (rest.length > 0) pending.push(rest);
        pendingBytes = rest.length;
        break;
      }
    }
    return !lost;
  }

  function end(): void {
    if (!lost && (pendingBytes > 0 || skip > 0)) onFault({ kind: "cut", offset });
  }

  return { push, end };
}

/** Do these first bytes open a TFRecord file? */
export function opensRecordFile(head: Uint8Array): boolean {
  return head.length >= HEADER && masked(crc32c(head, 0, 8)) === u32(head, 8);
}

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
