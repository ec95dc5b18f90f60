import type { Workspace } from "../../core/workspace.js";
import type { Metadata } from "./metadata.js";

export interface Program {
  /** Script, relative to the repository, or dotted module; null where the record names none. */
  readonly program: string | null;
  readonly command: string | null;
}

/** What the client writes where there is no script: `python -c`, a test runner, a shell. */
const NO_PROGRAM = new Set(["<python with no main file>", "None", "<stdin>", "-c", "-"]);
const MODULE = /^-m\s+(\S+)$/;
/** More parts of a foreign absolute path are not tried. */
const MAX_PARTS = 24;

/**
 * The entry script as a path of this repository. The record has it relative to the working directory, relative to
 * the git root (`codePath`), or absolute on the machine that it ran on; `folder` is the one that holds `wandb/`, which
 * is the working directory unless the user chose another.
 */
export async function findProgram(
  metadata: Metadata,
  folder: string,
  workspace: Workspace,
): Promise<Program> {
  const recorded = metadata.program === null ? null : posix(metadata.program);
  if (recorded === null || NO_PROGRAM.has(recorded) || recorded.includes("://")) {
    return { program: null, command: null };
  }
  const module = MODULE.exec(recorded)?.[1];
  if (module !== undefined) return { program: module, command: commandOf(`-m ${module}`, metadata.args) };
  const program = await resolve(recorded, metadata, folder, workspace);
  const spoken = isAbsolute(recorded) ? program : recorded;
  // Python does not run a notebook.
  const command = spoken.endsWith(".ipynb") ? spoken : commandOf(quoted(spoken), metadata.args);
  return { program, command };
}

/** A directory or file that the record names, as a path of this repository; null where there is nothing like it. */
export async function findPath(
  recorded: string,
  root: string | null,
  folder: string,
  exists: (path: string) => Promise<boolean>,
): Promise<string | null> {
  for (const candidate of candidates(posix(recorded), root, folder))
    if (await exists(candidate)) return candidate;
  return null;
}

async function resolve(
  recorded: string,
  metadata: Metadata,
  folder: string,
  workspace: Workspace,
): Promise<string> {
  const exists = async (path: string) => (await workspace.entry(path)) !== undefined;
  const codePath = metadata.codePath === null ? null : normal(posix(metadata.codePath));
  if (codePath !== null && (await exists(codePath))) return codePath;
  const found = await findPath(recorded, metadata.root, folder, exists);
  if (found !== null) return found;
  if (codePath !== null) return codePath;
  const below = isAbsolute(recorded) ? belowRoot(recorded, metadata.root) : normal(recorded);
  return below ?? recorded;
}

function* candidates(recorded: string, root: string | null, folder: string): Generator<string> {
  const below = isAbsolute(recorded) ? belowRoot(recorded, root) : normal(recorded);
  if (below !== null) {
    yield folder === "." ? below : `${folder}/${below}`;
    yield below;
  }
  if (!isAbsolute(recorded)) return;
  const parts = recorded.split("/").filter((part) => part !== "");
  for (let from = Math.max(1, parts.length - MAX_PARTS); from < parts.length; from++)
    yield parts.slice(from).join("/");
}

function belowRoot(path: string, root: string | null): string | null {
  const prefix = root === null ? "" : `${posix(root).replace(/\/$/, "")}/`;
  return prefix.length > 1 && path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

/** Without `./`; null where it leads up out of its folder. */
function normal(path: string): string | null {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? null : parts.join("/");
}

function posix(path: string): string {
  return /^[A-Za-z]:\\|^[^/]*\\/.test(path) ? path.replaceAll("\\", "/") : path;
}

const isAbsolute = (path: string): boolean => path.startsWith("/") || /^[A-Za-z]:\//.test(path);

function commandOf(program: string, args: readonly string[]): string {
  return ["python", program, ...args.map(quoted)].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
