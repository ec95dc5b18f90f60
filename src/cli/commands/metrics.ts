import type { Problem, RunRecord } from "../../core/run.js";
import type { MetricPoint } from "../../core/tracker.js";
import { UnreadableFile } from "../../core/workspace.js";
import { plain } from "../../formats/plain.js";
import { seriesCsvHeader, seriesCsvRow, seriesJsonLine } from "../../formats/series.js";
import { TRACKERS } from "../../trackers/index.js";
import { EXIT } from "../exit.js";
import { type FoundRecord, findRecord } from "../find-record.js";
import { warnOf, withRepository } from "../ledger.js";
import { wantedKeys } from "../metric-keys.js";
import { refuseTerminal, type Sink, withSink, writeAll } from "../sink.js";
import { UsageError } from "../usage-error.js";
import type { MetricsCommandOptions } from "./metrics-options.js";

/**
 * `exptrack metrics RUN [KEY…]`: every point as it is read; memory does not grow with them. Hardware statistics, which
 * some clients keep among the metrics, are none here either.
 */
export async function runMetrics(
  text: string,
  keys: readonly string[],
  options: MetricsCommandOptions,
): Promise<number> {
  if (options.format === "parquet") refuseTerminal(options.output);
  await withRepository(options.repo, options, async (workspace, progress) => {
    const problems: Problem[] = [];
    progress.say("looking for the run");
    const found = await findRecord(text, workspace, {
      trackers: TRACKERS,
      problem: (problem) => problems.push(problem),
      progress: (records) => progress.count("looking for the run", records),
    });
    progress.clear();
    const wanted = wantedKeys(keys, Object.keys(found.record.metrics));
    let written = 0;
    const points = async function* (): AsyncGenerator<MetricPoint> {
      written = 0;
      for await (const point of seriesOf(found)) {
        if (!wanted.has(point.key)) continue;
        written += 1;
        yield point;
      }
    };
    await withSink(options.output ?? null, (sink) => write(sink, points, options.format));
    warnOf(problems.filter((problem) => isOf(problem, found.record)));
    if (written === 0)
      process.stderr.write(
        wanted.size === 0
          ? "exptrack: this run recorded no metric\n"
          : "exptrack: the record keeps final values only, no series (exptrack show has them)\n",
      );

    async function* seriesOf({ record, reader }: FoundRecord): AsyncGenerator<MetricPoint> {
      try {
        yield* reader.series(record, workspace);
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        throw new UsageError(`the rest of the series cannot be read: ${plain(error.message)}`);
      }
    }
  });
  return EXIT.passed;
}

async function write(
  sink: Sink,
  points: () => AsyncIterable<MetricPoint>,
  format: MetricsCommandOptions["format"],
): Promise<void> {
  switch (format) {
    case "csv":
      return writeAll(sink, lines(points(), seriesCsvRow, seriesCsvHeader));
    case "jsonl":
      return writeAll(sink, lines(points(), seriesJsonLine));
    case "parquet": {
      const { seriesParquet } = await import("../../formats/series-parquet.js");
      // The type of a column stands before its values are known: they are looked through once before.
      return seriesParquet(points(), await hasWholeSteps(points()), (bytes) => sink.write(bytes));
    }
  }
}

async function* lines(
  points: AsyncIterable<MetricPoint>,
  line: (point: MetricPoint) => string,
  header = "",
): AsyncGenerator<string> {
  if (header !== "") yield header;
  for await (const point of points) yield line(point);
}

async function hasWholeSteps(points: AsyncIterable<MetricPoint>): Promise<boolean> {
  for await (const { step } of points) if (step !== null && !Number.isSafeInteger(step)) return false;
  return true;
}

/** Of all that could not be read on the way, what concerns this run. */
const isOf = ({ path }: Problem, { location, trace }: RunRecord): boolean =>
  path === location.path || (trace.directory !== null && path.startsWith(`${trace.directory}/`));
