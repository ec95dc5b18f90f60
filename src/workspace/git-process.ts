import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";
import type { SimpleGit } from "simple-git";

/** Git ended with an error, or did not end in time. */
export class GitFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GitFailure";
  }
}

/** Starts git in one folder and one environment; nothing of the caller's environment but `PATH` gets through. */
export interface GitCaller {
  /** Standard output of a command. @throws GitFailure */
  run(args: readonly string[], input?: string): Promise<Buffer>;
  /** Exit code 0 or 1 of a command that answers with it. @throws GitFailure on any other */
  ask(args: readonly string[]): Promise<boolean>;
  /** Standard output piece by piece; the process is ended when the reader stops. @throws GitFailure */
  stream(args: readonly string[]): AsyncGenerator<Buffer, void>;
  /** A process that stays, both ends piped. */
  start(args: readonly string[]): ChildProcess;
  /** Ends every process that still runs; who waits for it gets a GitFailure. */
  end(): void;
  /** For questions with a short text as answer. Loaded on first use: it costs a third of a cold start. */
  simple(): Promise<SimpleGit>;
}

/** Longest time for one answer; a repository of a million commits is walked in a fifth of it. */
const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 400 * 1024 ** 2;

/**
 * The git to run: absolute, from `PATH`, and not from below `root`: package managers put folders of the
 * current project on `PATH`, and an audited repository must not bring its own git.
 */
export function findGit(root: string): { readonly program: string; readonly path: string } | null {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => {
    if (!isAbsolute(folder)) return false;
    const below = relative(root, folder);
    return below.startsWith("..") || isAbsolute(below);
  });
  const name = process.platform === "win32" ? "git.exe" : "git";
  for (const folder of folders) {
    const program = join(folder, name);
    try {
      accessSync(program, constants.X_OK);
      if (statSync(program).isFile()) return { program, path: folders.join(delimiter) };
    } catch {
      // not in this folder
    }
  }
  return null;
}

/**
 * What stays of the environment. The repository's own configuration is not seen either (see `git-shadow.ts`);
 * these settings close the doors a second time, and those that no configuration closes.
 */
export function hardenedEnvironment(path: string, home: string): Record<string, string> {
  const system = process.env.SystemRoot;
  return {
    PATH: path,
    HOME: home,
    XDG_CONFIG_HOME: home,
    ...(system === undefined ? {} : { SystemRoot: system }),
    LANG: "C",
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "false",
    SSH_ASKPASS: "false",
    GIT_SSH_COMMAND: "false",
    GIT_PROXY_COMMAND: "false",
    GIT_EDITOR: "false",
    GIT_PAGER: "cat",
  };
}

export function gitCaller(program: string, cwd: string, environment: Record<string, string>): GitCaller {
  const running = new Set<ChildProcess>();
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(program, ["--no-pager", ...args], { cwd, env: environment, windowsHide: true });
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  };
  /** The private folder is called otherwise each time, and a message may stand in a report. */
  const failure = (args: readonly string[], code: number, error: string): GitFailure =>
    new GitFailure(describe(args, code, error).replaceAll(environment.GIT_DIR ?? "\0", ".git"));
  let simple: Promise<SimpleGit> | undefined;
  return {
    start,
    end() {
      for (const child of running) child.kill("SIGKILL");
    },
    async run(args, input) {
      const { code, output, error } = await collect(start(args), input);
      if (code !== 0) throw failure(args, code, error);
      return output;
    },
    async ask(args) {
      const { code, error } = await collect(start(args), undefined);
      if (code !== 0 && code !== 1) throw failure(args, code, error);
      return code === 0;
    },
    stream: (args) => stream(start(args), args),
    simple() {
      simple ??= import("simple-git").then(({ simpleGit }) =>
        simpleGit({
          baseDir: cwd,
          binary: program,
          timeout: { block: TIMEOUT_MS },
          allowEnvironment: Object.keys(environment),
          // What it calls unsafe is our own environment, which takes these powers away.
          unsafe: {
            allowUnsafeCustomBinary: true,
            allowUnsafeAskPass: true,
            allowUnsafeConfigPaths: true,
            allowUnsafeEditor: true,
            allowUnsafeGitProxy: true,
            allowUnsafePager: true,
            allowUnsafeSshCommand: true,
          },
        }).env(environment),
      );
      return simple;
    },
  };
}

interface Outcome {
  readonly code: number;
  readonly output: Buffer;
  readonly error: string;
}

function collect(child: ChildProcess, input: string | undefined): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    let error = "";
    const stop = (why: string) => {
      child.kill("SIGKILL");
      reject(new GitFailure(why));
    };
    const timer = setTimeout(() => stop("git did not answer in time"), TIMEOUT_MS);
    child.stdout?.on("data", (piece: Buffer) => {
      length += piece.length;
      if (length > MAX_OUTPUT_BYTES) stop("git's answer is too long");
      else pieces.push(piece);
    });
    child.stderr?.on("data", (piece: Buffer) => {
      if (error.length < 2000) error += piece.toString();
    });
    child.on("error", (cause) => {
      clearTimeout(timer);
      reject(new GitFailure(`git cannot be started: ${cause.message}`));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, output: Buffer.concat(pieces), error });
    });
    // Git may end before it has read everything.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

async function* stream(child: ChildProcess, args: readonly string[]): AsyncGenerator<Buffer, void> {
  let error = "";
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, TIMEOUT_MS);
  const ended = new Promise<number>((resolve) => {
    child.on("close", (code) => resolve(code ?? -1));
    child.on("error", (cause) => {
      error = cause.message;
      resolve(-1);
    });
  });
  child.stderr?.on("data", (piece: Buffer) => {
    if (error.length < 2000) error += piece.toString();
  });
  child.stdin?.on("error", () => {});
  child.stdin?.end();
  try {
    if (child.stdout) yield* child.stdout as AsyncIterable<Buffer>;
    const code = await ended;
    if (late) throw new GitFailure("git did not answer in time");
    if (code !== 0) throw new GitFailure(describe(args, code, error));
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
  }
}

const describe = (args: readonly string[], code: number, error: string): string =>
  `git ${args[0] ?? ""} failed (${code}): ${error.trim().split("\n")[0] ?? ""}`;
