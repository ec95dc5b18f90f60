import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { MetricSummary } from "../../src/core/run.js";
import type { MetricPoint } from "../../src/core/tracker.js";
import { runsParquet } from "../../src/formats/runs-parquet.js";
import { seriesParquet } from "../../src/formats/series-parquet.js";
import { parseColumns, spelledOut } from "../../src/runs/query/lists.js";
import { publicRunOf } from "../tools/public-run.js";

async function written(write: (sink: (bytes: Uint8Array) => Promise<void>) => Promise<void>): Promise<{
  readonly rows: readonly Record<string, unknown>[];
  readonly pieces: number;
}> {
  const pieces: Uint8Array[] = [];
  await write(async (bytes) => {
    pieces.push(bytes);
  });
  const file = Uint8Array.from(Buffer.concat(pieces)).buffer;
  return { rows: await parquetReadObjects({ file }), pieces: pieces.length };
}

const metric = (last: MetricSummary["last"]): MetricSummary => ({
  last,
  min: null,
  max: null,
  count: null,
  lastStep: null,
});

describe("B10: runs as Parquet", () => {
  test("one row per run; a parameter has the narrowest type that says it without loss", async () => {
    const runs = [
      publicRunOf({
        id: "a",
        dirty: true,
        startedAt: "2026-01-02T03:04:05.000Z",
        params: {
          lr: "0.1",
          epochs: "5",
          code: "007",
          flag: true,
          mixed: 1,
          long: "12345678901234567890",
          list: [1],
        },
        metrics: { acc: metric("NaN") },
      }),
      publicRunOf({
        id: "b",
        params: { lr: 1, epochs: 7, flag: false, mixed: "x" },
        metrics: { acc: metric(0.5) },
      }),
      publicRunOf({ id: "c" }),
    ];
    const columns = spelledOut(parseColumns("id,dirty,startedAt,params.*,metrics.*"), runs);
    const { rows } = await written((sink) => runsParquet(runs, columns, sink));
    expect(rows).toEqual([
      {
        id: "a",
        dirty: true,
        startedAt: new Date("2026-01-02T03:04:05.000Z"),
        "params.code": "007",
        "params.epochs": 5n,
        "params.flag": true,
        "params.list": "[1]",
        "params.long": "12345678901234567890",
        "params.lr": 0.1,
        "params.mixed": "1",
        "metrics.acc": Number.NaN,
      },
      expect.objectContaining({
        id: "b",
        "params.epochs": 7n,
        "params.lr": 1,
        "params.mixed": "x",
        "metrics.acc": 0.5,
      }),
      expect.objectContaining({
        id: "c",
        dirty: null,
        "params.lr": null,
        "metrics.acc": null,
      }),
    ]);
  });

  test("no run is a file with columns and no row", async () => {
    const { rows } = await written((sink) =>
      runsParquet([], spelledOut(parseColumns("id,started"), []), sink),
    );
    expect(rows).toEqual([]);
  });
});

describe("G1: series as Parquet", () => {
  const point = (index: number, step: number | null = index): MetricPoint => ({
    key: index % 2 === 0 ? "a" : "b",
    step,
    value: index === 3 ? "NaN" : index / 2,
    at: index === 1 ? null : 1_767_225_600_000 + index,
  });

  async function* points(all: readonly MetricPoint[]): AsyncGenerator<MetricPoint> {
    yield* all;
  }

  test("every point with key, step, value and time", async () => {
    const { rows } = await written((sink) =>
      seriesParquet(points([0, 1, 2, 3].map((at) => point(at))), true, sink),
    );
    expect(rows).toEqual([
      { key: "a", step: 0n, value: 0, time: new Date(1_767_225_600_000) },
      { key: "b", step: 1n, value: 0.5, time: null },
      { key: "a", step: 2n, value: 1, time: new Date(1_767_225_600_002) },
      { key: "b", step: 3n, value: Number.NaN, time: new Date(1_767_225_600_003) },
    ]);
  });

  test("steps that are no integers, or missing, are kept", async () => {
    const some = [point(0, 0.5), point(1, null)];
    const { rows } = await written((sink) => seriesParquet(points(some), false, sink));
    expect(rows.map((row) => row.step)).toEqual([0.5, null]);
  });

  test("a long series goes out group by group", async () => {
    const many = Array.from({ length: 250_001 }, (_, index) => point(index));
    const { rows, pieces } = await written((sink) => seriesParquet(points(many), true, sink));
    expect(rows.length).toBe(250_001);
    expect(rows.at(-1)?.step).toBe(250_000n);
    expect(pieces).toBe(4);
  });
});
