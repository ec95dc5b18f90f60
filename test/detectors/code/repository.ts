import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Detector } from "../../../src/core/detector.js";
import type { Evidence } from "../../../src/core/evidence.js";
import { compareText } from "../../../src/core/location.js";
import type { Problem } from "../../../src/core/run.js";
import { type FileEntry, UnreadableFile, type Workspace } from "../../../src/core/workspace.js";
import { readCode } from "../../../src/python/read-code.js";

export const FIXTURES = join(import.meta.dirname, "../../../fixtures/code");
const DETECTORS = join(import.meta.dirname, "../../../src/detectors/code");

/** The names in a folder of fixtures, sorted. */
export const namesIn = (...parts: string[]): string[] =>
  readdirSync(join(FIXTURES, ...parts)).sort(compareText);

/** A small repository of text files, by path. */
export type Sources = Readonly<Record<string, string>>;

export const sourcesIn = (...parts: string[]): Sources => sourcesUnder(join(FIXTURES, ...parts));

/** All files under a folder of this machine, by path. */
export function sourcesUnder(root: string): Sources {
  return Object.fromEntries(
    readdirSync(root, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(root.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")];
      }),
  );
}

async function detectors(): Promise<Detector[]> {
  const found: Detector[] = [];
  for (const name of (readdirSync(DETECTORS, { recursive: true }) as string[])
    .filter((path) => path.endsWith(".ts"))
    .sort(compareText)) {
    const module = (await import(join(DETECTORS, name))) as { detector?: Detector };
    if (module.detector !== undefined) found.push(module.detector);
  }
  return found;
}

/** What detectors say of a repository: all of code, where none are named. */
export async function evidenceOf(
  sources: Sources,
  asked?: readonly Detector[],
): Promise<{ evidence: Evidence[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const files: FileEntry[] = Object.entries(sources)
    .map(([path, text]) => ({
      path,
      size: Buffer.byteLength(text),
      scope: "tracked" as const,
      symlink: false,
    }))
    .sort((a, b) => compareText(a.path, b.path));
  const workspace = {
    source: "directory",
    name: "project",
    git: { present: false },
    problems: [],
    files: async () => files,
    entry: async (path: string) => files.find((file) => file.path === path),
    kind: async () => "text",
    read: async (path: string) => Buffer.from(textOf(sources, path)),
    readText: async (path: string) => textOf(sources, path),
  } as unknown as Workspace;
  const report = (problem: Problem): void => void problems.push(problem);
  const code = await readCode(workspace, files, report);
  const context = { workspace, files, code, problem: report };
  const evidence: Evidence[] = [];
  for (const detector of asked ?? (await detectors())) evidence.push(...(await detector.detect(context)));
  return { evidence, problems };
}

function textOf(sources: Sources, path: string): string {
  const text = sources[path];
  if (text === undefined) throw new UnreadableFile(path, "not found");
  return text;
}
