import { Buffer } from "node:buffer";
import type { Problem } from "../../core/run.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { parsePythonJson } from "../../parsers/python-json.js";

/** `info.json` holds whatever an experiment puts there; what is larger than this is not read. */
const LARGEST = 256 * 2 ** 20;

const ABSENT: Readonly<Record<string, string>> = {
  empty: "the file is empty",
  "lfs-pointer": "the file is a Git LFS pointer, its content is not here",
  "annex-pointer": "the file is a git-annex pointer, its content is not here",
};

/** A mapping out of a file of a record. undefined: it is not there, or not readable, which is named a problem. */
export async function readMapping(
  path: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if ((await workspace.entry(path)) === undefined) return undefined;
  const wrong = (message: string, line?: number): undefined => {
    problem({ path, ...(line === undefined ? {} : { line }), message: `Sacred record: ${message}` });
    return undefined;
  };
  try {
    const absent = ABSENT[await workspace.kind(path)];
    if (absent !== undefined) return wrong(absent);
    const { value, error } = parsePythonJson(await workspace.readText(path, { maxBytes: LARGEST }));
    if (error !== null) return wrong(error.message, error.line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
    return wrong("the file holds no mapping");
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return wrong(error.reason);
  }
}

/** The bytes of a file that may be missing or unreadable: then null. */
export async function readBytes(path: string, workspace: Workspace, limit: number): Promise<Buffer | null> {
  if ((await workspace.entry(path)) === undefined) return null;
  try {
    return Buffer.from(await workspace.read(path, { maxBytes: limit }));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return null;
  }
}
