import { crc32 } from "./crc32.js";

const BLOCK = 32768;
const FILE_HEADER = 7;
const CHUNK_HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
/** A record longer than this is passed over, so that memory stays bounded. */
export const MAX_LOG_RECORD_BYTES = 256 * 1024 * 1024;

/** First bytes of the logs that use this framing: W&B, and SwanLab from 0.6.2, which copied it. */
const KINDS: Readonly<Record<string, { readonly magic: number; readonly versions: readonly number[] }>> = {
  ":W&B": { magic: 0xbee1, versions: [0] },
  ":SWL": { magic: 0xe1d6, versions: [1, 2] },
};

export interface LogFault {
  /**
   * `newer`: a version of the format that is not known. `cut`: the file ends inside a record. `checksum`: the rest of
   * that block is lost. `torn`: a record without its end or start. `zeros`: zeros where a record should stand.
   */
  readonly kind: "not-a-log" | "newer" | "cut" | "checksum" | "torn" | "zeros" | "too-long";
  /** Byte offset in the file. */
  readonly offset: number;
}

export interface LogFraming {
  /** Hands on every record that is whole so far. False: this is no such log. */
  push(chunk: Uint8Array): boolean;
  end(): void;
}

/**
 * Where block boundaries lie: at k · 32768 from the file's start; logs of the opt-in Go writer of wandb 0.17.0 to
 * 0.17.5 have them 7 bytes later.
 */
export type LogPhase = 0 | 7;

/**
 * LevelDB-style log framing (wandb/sdk/internal/datastore.py of 0.21): blocks of 32 KiB, chunks of u32 checksum,
 * u16 length, u8 type. The checksum is plain zlib CRC-32 over type and data. After damage reading goes on with the
 * next block. A record is `bytes[start, end)`, valid during the call.
 */
export function logFraming(
  onRecord: (bytes: Uint8Array, start: number, end: number) => void,
  onFault: (fault: LogFault) => void,
  phase: LogPhase = 0,
): LogFraming {
  let rest: Uint8Array = new Uint8Array(0);
  /** Offset in the file of `rest[0]`. */
  let offset = 0;
  let parts: Uint8Array[] | null = null;
  let partsBytes = 0;
  let recordOffset = 0;
  /** Chunks that follow a damaged one belong to a record that is lost already. */
  let afterDamage = false;
  let refused = false;

  function push(chunk: Uint8Array): boolean {
    if (refused) return false;
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    if (offset === 0) {
      if (bytes.length < FILE_HEADER) {
        rest = bytes;
        return true;
      }
      if (!isRunLog(bytes)) {
        refused = true;
        onFault({ kind: kindOf(bytes) === undefined ? "not-a-log" : "newer", offset: 0 });
        return false;
      }
      at = FILE_HEADER;
    }
    at = consume(bytes, at);
    rest = bytes.slice(at);
    offset += at;
    return true;
  }

  function consume(bytes: Uint8Array, from: number): number {
    let at = from;
    for (;;) {
      const left = BLOCK - ((offset + at - phase) % BLOCK);
      if (left < CHUNK_HEADER) {
        if (at + left > bytes.length) return at;
        at += left;
        continue;
      }
      if (at + CHUNK_HEADER > bytes.length) return at;
      const length = bytes[at + 4]! | (bytes[at + 5]! << 8);
      const type = bytes[at + 6]!;
      const sum =
        (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
      // Writers pad only what is too short for a header; a disk that was full or lost its power leaves more.
      const padding = sum === 0 && length === 0 && type === 0;
      const fits = CHUNK_HEADER + length <= left;
      if (!padding && fits && at + CHUNK_HEADER + length > bytes.length) return at;
      const sound = fits && type >= FULL && type <= LAST && matches(bytes, at, length, sum);
      if (padding || !sound) {
        if (at + left > bytes.length) return at;
        damage(padding ? "zeros" : "checksum", offset + at);
        at += left;
        continue;
      }
      take(bytes, at, at + CHUNK_HEADER + length, type);
      at += CHUNK_HEADER + length;
    }
  }

  function damage(kind: "checksum" | "zeros", where: number): void {
    onFault({ kind, offset: where });
    parts = null;
    afterDamage = true;
  }

  /** A sound chunk, `bytes[at, end)` with its header. */
  function take(bytes: Uint8Array, at: number, end: number, type: number): void {
    const where = offset + at;
    const start = at + CHUNK_HEADER;
    if (type === FULL || type === FIRST) {
      if (parts !== null) onFault({ kind: "torn", offset: recordOffset });
      parts = null;
      afterDamage = false;
    } else if (parts === null) {
      if (!afterDamage) onFault({ kind: "torn", offset: where });
      afterDamage = true;
      return;
    }
    if (type === FULL) {
      onRecord(bytes, start, end);
      return;
    }
    if (type === FIRST) {
      recordOffset = where;
      parts = [];
      partsBytes = 0;
    }
    parts?.push(bytes.slice(start, end));
    partsBytes += end - start;
    if (partsBytes > MAX_LOG_RECORD_BYTES) {
      onFault({ kind: "too-long", offset: recordOffset });
      parts = null;
      afterDamage = true;
    } else if (type === LAST) {
      const record = Buffer.concat(parts ?? []);
      parts = null;
      onRecord(record, 0, record.length);
    }
  }

  function end(): void {
    if (refused) return;
    if (offset === 0) onFault({ kind: "not-a-log", offset: 0 });
    else if (parts !== null) onFault({ kind: "cut", offset: recordOffset });
    else if (rest.length > 0 && BLOCK - ((offset - phase) % BLOCK) >= CHUNK_HEADER) {
      onFault({ kind: endOf(rest), offset });
    }
  }

  return { push, end };
}

/** What the last bytes are, which no record took: a chunk that is not whole, or one that was refused for its content. */
function endOf(rest: Uint8Array): "cut" | "zeros" | "checksum" {
  if (rest.length < CHUNK_HEADER) return "cut";
  if (rest.every((byte) => byte === 0)) return "zeros";
  return CHUNK_HEADER + (rest[4]! | (rest[5]! << 8)) <= rest.length ? "checksum" : "cut";
}

/** Which phase fits the first blocks of a log better; give it more than 64 KiB where there is that much. */
export function logPhase(head: Uint8Array): LogPhase {
  const faults = ([0, 7] as const).map((phase) => {
    let count = 0;
    const framing = logFraming(
      () => {},
      (fault) => {
        if (fault.kind === "checksum") count++;
      },
      phase,
    );
    framing.push(head);
    return count;
  });
  return faults[0]! > faults[1]! ? 7 : 0;
}

/** Do these first bytes open such a log, of a version that is known? */
export function isRunLog(head: Uint8Array): boolean {
  return head.length >= FILE_HEADER && kindOf(head)?.versions.includes(head[6]!) === true;
}

function kindOf(head: Uint8Array) {
  const kind = KINDS[String.fromCharCode(head[0]!, head[1]!, head[2]!, head[3]!)];
  return kind?.magic === (head[4]! | (head[5]! << 8)) ? kind : undefined;
}

function matches(bytes: Uint8Array, at: number, length: number, sum: number): boolean {
  const data = at + CHUNK_HEADER;
  return crc32(bytes, data, data + length, crc32(bytes, at + 6, at + 7)) === sum;
}
