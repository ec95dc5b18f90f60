import { Worker } from "node:worker_threads";
import type { BulkReply, BulkTask } from "./bulk-task.js";

export interface BulkReader {
  /**
   * Hands files to another thread, where there are many; what it returns reads the rest on this thread, and gives all.
   * Whatever the other thread could not read is read here, so that the answers are the same.
   * @param paths  absolute
   * @param own    reads one of them on this thread
   */
  begin<T>(
    paths: readonly string[],
    own: (index: number) => T,
    wrap: (bytes: Buffer) => T,
  ): () => Promise<readonly T[]>;
  close(): void;
}

interface Pending {
  readonly resolve: (reply: BulkReply | null) => void;
}

/** So many files are read before help is called: it takes as long to come as they take. */
const CALLS_FOR_HELP = 4096;
const HELPER = new URL("./bulk-worker.js", import.meta.url);

export function bulkReader(
  { flags, limit }: Pick<BulkTask, "flags" | "limit">,
  {
    helper = HELPER,
    threshold = CALLS_FOR_HELP,
  }: { readonly helper?: URL; readonly threshold?: number } = {},
): BulkReader {
  const pending = new Map<number, Pending>();
  let [asked, ids] = [0, 0];
  let worker: Worker | null = null;
  let lost = false;

  const giveUp = (): void => {
    lost = true;
    worker = null;
    for (const { resolve } of pending.values()) resolve(null);
    pending.clear();
  };
  const called = (): Worker => {
    const started = new Worker(helper);
    // It must not keep the program from ending.
    started.unref();
    started.on("message", (reply: BulkReply) => {
      pending.get(reply.id)?.resolve(reply);
      pending.delete(reply.id);
      if (pending.size === 0) started.unref();
    });
    started.on("error", giveUp);
    started.on("exit", giveUp);
    return started;
  };

  /** Gives what the helper has read of a task; null: nothing. */
  const delegate = (paths: readonly string[], next: SharedArrayBuffer): Promise<BulkReply | null> => {
    asked += paths.length;
    if (lost || asked < threshold) return Promise.resolve(null);
    worker ??= called();
    const helping = worker;
    return new Promise((resolve) => {
      const id = ids++;
      pending.set(id, { resolve });
      helping.ref();
      const task: BulkTask = { id, paths, flags, limit, next };
      helping.postMessage(task);
    });
  };

  return {
    begin(paths, own, wrap) {
      const shared = new SharedArrayBuffer(4);
      const reply = delegate(paths, shared);
      return async () => {
        const next = new Int32Array(shared);
        const found = new Array<ReturnType<typeof own> | undefined>(paths.length);
        for (let index = Atomics.add(next, 0, 1); index < paths.length; index = Atomics.add(next, 0, 1)) {
          found[index] = own(index);
        }
        const helped = await reply;
        let at = 0;
        helped?.indices.forEach((index, order) => {
          const length = helped.lengths[order]!;
          if (length < 0) return;
          found[index] = wrap(Buffer.from(helped.bytes, at, length));
          at += length;
        });
        return Array.from(found, (one, index) => one ?? own(index));
      };
    },
    close() {
      void worker?.terminate();
    },
  };
}
