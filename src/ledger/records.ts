import type { Problem, RunRecord } from "../core/run.js";
import type { RecordReader, RecordStore, Tracker } from "../core/tracker.js";
import { UnreadableFile, type Workspace } from "../core/workspace.js";
import { isRecordName } from "../trackers/record-names.js";

export interface ReadOptions {
  readonly trackers: readonly Tracker[];
  readonly problem: (problem: Problem) => void;
  /** Told after each record, with the number read so far. */
  readonly progress?: (records: number) => void;
}

/** Params, metrics and tags of MLflow file stores: tens of thousands of files in which no other tracker's record lies. */
const OF_FILE_STORE = /\/[0-9a-f]{32}\/(?:params|metrics|tags)\//;

export interface ReadRecords {
  readonly records: readonly RunRecord[];
  /** A file of a store is tracked by git: a clone has something of it. */
  readonly tracked: boolean;
}

/** Every record of every tracker. A store that cannot be read costs a problem. */
export async function readRecords(
  workspace: Workspace,
  { trackers, problem, progress }: ReadOptions,
): Promise<ReadRecords> {
  const files = await workspace.files();
  const others = files.filter((file) => !OF_FILE_STORE.test(file.path));
  const records: RunRecord[] = [];
  let tracked = false;
  for (const tracker of trackers) {
    const reader = await tracker.records?.();
    if (reader === undefined) continue;
    for (const store of await findStores(reader)) {
      tracked ||= store.files.some((file) => file.scope === "tracked");
      try {
        for await (const read of reader.read(store, workspace)) {
          if ("problem" in read) problem(read.problem);
          else {
            records.push(read.run);
            progress?.(records.length);
          }
        }
      } catch (error) {
        problem({
          path: store.path,
          message: `the rest of this ${reader.tracker} store cannot be read: ${reasonOf(error)}`,
        });
      }
    }
  }
  for (const file of files) if (file.symlink && isRecordName(file.path)) await follow(file.path);
  return { records, tracked };

  /** A link within the repository leads to a file that is read by its own name. */
  async function follow(path: string): Promise<void> {
    try {
      await workspace.read(path, { limit: 1 });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      problem({ path, message: `a link, which is not followed: ${error.reason}` });
    }
  }

  async function findStores(reader: RecordReader): Promise<readonly RecordStore[]> {
    try {
      return await reader.find(reader.tracker === "mlflow" ? files : others, workspace);
    } catch (error) {
      problem({ path: ".", message: `looking for ${reader.tracker} records failed: ${reasonOf(error)}` });
      return [];
    }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof UnreadableFile ? error.reason : error instanceof Error ? error.message : String(error);
