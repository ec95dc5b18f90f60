import { posix } from "node:path";
import { compareText } from "../../core/location.js";
import type { Problem, RunRecord } from "../../core/run.js";
import { defineReader, type Read, type RecordStore } from "../../core/tracker.js";
import { type FileEntry, isPointer, UnreadableFile, type Workspace } from "../../core/workspace.js";
import { parsePythonJson } from "../../parsers/python-json.js";
import { type ModelCard, readModelCard } from "./card.js";
import { type OutputFolder, outputFolders, STATE } from "./folders.js";
import { outputRun } from "./run.js";
import { globalStep, hasSummary, isTrainerState, resemblesState, statePoints } from "./state.js";

/**
 * Runs of Hugging Face's Trainer and what is built on it (TRL, PEFT, SetFit): one per output directory, its id the
 * directory. The state of the directory itself or of its newest checkpoint holds the log from the first step on;
 * checkpoints are artifacts. A store is an output directory.
 */
export const reader = defineReader({
  tracker: "huggingface",

  find: async (files) =>
    outputFolders(files).map(
      ({ path }): RecordStore => ({ path, files: files.filter((file) => isBelow(file, path)) }),
    ),

  async *read(store, workspace): AsyncGenerator<Read> {
    const folder = outputFolders(store.files).find(({ path }) => path === store.path);
    if (folder === undefined) return;
    const problems: Problem[] = [];
    const run = await readOutput(folder, store.files, workspace, (problem) => problems.push(problem));
    for (const problem of problems) yield { problem };
    if (run !== null) yield { run };
  },

  async *series(run, workspace) {
    const state = await readState(run.location.path, workspace, () => {});
    if (state !== null) yield* statePoints(state);
  },
});

const isBelow = ({ path }: FileEntry, folder: string): boolean =>
  folder === "." || path.startsWith(`${folder}/`);

/** A state of a million steps, logged at each, is smaller. */
const LARGEST = 256 * 2 ** 20;
const LARGEST_CARD = 4 * 2 ** 20;
/** What the scripts of the examples write beside the state, the one that holds all first. */
const RESULTS = [
  "all_results.json",
  "train_results.json",
  "eval_results.json",
  "test_results.json",
  "predict_results.json",
];

async function readOutput(
  folder: OutputFolder,
  files: readonly FileEntry[],
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<RunRecord | null> {
  const chosen = await chooseState(folder, workspace, problem);
  if (chosen === null) return null;
  const beside = namesIn(folder.path, files);
  const json = async (name: string) =>
    beside.includes(name) ? await readJson(posix.join(folder.path, name), workspace, problem) : null;
  const results: unknown[] = [];
  for (const name of RESULTS) results.push(await json(name));
  return outputRun({
    folder,
    state: chosen.state,
    record: chosen.path,
    card: await cardOf([folder.path, posix.dirname(chosen.path)], files, workspace, problem),
    arguments: await json("training_args.json"),
    results,
    beside,
  });
}

/**
 * The state of the directory itself, where it closes a training or is as new as the newest checkpoint's: a checkpoint
 * may be left over from an earlier training. Else the newest checkpoint's that can be read.
 */
async function chooseState(
  { state: own, checkpoints }: OutputFolder,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<{ readonly path: string; readonly state: unknown } | null> {
  const last = own === null ? null : await readState(own, workspace, problem);
  const whole = own === null || last === null ? null : { path: own, state: last };
  const newest = checkpoints.find(({ state }) => state !== null);
  if (whole !== null && (newest === undefined || hasSummary(last) || globalStep(last) >= newest.step))
    return whole;
  for (const checkpoint of checkpoints) {
    const state = checkpoint.state === null ? null : await readState(checkpoint.state, workspace, problem);
    if (state !== null) return { path: checkpoint.state!, state };
  }
  return whole;
}

/** null: not a Trainer's, or broken. */
async function readState(
  path: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<unknown> {
  const value = await readJson(path, workspace, problem);
  if (isTrainerState(value)) return value;
  if (resemblesState(value)) problem({ path, message: "is a Trainer's state without a log or a step" });
  return null;
}

async function readJson(
  path: string,
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<unknown> {
  try {
    const { value, error } = parsePythonJson(await workspace.readText(path, { maxBytes: LARGEST }));
    if (error === null) return value;
    const kind = await workspace.kind(path);
    if (kind === "empty") problem({ path, message: "is empty" });
    else if (isPointer(kind)) problem({ path, message: "is a pointer to content that is not here" });
    else problem({ path, line: error.line, message: `is no valid JSON: ${error.message}` });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problem({ path, message: error.reason });
  }
  return null;
}

/** The first of the folders that holds a card which a tool wrote. */
async function cardOf(
  folders: readonly string[],
  files: readonly FileEntry[],
  workspace: Workspace,
  problem: (problem: Problem) => void,
): Promise<{ readonly path: string; readonly card: ModelCard } | null> {
  for (const folder of new Set(folders)) {
    const path = posix.join(folder, "README.md");
    if (!files.some((file) => file.path === path && !file.symlink)) continue;
    try {
      const card = readModelCard(await workspace.readText(path, { maxBytes: LARGEST_CARD }));
      if (card !== null) return { path, card };
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      problem({ path, message: error.reason });
    }
  }
  return null;
}

const namesIn = (folder: string, files: readonly FileEntry[]): string[] =>
  files
    .filter(({ path }) => posix.dirname(path) === folder)
    .map(({ path }) => posix.basename(path))
    .filter((name) => name !== STATE)
    .sort(compareText);
