import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./repository.js";

export const BINARY = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not the cache of whoever runs the tests. */
const EXPTRACK_CACHE_DIR = temporaryFolder("cache");

/** Runs the built command line as a user would; `npm test` builds it first. */
export function exptrack(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
  } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BINARY, ...args], {
    encoding: "utf8",
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, NO_COLOR: "1", EXPTRACK_CACHE_DIR, ...options.env },
    maxBuffer: 1 << 28,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  return { code: status, stdout, stderr };
}

/** The last line that is not empty. */
export const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
