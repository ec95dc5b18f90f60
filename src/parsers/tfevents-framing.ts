import { maskedCrc32c } from "./crc32.js";

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
  /** Another file begins; what was left of the one before is forgotten. */
  begin(): void;
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
  /** Parts of the record that no piece holds whole. */
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let needed = HEADER;
  let skip = 0;
  /** Offset in the file of the first byte that is not consumed. */
  let offset = 0;
  let lost = false;

  /** Consumes whole records of `bytes`; returns how many bytes they took. */
  function consume(bytes: Uint8Array): number {
    const from = offset;
    let at = 0;
    // Lengths repeat, and so do their checksums.
    let knownLow = -1;
    let knownHigh = -1;
    let knownSum = 0;
    while (at + HEADER <= bytes.length) {
      const low = i32(bytes, at);
      const high = i32(bytes, at + 4);
      if (low !== knownLow || high !== knownHigh) {
        knownLow = low;
        knownHigh = high;
        knownSum = maskedCrc32c(bytes, at, at + 8);
      }
      if (knownSum !== i32(bytes, at + 8)) {
        onFault({ kind: "length-checksum", offset: from + at });
        lost = true;
        return at;
      }
      if (high !== 0 || low < 0 || low > MAX_RECORD_BYTES) {
        onFault({ kind: "too-long", offset: from + at });
        skip = HEADER + (low >>> 0) + (high >>> 0) * 2 ** 32 + FOOTER;
        return at;
      }
      const start = at + HEADER;
      const end = start + low;
      if (end + FOOTER > bytes.length) {
        needed = HEADER + low + FOOTER;
        return at;
      }
      if (maskedCrc32c(bytes, start, end) === i32(bytes, end)) onRecord(bytes, start, end, from + at);
      else onFault({ kind: "data-checksum", offset: from + at });
      at = end + FOOTER;
    }
    needed = HEADER;
    return at;
  }

  /** Takes from a piece what the pending record misses, and no more, so that only this record is copied. */
  function complete(chunk: Uint8Array): Uint8Array {
    const missing = chunk.subarray(0, needed - pendingBytes);
    keep(missing);
    if (pendingBytes === needed) {
      const bytes = Buffer.concat(pending);
      pending = [];
      pendingBytes = 0;
      settle(bytes);
    }
    return chunk.subarray(missing.length);
  }

  /** Consumes what is whole and keeps the rest; hands back what follows a record that is passed over. */
  function settle(bytes: Uint8Array): Uint8Array {
    const taken = consume(bytes);
    offset += taken;
    const rest = bytes.subarray(taken);
    if (skip > 0) return pass(rest);
    if (rest.length > 0) keep(rest);
    return rest.subarray(rest.length);
  }

  function keep(part: Uint8Array): void {
    pending.push(part);
    pendingBytes += part.length;
  }

  /** Passes over the rest of a record that is not read; hands back what follows it. */
  function pass(chunk: Uint8Array): Uint8Array {
    const passed = Math.min(skip, chunk.length);
    skip -= passed;
    offset += passed;
    return chunk.subarray(passed);
  }

  function push(chunk: Uint8Array): boolean {
    let rest = chunk;
    while (!lost && rest.length > 0) {
      if (skip > 0) rest = pass(rest);
      else if (pendingBytes > 0) rest = complete(rest);
      else rest = settle(rest);
    }
    return !lost;
  }

  function end(): void {
    if (!lost && (pendingBytes > 0 || skip > 0)) onFault({ kind: "cut", offset });
  }

  function begin(): void {
    pending = [];
    pendingBytes = 0;
    needed = HEADER;
    skip = 0;
    offset = 0;
    lost = false;
  }

  return { begin, push, end };
}

/** Do these first bytes open a TFRecord file? */
export function opensRecordFile(head: Uint8Array): boolean {
  return head.length >= HEADER && maskedCrc32c(head, 0, 8) === i32(head, 8);
}

/** Little-endian, signed. */
function i32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
