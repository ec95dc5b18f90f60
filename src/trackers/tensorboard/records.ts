import { storeFolderOf } from "../../core/paths.js";
import type { Problem } from "../../core/run.js";
import { defineReader, type MetricPoint, type Read, type RecordReader } from "../../core/tracker.js";
import type { FileEntry, Workspace } from "../../core/workspace.js";
import { type EventSink, eventReader } from "../../parsers/tfevents.js";
import { checkpointsByFolder } from "../lightning/folders.js";
import { eventPieces, readEvents } from "./events.js";
import { type EventDirectory, eventDirectories, eventFiles } from "./files.js";
import { readRun, trackerOf } from "./run.js";
import { metricValue } from "./scalars.js";

/**
 * Event files of TensorFlow, PyTorch, tensorboardX, CatBoost: a run per directory, its id the directory. Lightning's
 * `version_N` folders come out as runs of Lightning. A store is the topmost folder above them.
 */
export const reader: RecordReader = defineReader({
  tracker: "tensorboard",

  async find(files, workspace) {
    const stores = new Map<string, FileEntry[]>();
    for (const file of await eventFiles(files, workspace)) {
      const slash = file.path.indexOf("/");
      const store = slash < 0 ? "." : file.path.slice(0, slash);
      const known = stores.get(store);
      if (known === undefined) stores.set(store, [file]);
      else known.push(file);
    }
    return [...stores].map(([path, entries]) => ({ path, files: entries }));
  },

  async *read(store, workspace): AsyncGenerator<Read> {
    const directories = eventDirectories(store.files);
    const beside = new Map<string, FileEntry | null>();
    for (const directory of directories)
      beside.set(directory.path, await fileBeside(directory, "hparams.yaml", workspace));
    const checkpoints = checkpointsByFolder(await workspace.files());
    const events = eventReader();
    for (const directory of directories) {
      const problems: Problem[] = [];
      const hparams = beside.get(directory.path) ?? null;
      const above = storeFolderOf(directory.path);
      const hparamsAbove = beside.get(above);
      const listed = hparamsAbove !== undefined && above !== directory.path;
      const sameTracker = listed && trackerOf(above, hparamsAbove) === trackerOf(directory.path, hparams);
      const around = {
        store: store.path,
        hparams,
        config: await fileBeside(directory, "config.yaml", workspace),
        checkpoints: checkpoints.get(directory.path) ?? [],
        parent: sameTracker ? above : null,
      };
      const run = await readRun(directory, around, events, workspace, (problem) => problems.push(problem));
      for (const problem of problems) yield { problem };
      yield { run };
    }
  },

  async *series(run, workspace): AsyncGenerator<MetricPoint> {
    const beside = (await workspace.files()).filter(
      (file) => storeFolderOf(file.path) === run.trace.directory,
    );
    const [directory] = eventDirectories(await eventFiles(beside, workspace));
    if (directory === undefined) return;
    const events = eventReader();
    const { restarts } = await readEvents(directory, workspace, { scalar: () => {} }, events);
    let points: MetricPoint[] = [];
    const sink: EventSink = {
      scalar({ tag, step, value, wallTime }) {
        const at = wallTime > 0 ? Math.round(wallTime * 1000) : null;
        points.push({ key: tag.name, step, value: metricValue(value), at });
      },
    };
    for await (const _ of eventPieces(directory, workspace, sink, events, restarts)) {
      yield* points;
      points = [];
    }
    yield* points;
  },
});

/** A file that Lightning writes beside the events. */
async function fileBeside(
  { path }: EventDirectory,
  name: string,
  workspace: Workspace,
): Promise<FileEntry | null> {
  const file = await workspace.entry(path === "." ? name : `${path}/${name}`);
  return file === undefined || file.symlink ? null : file;
}
