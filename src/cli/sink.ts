import { printPiece } from "./output.js";
import { UsageError } from "./usage-error.js";
import { writeWhole } from "./write-whole.js";

/** Where a command's output goes, in pieces. */
export interface Sink {
  /** Kept when there is room for more: a slow reader slows the writer. */
  write(piece: string | Uint8Array): Promise<void>;
}

/** Pieces are gathered to about this many characters: a call per line would cost more than the line. */
const BATCH = 1 << 16;

/**
 * Hands `use` a sink on a file, or on stdout for null and `-`. A file appears whole, when `use` is done, or not at all.
 */
export async function withSink(target: string | null, use: (sink: Sink) => Promise<void>): Promise<void> {
  if (target === null || target === "-") return use({ write: printPiece });
  return writeWhole(target, (file) => use({ write: (piece) => file.writeFile(piece) }));
}

/** All pieces, in batches. */
export async function writeAll(sink: Sink, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let batch = "";
  for await (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    await sink.write(batch);
    batch = "";
  }
  if (batch !== "") await sink.write(batch);
}

/** @throws UsageError where bytes would go to a terminal */
export function refuseTerminal(output: string | undefined): void {
  if ((output === undefined || output === "-") && process.stdout.isTTY === true)
    throw new UsageError("parquet is no text for a terminal: name a file with -o, or pipe it on");
}
