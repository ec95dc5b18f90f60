import { createReadStream } from "node:fs";

/**
 * Why the private copy of a database, with its log beside it, is not to be handed to SQLite; null: it may be.
 */
export async function pageFault(path: string, hasLog: boolean): Promise<string | null> {
  const graph = pageGraph();
  for await (const piece of createReadStream(path)) graph.database(piece as Buffer);
  if (hasLog) for await (const piece of createReadStream(`${path}-wal`)) graph.log(piece as Buffer);
  return graph.fault();
}

/**
 * Whether the pages of a database make trees. SQLite goes wherever page numbers lead: a dozen pages that each point
 * sixty times at the next are a table of 60^12 rows, which no query reads to its end, and nothing interrupts a query.
 *
 * Source: https://www.sqlite.org/fileformat2.html §1.3, §1.6 (b-tree pages), §1.8 (pointer maps), §4.1 and §4.2 (the log).
 */
export interface PageGraph {
  /** Pieces of the database, in order. */
  database(piece: Buffer): void;
  /** Pieces of its write-ahead log, in order, after the database. */
  log(piece: Buffer): void;
  /** Why the database is not to be read; null: it may be. */
  fault(): string | null;
}

const FILE_HEADER = 100;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;
const INTERIOR = new Set([2, 5]);
/** SQLite's own limit (BTCURSOR_MAX_DEPTH). */
const DEEPEST = 20;
/** Free pages keep their old content, so that some pages seem to be reached twice. */
const SLACK = 16;
/** A hundred times what such tools declare; SQLite's time for it grows with the square. */
const MOST_SCHEMA_BYTES = 2 ** 20;

/** Forms whole blocks of pieces: one of `first` bytes, then of `next()` bytes each. */
function blocks(first: number, next: () => number, take: (block: Buffer) => void): (piece: Buffer) => void {
  let rest = Buffer.alloc(0);
  let size = first;
  return (piece) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (; size > 0 && from + size <= bytes.length; size = next()) {
      take(bytes.subarray(from, from + size));
      from += size;
    }
    rest = size > 0 ? Buffer.from(bytes.subarray(from)) : Buffer.alloc(0);
  };
}

export function pageGraph(): PageGraph {
  const children = new Map<number, readonly number[]>();
  let pageSize = 0;
  let reserved = 0;
  let mapped = false;
  let pages = 0;

  const isPointerMap = (page: number): boolean =>
    mapped && page > 1 && (page - 2) % (Math.floor((pageSize - reserved) / 5) + 1) === 0;

  const keep = (page: number, content: Buffer): void => {
    const header = page === 1 ? FILE_HEADER : 0;
    if (INTERIOR.has(content[header]!) && !isPointerMap(page))
      children.set(page, childrenOf(content, header));
    else children.delete(page);
  };

  const head = (content: Buffer): void => {
    const declared = content.readUInt16BE(16);
    pageSize = declared === 1 ? 65_536 : declared;
    reserved = content[20]!;
    mapped = content.readUInt32BE(52) !== 0;
  };

  let opening = Buffer.alloc(0);
  let feed: ((piece: Buffer) => void) | null = null;
  const database = (piece: Buffer): void => {
    if (feed !== null) {
      feed(piece);
      return;
    }
    opening = Buffer.concat([opening, piece]);
    if (opening.length < FILE_HEADER) return;
    head(opening);
    feed = blocks(
      pageSize,
      () => pageSize,
      (content) => keep(++pages, content),
    );
    feed(opening);
  };

  const frames = logFrames((page, content) => {
    pages++;
    keep(page, content);
  });

  return {
    database,
    log: frames,
    fault: () => (pageSize < 512 ? null : faultOf(children, pages, pageSize)),
  };
}

function childrenOf(page: Buffer, header: number): readonly number[] {
  const cells = Math.min(page.readUInt16BE(header + 3), page.length / 2);
  const children = [page.readUInt32BE(header + 8)];
  for (let cell = 0; cell < cells; cell++) {
    const pointer = header + 12 + 2 * cell;
    const at = pointer + 2 <= page.length ? page.readUInt16BE(pointer) : page.length;
    if (at + 4 <= page.length) children.push(page.readUInt32BE(at));
  }
  return children;
}

/** How many pages are met from each on, counted as often as they are met. */
function faultOf(
  children: ReadonlyMap<number, readonly number[]>,
  pages: number,
  pageSize: number,
): string | null {
  const most = SLACK * pages + 1000;
  let met = new Map<number, number>();
  for (let depth = 0; depth < DEEPEST; depth++) {
    const further = new Map<number, number>();
    for (const [page, below] of children) {
      let sum = 1;
      for (const child of below) sum += met.get(child) ?? 1;
      if (sum > most) return "its pages refer to each other again and again";
      further.set(page, sum);
    }
    met = further;
  }
  return (met.get(1) ?? 1) * pageSize > MOST_SCHEMA_BYTES ? "it declares too many tables" : null;
}

/** Hands on the pages that the log holds and a commit ends, until the first frame that SQLite would not take. */
function logFrames(page: (page: number, content: Buffer) => void): (piece: Buffer) => void {
  let size = 0;
  let littleEndian = true;
  let salt = Buffer.alloc(0);
  let sum: Sum = [0, 0];
  let open = new Map<number, Buffer>();
  const start = (header: Buffer): void => {
    littleEndian = (header.readUInt32BE(0) & 1) === 0;
    const declared = header.readUInt32BE(8);
    salt = Buffer.from(header.subarray(16, 24));
    sum = summed([0, 0], header.subarray(0, 24), littleEndian);
    const sound = header.readUInt32BE(24) === sum[0] && header.readUInt32BE(28) === sum[1];
    size = sound && declared >= 512 && declared <= 65_536 ? FRAME_HEADER + declared : 0;
  };
  const frame = (bytes: Buffer): void => {
    sum = summed(sum, bytes.subarray(0, 8), littleEndian);
    sum = summed(sum, bytes.subarray(FRAME_HEADER), littleEndian);
    const sound =
      salt.equals(bytes.subarray(8, 16)) &&
      bytes.readUInt32BE(16) === sum[0] &&
      bytes.readUInt32BE(20) === sum[1];
    if (!sound) {
      size = 0;
      return;
    }
    const kind = bytes[FRAME_HEADER + (bytes.readUInt32BE(0) === 1 ? FILE_HEADER : 0)]!;
    open.set(
      bytes.readUInt32BE(0),
      INTERIOR.has(kind) ? Buffer.from(bytes.subarray(FRAME_HEADER)) : Buffer.alloc(1 + FILE_HEADER),
    );
    if (bytes.readUInt32BE(4) === 0) return;
    for (const [number, content] of open) page(number, content);
    open = new Map();
  };
  return blocks(
    LOG_HEADER,
    () => size,
    (block) => (size === 0 ? start(block) : frame(block)),
  );
}

type Sum = readonly [number, number];

function summed([first, second]: Sum, bytes: Buffer, littleEndian: boolean): Sum {
  let a = first;
  let b = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + b) >>> 0;
    b = (b + (littleEndian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}
