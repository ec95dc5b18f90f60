import { closeSync, openSync, readSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { type BulkReply, type BulkTask, LONG, UNREAD } from "./bulk-task.js";

/** Filled by each task, and copied as far as it is. */
let scratch = Buffer.allocUnsafeSlow(1 << 20);

/** Reads files beside the main thread: each takes the next file of a task until none is left. */
parentPort?.on("message", ({ id, paths, flags, limit, next: shared }: BulkTask) => {
  const next = new Int32Array(shared);
  const indices: number[] = [];
  const lengths: number[] = [];
  let filled = 0;
  for (let index = Atomics.add(next, 0, 1); index < paths.length; index = Atomics.add(next, 0, 1)) {
    if (scratch.length - filled < limit) {
      const larger = Buffer.allocUnsafeSlow(2 * scratch.length);
      scratch.copy(larger, 0, 0, filled);
      scratch = larger;
    }
    const length = read(paths[index]!, flags, scratch, filled, limit);
    indices.push(index);
    lengths.push(length);
    if (length > 0) filled += length;
  }
  const bytes = new Uint8Array(scratch.subarray(0, filled)).buffer;
  const reply: BulkReply = { id, indices, lengths, bytes };
  parentPort?.postMessage(reply, [bytes]);
});

function read(path: string, flags: number, into: Buffer, at: number, limit: number): number {
  try {
    const file = openSync(path, flags);
    try {
      const length = readSync(file, into, at, limit, null);
      // Nothing may also be a pipe: what an empty file is called, others decide.
      return length === limit ? LONG : length === 0 ? UNREAD : length;
    } finally {
      closeSync(file);
    }
  } catch {
    return UNREAD;
  }
}
