import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Code, CodeFile, Value } from "../../src/core/code.js";
import type { Problem } from "../../src/core/run.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../src/core/workspace.js";
import { type ReadCodeOptions, readCode } from "../../src/python/read-code.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/python/", import.meta.url));

export interface ReadFolder {
  readonly code: Code;
  readonly problems: readonly Problem[];
}

/** Code of one folder of `fixtures/python`. */
export function readFixture(name: string, options?: ReadCodeOptions): Promise<ReadFolder> {
  return readFolder(`${FIXTURES}${name}`, options);
}

/** Code of all files under a folder of this machine. */
export function readFolder(root: string, options?: ReadCodeOptions): Promise<ReadFolder> {
  const paths = (readdirSync(root, { recursive: true }) as string[]).filter((path) =>
    statSync(`${root}/${path}`).isFile(),
  );
  return readSources(
    Object.fromEntries(paths.sort().map((path) => [path, readFileSync(`${root}/${path}`)])),
    options,
  );
}

/** Code of sources given by path; null is a file that cannot be read. */
export async function readSources(
  sources: Readonly<Record<string, string | Buffer | null>>,
  options?: ReadCodeOptions,
): Promise<ReadFolder> {
  const files = Object.entries(sources).map(
    ([path, content]): FileEntry => ({ path, size: content?.length ?? 1, scope: "tracked", symlink: false }),
  );
  const problems: Problem[] = [];
  const readText: Workspace["readText"] = async (path) => {
    const content = sources[path];
    if (content === null || content === undefined) throw new UnreadableFile(path, "permission denied");
    if (typeof content === "string") return content;
    const text = content.toString("utf8");
    return text.includes("\uFFFD") ? content.toString("latin1") : text;
  };
  const workspace = { readText } as Partial<Workspace> as Workspace;
  const code = await readCode(workspace, files, (problem) => problems.push(problem), options);
  return { code, problems };
}

export function fileOf({ code }: ReadFolder, path: string): CodeFile {
  const file = code.file(path);
  if (file === undefined) throw new Error(`${path} is not among ${code.files.map((found) => found.path)}`);
  return file;
}

/** Calls as `line name`, for comparing lists. */
export const callNames = (file: CodeFile): string[] =>
  file.calls.map((call) => `${call.location.line} ${call.name}`);

export const literal = (value: string | number | boolean | null): Value => ({ is: "literal", value });
