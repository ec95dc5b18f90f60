import type { MetricSummary } from "../../core/run.js";
import type { Json, RunStatus } from "../../core/vocabulary.js";
import type { Workspace } from "../../core/workspace.js";
import type { EventReader, EventSink } from "../../parsers/tfevents.js";
import { readHparams } from "../../parsers/tfevents-hparams.js";
import { type FileReading, type Reading, readEvents } from "./events.js";
import type { EventDirectory } from "./files.js";
import { hparamJson, parametersInText } from "./hyperparameters.js";
import { scalarTable } from "./scalars.js";

/** What the event files of a directory say of a run. */
export interface Content {
  readonly files: readonly FileReading[];
  readonly metrics: readonly (readonly [string, MetricSummary])[];
  readonly params: ReadonlyMap<string, Json>;
  readonly status: RunStatus;
}

/** Tags of tensorboard/plugins/hparams/metadata.py. */
const SESSION_START = "_hparams_/session_start_info";
const SESSION_END = "_hparams_/session_end_info";
/** SessionEndInfo.status: 1 success, 2 failure. */
const SESSION_STATUS: Readonly<Record<number, RunStatus>> = { 1: "finished", 2: "failed" };

/** A second look is needed only where a restart took points back, which the first look learns too late. */
export async function readContent(
  directory: EventDirectory,
  workspace: Workspace,
  reader: EventReader,
): Promise<Content> {
  const first = collector();
  const reading = await readEvents(directory, workspace, first.sink, reader);
  if (!reading.orphans) return first.content(reading);
  const second = collector();
  return second.content(await readEvents(directory, workspace, second.sink, reader, reading.restarts));
}

function collector(): { readonly sink: EventSink; readonly content: (reading: Reading) => Content } {
  const scalars = scalarTable();
  const plugin = new Map<string, Json>();
  const texts = new Map<string, Json>();
  let points = 0;
  let start: { readonly points: number } | null = null;
  let end: { readonly points: number; readonly status: number } | null = null;

  const sink: EventSink = {
    scalar(point) {
      points++;
      scalars.add(point);
    },
    text(tag, values) {
      for (const text of values) {
        for (const [key, value] of parametersInText(tag.name, text)) texts.set(key, value);
      }
    },
    hparams(tag, bytes) {
      const { sessionStart, sessionEnd } = readHparams(bytes);
      if (tag.name === SESSION_START && sessionStart !== null) {
        start = { points };
        for (const [key, value] of sessionStart.params) plugin.set(key, hparamJson(value));
      } else if (tag.name === SESSION_END && sessionEnd !== null) {
        end = { points, status: sessionEnd.status };
      }
    },
  };

  /** PyTorch and Lightning write the end beside the start: it counts only where points lie between and none follow. */
  function status(): RunStatus {
    if (start === null || end === null || end.points === start.points || end.points < points)
      return "unknown";
    return SESSION_STATUS[end.status] ?? "unknown";
  }

  return {
    sink,
    content: ({ files, tags }) => ({
      files,
      metrics: scalars.summaries(tags.tags),
      // The plugin has doubles only; texts keep integers, null and booleans apart.
      params: new Map([...plugin, ...texts]),
      status: status(),
    }),
  };
}
