import type { DetectionContext, FurtherDocuments } from "./core/detector.js";
import type { Evidence } from "./core/evidence.js";
import type { Memory } from "./core/memory.js";
import type { Problem } from "./core/run.js";
import type { FileEntry, Workspace } from "./core/workspace.js";
import { DETECTORS } from "./detectors/index.js";
import { declaredOptions } from "./python/options/declared-options.js";
import { readCode } from "./python/read-code.js";
import { shareableEvidence } from "./shareable.js";

/** What the files of a repository show, apart from records: plain data, made of nothing but the workspace's answers. */
export interface Look {
  readonly evidence: readonly Evidence[];
  /** Options that programs declare, by path. */
  readonly declared: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
}

/**
 * @param memory   keeps what each source shows by itself
 * @param further  documents that a second look reads as well
 */
export async function look(
  workspace: Workspace,
  files: readonly FileEntry[],
  memory: Memory | null,
  further?: FurtherDocuments,
): Promise<Look> {
  const problems: Problem[] = [];
  const problem = (one: Problem): void => void problems.push(one);
  const code = await readCode(workspace, files, problem, memory === null ? {} : { memory });
  const evidence = await detect({
    workspace,
    files,
    code,
    problem,
    ...(further === undefined ? {} : { further }),
  });
  return { evidence: shareableEvidence(evidence), declared: declaredOptions(code), problems };
}

/** Every detector once; one that throws costs a problem. */
async function detect(context: DetectionContext): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const detector of DETECTORS) {
    try {
      for (const one of await detector.detect(context)) found.push(one);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.problem({ path: ".", message: `detector ${detector.id} failed: ${reason}` });
    }
    // What others wait for, git's answers say, is heard in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}
