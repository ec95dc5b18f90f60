import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import type { FileEntry, Git, Workspace } from "../core/workspace.js";
import { decodeText } from "../parsers/decoded-text.js";

/**
 * What was asked of a workspace, each question with the digest of its answer. Whoever sees a workspace and nothing
 * else comes to the same result again, as long as it would be told the same.
 */
export type Answers = ReadonlyMap<string, string>;

/** Questions whose arguments are plain data, so that they can be asked again. */
type Question =
  | { readonly ask: "files" | "problems" | "name" | "source" }
  | { readonly ask: "entry" | "size" | "kind"; readonly path: string }
  | { readonly ask: "read"; readonly path: string; readonly limit?: number; readonly maxBytes?: number }
  | { readonly ask: "git"; readonly fact: GitFact }
  | { readonly ask: "git"; readonly method: GitMethod; readonly args: readonly unknown[] };

type Questions<Functions extends boolean> = {
  [K in keyof Git]: Git[K] extends (...args: never) => unknown
    ? Functions extends true
      ? K
      : never
    : Functions extends true
      ? never
      : K;
}[keyof Git];
/** What is asked of git with a function as argument cannot be asked again. */
type GitMethod = Exclude<Questions<true>, "countCommits" | "newestChange" | "filesBeside">;
type GitFact = Questions<false>;

const FACTS: Readonly<Record<GitFact, true>> = {
  present: true,
  why: true,
  head: true,
  dirty: true,
  shallow: true,
  partial: true,
  hasRemote: true,
  remotes: true,
  folder: true,
};
const METHODS: Readonly<Record<GitMethod, true>> = {
  tags: true,
  commits: true,
  blobs: true,
  tree: true,
  folderFiles: true,
  blob: true,
  lastChanges: true,
  changes: true,
  refs: true,
};

export interface Observed {
  readonly workspace: Workspace;
  /** The entry as it is given to those who ask: that somebody looks at its size is noted. */
  watch(file: FileEntry): FileEntry;
  /** null: something was asked that cannot be asked again. */
  answers(): Answers | null;
}

/** The same workspace, which notes what it is asked. */
export function observed(workspace: Workspace): Observed {
  const answers = new Map<string, string>();
  let repeatable = true;
  const note = (question: Question, answer: string): void => {
    answers.set(JSON.stringify(question), answer);
  };
  const noting = async <T>(question: Question, answer: Promise<T>): Promise<T> => {
    try {
      const value = await answer;
      note(question, digest(value));
      return value;
    } catch (error) {
      note(question, failure(error));
      throw error;
    }
  };
  const unrepeatable = <A extends readonly never[], R>(action: (...args: A) => R) => {
    return (...args: A): R => {
      repeatable = false;
      return action(...args);
    };
  };

  const watched = new Map<string, FileEntry>();
  const watch = (file: FileEntry): FileEntry => {
    const known = watched.get(file.path);
    if (known !== undefined) return known;
    const { path, scope, symlink, absent } = file;
    let size = -1;
    const made: FileEntry = {
      path,
      scope,
      symlink,
      ...(absent === true ? { absent } : {}),
      get size() {
        if (size < 0) {
          size = file.size;
          note({ ask: "size", path }, String(size));
        }
        return size;
      },
    };
    watched.set(path, made);
    return made;
  };

  const read: Workspace["read"] = (path, options = {}) =>
    noting({ ask: "read", path, ...options }, workspace.read(path, options));

  const git = {
    countCommits: unrepeatable(workspace.git.countCommits),
    newestChange: unrepeatable(workspace.git.newestChange),
    filesBeside: unrepeatable(workspace.git.filesBeside),
  };
  for (const fact of Object.keys(FACTS) as GitFact[]) {
    const get = () => {
      note({ ask: "git", fact }, digest(workspace.git[fact]));
      return workspace.git[fact];
    };
    Object.defineProperty(git, fact, { get });
  }
  for (const method of Object.keys(METHODS) as GitMethod[]) {
    const value = (...args: readonly unknown[]) =>
      noting({ ask: "git", method, args }, askGit(workspace, method, args));
    Object.defineProperty(git, method, { value });
  }
  const property = <K extends "source" | "name" | "problems">(ask: K): Workspace[K] => {
    note({ ask }, digest(workspace[ask]));
    return workspace[ask];
  };

  return {
    watch,
    answers: () => (repeatable ? answers : null),
    workspace: {
      git: git as Git,
      get source() {
        return property("source");
      },
      get name() {
        return property("name");
      },
      get problems() {
        return property("problems");
      },
      async files() {
        const files = await workspace.files();
        note({ ask: "files" }, digestOfFiles(files));
        return files.map(watch);
      },
      async entry(path) {
        const file = await workspace.entry(path);
        note({ ask: "entry", path }, digestOfEntry(file));
        return file === undefined ? undefined : watch(file);
      },
      kind: (path) => noting({ ask: "kind", path }, workspace.kind(path)),
      read,
      readText: async (path, options) => decodeText(await read(path, options)),
      readAhead: unrepeatable(workspace.readAhead),
      leftOut: unrepeatable(workspace.leftOut),
      stream: unrepeatable(workspace.stream),
      withCopy: unrepeatable(workspace.withCopy) as Workspace["withCopy"],
      close: () => workspace.close(),
    },
  };
}

/** Would the workspace answer every question as it was answered then? */
export async function stillAnswers(workspace: Workspace, answers: Answers): Promise<boolean> {
  for (const [question, then] of answers) {
    if ((await answer(workspace, JSON.parse(question) as Question)) !== then) return false;
  }
  return true;
}

async function answer(workspace: Workspace, question: Question): Promise<string> {
  try {
    switch (question.ask) {
      case "files":
        return digestOfFiles(await workspace.files());
      case "entry":
        return digestOfEntry(await workspace.entry(question.path));
      case "size":
        return String((await workspace.entry(question.path))?.size);
      case "kind":
        return digest(await workspace.kind(question.path));
      case "read": {
        const { ask, path, ...options } = question;
        return digest(await workspace.read(path, options));
      }
      case "git":
        return "fact" in question
          ? digest(workspace.git[question.fact])
          : digest(await askGit(workspace, question.method, question.args));
      default:
        return digest(workspace[question.ask]);
    }
  } catch (error) {
    return failure(error);
  }
}

const askGit = ({ git }: Workspace, method: GitMethod, args: readonly unknown[]): Promise<unknown> =>
  (git[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);

/** Which files there are and what git says of each. Their sizes are told apart: to look at all would take long. */
export const digestOfFiles = (files: readonly FileEntry[]): string =>
  hash(
    files.map(({ path, scope, symlink, absent }) => `${path}\0${scope}\0${symlink}\0${absent}\0`).join(""),
  );

const digestOfEntry = (file: FileEntry | undefined): string =>
  file === undefined ? "none" : digestOfFiles([file]);
const digest = (value: unknown): string => hash(Buffer.isBuffer(value) ? value : serialize(value));
const hash = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("base64");
const failure = (error: unknown): string =>
  `failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
