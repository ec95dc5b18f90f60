import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./usage-error.js";

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
  if (target === null || target === "-") return use(stdout);
  const draft = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await writable(target, async () => {
    await mkdir(dirname(target), { recursive: true });
    return open(draft, "wx");
  });
  try {
    await use({ write: (piece) => writable(target, () => file.writeFile(piece)) });
    await file.close();
    await writable(target, () => rename(draft, target));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
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

const stdout: Sink = {
  write: (piece) => new Promise((resolve) => process.stdout.write(piece, () => resolve())),
};

async function writable<T>(target: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new UsageError(`cannot write ${target}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
