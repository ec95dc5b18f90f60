import type { MetricPoint } from "../core/tracker.js";
import { type ParquetValue, parquetFile, type WriteBytes } from "./parquet.js";
import { timeOf } from "./series.js";

const GROUP = 100_000;

/**
 * The points as they come, a group of them in memory at a time.
 * @param wholeSteps  every step is an integer: the column is one of integers
 */
export async function seriesParquet(
  points: AsyncIterable<MetricPoint>,
  wholeSteps: boolean,
  write: WriteBytes,
): Promise<void> {
  const file = parquetFile(
    [
      { name: "key", type: "STRING" },
      { name: "step", type: wholeSteps ? "INT64" : "DOUBLE" },
      { name: "value", type: "DOUBLE" },
      { name: "time", type: "TIMESTAMP" },
    ],
    write,
  );
  let [keys, steps, values, times]: ParquetValue[][] = [[], [], [], []];
  const flush = async (): Promise<void> => {
    await file.rows([keys!, steps!, values!, times!]);
    [keys, steps, values, times] = [[], [], [], []];
  };
  for await (const point of points) {
    const time = timeOf(point);
    keys!.push(point.key);
    steps!.push(point.step === null || !wholeSteps ? point.step : BigInt(point.step));
    values!.push(Number(point.value));
    times!.push(time === null ? null : new Date(time));
    if (keys!.length === GROUP) await flush();
  }
  if (keys!.length > 0) await flush();
  await file.finish();
}
