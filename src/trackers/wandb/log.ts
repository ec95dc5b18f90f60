import type { Tally } from "../../core/metric-tally.js";
import type { Problem } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import type { Workspace } from "../../core/workspace.js";
import { type LogFault, logFraming, logPhase } from "../../parsers/log-records.js";
import { MalformedMessage } from "../../parsers/protobuf.js";
import { readWandbRecord, type WandbRecord } from "../../parsers/wandb-records.js";
import { logRow } from "./history.js";
import { contentOf, type LogContent, openContent, take, takeRow } from "./log-content.js";

/** More than two blocks, so that it shows where block boundaries lie. */
const HEAD_BYTES = 3 * 32768;

/**
 * Reads a log to its end, metric points into `tally`. Damage costs the records that it hits and is a problem.
 * @throws UnreadableFile
 */
export async function readLog(
  path: string,
  workspace: Workspace,
  tally: Tally,
  problem: (problem: Problem) => void,
): Promise<LogContent> {
  const content = openContent();
  const damage: Damage = { faults: [], malformed: 0, records: 0 };
  let rows = 0;
  const pieces = logPieces(path, workspace, damage, (record) => {
    if (record.kind !== "history") {
      take(record, content);
      return;
    }
    const row = logRow(record.items, record.step, rows++);
    for (const [key, value] of row.values) tally.add(key, row.step, value);
    takeRow(row, record.items, content);
  });
  while (!(await pieces.next()).done);
  const message = messageOf(damage);
  if (message !== null) problem({ path, message });
  return contentOf(path, content, damage.faults.length > 0 || damage.malformed > 0);
}

/** The metric points of a log in the order of writing. */
export async function* logPoints(path: string, workspace: Workspace): AsyncGenerator<MetricPoint> {
  let rows = 0;
  let points: MetricPoint[] = [];
  const damage: Damage = { faults: [], malformed: 0, records: 0 };
  const pieces = logPieces(path, workspace, damage, (record) => {
    if (record.kind !== "history") return;
    const row = logRow(record.items, record.step, rows++);
    for (const [key, value] of row.values) points.push({ key, step: row.step, value, at: row.at });
  });
  for await (const _ of pieces) {
    yield* points;
    points = [];
  }
}

interface Damage {
  readonly faults: LogFault[];
  malformed: number;
  records: number;
}

/** Yields after each piece of the file whose records have been told. */
async function* logPieces(
  path: string,
  workspace: Workspace,
  damage: Damage,
  onRecord: (record: WandbRecord) => void,
): AsyncGenerator<undefined> {
  const framing = logFraming(
    (bytes, start, end) => {
      damage.records++;
      try {
        const record = readWandbRecord(bytes, start, end);
        if (record !== null) onRecord(record);
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
        damage.malformed++;
      }
    },
    (fault) => damage.faults.push(fault),
    logPhase(await workspace.read(path, { limit: HEAD_BYTES })),
  );
  for await (const piece of workspace.stream(path)) {
    const goesOn = framing.push(piece);
    yield;
    if (!goesOn) break;
  }
  framing.end();
}

/** All that is wrong with a log, as one sentence. */
function messageOf({ faults, malformed, records }: Damage): string | null {
  const parts: string[] = [];
  const damaged = faults.filter(({ kind }) => DAMAGE.has(kind));
  if (damaged.length > 0) {
    const places = damaged.length === 1 ? "1 place" : `${damaged.length} places`;
    parts.push(`is damaged in ${places}, first at byte ${damaged[0]!.offset}; the rest is read`);
  }
  if (malformed > 0) {
    const count = malformed === 1 ? "1 record" : `${malformed} records`;
    parts.push(`holds ${count} that cannot be decoded; the rest is read`);
  }
  for (const { kind, offset } of faults) {
    if (kind === "not-a-log") parts.push("is no W&B run log: its first bytes are others");
    if (kind === "newer") parts.push("is a run log of a version that is not known");
    if (kind === "cut")
      parts.push(`ends inside a record at byte ${offset}; the ${records} records before it are read`);
  }
  return parts.length === 0 ? null : parts.join("; it ");
}

const DAMAGE: ReadonlySet<LogFault["kind"]> = new Set(["checksum", "torn", "zeros", "too-long"]);
