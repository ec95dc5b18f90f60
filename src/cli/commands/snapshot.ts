import { join } from "node:path";
import { SNAPSHOT_PATH } from "../../core/outputs.js";
import { UnreadableFile, type Workspace } from "../../core/workspace.js";
import { counted } from "../../formats/numbers.js";
import { plain } from "../../formats/plain.js";
import { readLedger } from "../../ledger/read.js";
import { parseSnapshot } from "../../ledger/snapshot/parse.js";
import { type NextSnapshot, nextSnapshot } from "../../ledger/snapshot/write.js";
import { ProblemList } from "../../problems.js";
import { TRACKERS } from "../../trackers/index.js";
import { EXIT } from "../exit.js";
import { warnOf, withRepository } from "../ledger.js";
import { print, writeAtomically } from "../output.js";
import { UsageError } from "../usage-error.js";
import type { RunsCommandOptions } from "./runs-options.js";

/** `exptrack runs --snapshot`: brings `experiments.lock.jsonl` up to date with the records of this machine. */
export async function writeSnapshot(path: string, options: RunsCommandOptions): Promise<number> {
  if (options.rev !== undefined || options.local === false)
    throw new UsageError(
      "--snapshot writes down what this machine holds: it goes with neither --rev nor --no-local",
    );
  return withRepository(path, options, async (workspace, progress) => {
    if (workspace.source !== "directory")
      throw new UsageError("--snapshot needs a work tree to write into, and this repository is bare");
    const old = await presentSnapshot(workspace);
    const problems = new ProblemList();
    const { here } = await readLedger(workspace, {
      trackers: TRACKERS,
      // What a program declares is judged anew wherever the snapshot is read.
      declared: async () => new Map(),
      problem: problems.add,
      exposures: false,
      progress: (records) => progress.count("reading run records", records),
    });
    progress.say("taking digests");
    const next = await nextSnapshot(old, here.runs, workspace);
    if (next.text !== old) await writeAtomically(join(path, SNAPSHOT_PATH), next.text);
    progress.clear();
    if (!options.quiet) await print(summary(next));
    warnOf(problems.sorted().filter((problem) => problem.path !== SNAPSHOT_PATH));
    return EXIT.passed;
  });
}

/** The snapshot as it is, "" where there is none. What cannot be read would be lost by writing. */
async function presentSnapshot(workspace: Workspace): Promise<string> {
  if ((await workspace.entry(SNAPSHOT_PATH)) === undefined) return "";
  const text = await workspace.readText(SNAPSHOT_PATH).catch((error: unknown) => {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UsageError(
      `${SNAPSHOT_PATH} cannot be read: ${error.reason}; repair or remove it first, so that no run is lost`,
    );
  });
  const broken = parseSnapshot(text).unreadable[0];
  if (broken === undefined) return text;
  throw new UsageError(
    `${SNAPSHOT_PATH}:${broken.line}: ${plain(broken.message)}; repair that line first, so that no run is lost`,
  );
}

function summary({ rows, added, changed, kept, dropped }: NextSnapshot): string {
  if (rows === 0 && dropped === 0)
    return `${SNAPSHOT_PATH}: no run to write down that git does not hold already\n`;
  const parts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(dropped > 0 ? [`${dropped} dropped: deleted, or in git by now`] : []),
    ...(kept > 0 ? [`${kept} kept whose records are not here`] : []),
  ];
  return parts.length === 0
    ? `${SNAPSHOT_PATH}: ${counted(rows, "run")}, nothing new\n`
    : `${SNAPSHOT_PATH}: ${counted(rows, "run")} (${parts.join(", ")}); commit it\n`;
}
