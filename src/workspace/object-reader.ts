import type { ChildProcess } from "node:child_process";
import { type GitCaller, GitFailure } from "./git-process.js";

/** What git holds under a name. */
export interface ObjectInfo {
  readonly id: string;
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly size: number;
}

/** Objects by any name that git resolves (`<id>`, `<id>^{commit}`, `<commit>:<path>`), in two processes for all. */
export interface ObjectReader {
  /** "missing": not here (or not of the type asked for); "ambiguous": an abbreviation of several. */
  info(name: string): Promise<ObjectInfo | "missing" | "ambiguous">;
  /** undefined: not here. */
  contents(id: string): Promise<Buffer | undefined>;
  close(): void;
}

export function openObjectReader(call: GitCaller): ObjectReader {
  const checks = batch(call, ["cat-file", "--batch-check"], false);
  const reads = batch(call, ["cat-file", "--batch"], true);
  return {
    async info(name) {
      // A question is a line: a name with a line break in it cannot be asked.
      if (name.includes("\n")) return "missing";
      const { header } = await checks.request(name);
      return parseHeader(header) ?? (header.endsWith(" ambiguous") ? "ambiguous" : "missing");
    },
    async contents(id) {
      if (id.includes("\n")) return undefined;
      return (await reads.request(id)).body;
    },
    close() {
      checks.close();
      reads.close();
    },
  };
}

const HEADER = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/;

function parseHeader(line: string): ObjectInfo | undefined {
  const [, id, type, size] = HEADER.exec(line) ?? [];
  return id === undefined ? undefined : { id, type: type as ObjectInfo["type"], size: Number(size) };
}

interface Answer {
  readonly header: string;
  readonly body: Buffer | undefined;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Longest silence while an answer is due. */
const SILENCE_MS = 60_000;

/** Requests are lines, answers come in the same order: a line, and with `bodies` so many bytes and a line end. */
function batch(call: GitCaller, args: readonly string[], bodies: boolean) {
  let child: ChildProcess | undefined;
  let waiting: Waiting[] = [];
  let next = 0;
  let line: Buffer[] = [];
  let open: { readonly header: string; readonly body: Buffer; filled: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const fail = (why: string) => {
    const left = waiting.slice(next);
    child?.kill("SIGKILL");
    clearTimeout(timer);
    child = undefined;
    waiting = [];
    next = 0;
    line = [];
    open = undefined;
    for (const { reject } of left) reject(new GitFailure(why));
  };

  const answer = (header: string, body: Buffer | undefined) => {
    waiting[next++]?.resolve({ header, body });
    if (next === waiting.length) {
      waiting = [];
      next = 0;
      clearTimeout(timer);
      hold(child, false);
    } else timer?.refresh();
  };

  const take = (piece: Buffer) => {
    let at = 0;
    while (at < piece.length) {
      if (open !== undefined) {
        // The line end after the body belongs to it here, and is cut off again.
        const count = Math.min(piece.length - at, open.body.length - open.filled);
        piece.copy(open.body, open.filled, at, at + count);
        open.filled += count;
        at += count;
        if (open.filled < open.body.length) return;
        const { header, body } = open;
        open = undefined;
        answer(header, body.subarray(0, -1));
        continue;
      }
      const end = piece.indexOf(10, at);
      line.push(piece.subarray(at, end < 0 ? undefined : end));
      if (end < 0) return;
      at = end + 1;
      const header = Buffer.concat(line).toString();
      line = [];
      const size = bodies ? parseHeader(header)?.size : undefined;
      if (size === undefined) answer(header, undefined);
      else open = { header, body: Buffer.allocUnsafe(size + 1), filled: 0 };
    }
  };

  const started = (): ChildProcess => {
    if (child !== undefined) return child;
    const made = call.start(args);
    made.stdout?.on("data", take);
    made.stderr?.resume();
    made.stdin?.on("error", () => {});
    made.on("error", (error) => made === child && fail(`git cannot be started: ${error.message}`));
    made.on("close", () => made === child && fail("git ended before it had answered"));
    child = made;
    return made;
  };

  return {
    request(name: string): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const process = started();
        if (waiting.length === 0) {
          hold(process, true);
          timer = setTimeout(() => fail("git did not answer in time"), SILENCE_MS);
        }
        waiting.push({ resolve, reject });
        process.stdin?.write(`${name}\n`);
      });
    },
    close() {
      fail("the workspace is closed");
    },
  };
}

/** An idle git must not keep the program from ending. */
function hold(child: ChildProcess | undefined, busy: boolean): void {
  const word = busy ? "ref" : "unref";
  child?.[word]();
  for (const pipe of [child?.stdin, child?.stdout, child?.stderr]) {
    (pipe as { ref?(): void; unref?(): void } | null | undefined)?.[word]?.();
  }
}
