import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type MetricLine,
  metricScanner,
  scanMetricLines,
  summariseMetric,
} from "../../../src/trackers/mlflow/metric-lines.js";

const pythonFloat = (value: number): string => {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
};
const point = fc.record({
  at: fc.integer({ min: 0, max: 2 ** 45 }),
  value: fc.oneof(fc.double(), fc.constantFrom(1, -1, 0)),
  step: fc.integer({ min: -3, max: 3 }),
});
const scan = (text: string) => {
  const points: MetricLine[] = [];
  const bad = scanMetricLines(Buffer.from(text), (line) => points.push({ ...line }));
  return { points, bad };
};

describe("lines of a metric file", () => {
  test("every point that the client can write is read as written", () => {
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const text = points.map(({ at, value, step }) => `${at} ${pythonFloat(value)} ${step}\n`).join("");
        expect(scan(text)).toEqual({ points, bad: null });
      }),
    );
  });

  test("no bytes make it throw, and every line is read or named", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString("latin1");
        let points = 0;
        const bad = scanMetricLines(Buffer.from(bytes), () => points++);
        const lines = text.split("\n").filter((line, at, all) => line !== "" || at < all.length - 1);
        expect(points + (bad?.count ?? 0)).toBeGreaterThanOrEqual(lines.length);
      }),
    );
  });

  test("in pieces of any length the same is read, and the same is named", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("1 0.5 0\n", "2 nan 1\n", "3 2.5\n", "x\n", "4 1.5 2\r\n", "5 0.", "\n")),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (lines, lengths) => {
          const bytes = Buffer.from(lines.join(""));
          const points: MetricLine[] = [];
          const scanner = metricScanner((line) => points.push({ ...line }));
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const next = at + lengths[turn % lengths.length]!;
            scanner.push(bytes.subarray(at, next));
            at = next;
          }
          expect({ points, bad: scanner.end() }).toEqual(scan(bytes.toString()));
        },
      ),
    );
  });

  test("a line without end is one bad line, of which little is kept", () => {
    const scanner = metricScanner(() => expect.unreachable());
    for (let piece = 0; piece < 64; piece++) scanner.push(Buffer.alloc(1 << 20, "7"));
    expect(scanner.end()).toMatchObject({ line: 1, count: 1 });
  });

  test("two fields (before 1.0) have step 0, five (a dataset) too, as for the client", () => {
    expect(scan("1550000000 3.0\n").points).toEqual([{ at: 1550000000, value: 3, step: 0 }]);
    expect(scan("1 2.5 7 train abc\n").points).toEqual([{ at: 1, value: 2.5, step: 0 }]);
  });

  test("line ends of Windows are none of the step", () => {
    expect(scan("1 2.5 7\r\n2 3.5 8\r\n")).toEqual({
      points: [
        { at: 1, value: 2.5, step: 7 },
        { at: 2, value: 3.5, step: 8 },
      ],
      bad: null,
    });
  });

  test("what Python takes for no number is none here: 0x10, 1_0, true, a comma", () => {
    for (const word of ["0x10", "0b1", "true", "1,5", "", "--1", "1e", "Infinity1"]) {
      expect(scan(`1 ${word} 0\n`)).toMatchObject({ points: [], bad: { line: 1, count: 1 } });
    }
  });

  test("B4: a cut last line is named; where its fields are whole the point stays", () => {
    expect(scan("1 0.5 0\n2 0.2")).toMatchObject({ points: [{ step: 0 }], bad: { line: 2 } });
    expect(scan("1 0.5 0\n2 0.25 1")).toMatchObject({
      points: [{ step: 0 }, { step: 1 }],
      bad: { line: 2, count: 1 },
    });
  });
});

describe("the summary", () => {
  test("last is Python's max by step, time and value; the ends are over finite values", () => {
    const naive = (points: readonly MetricLine[]): number =>
      points.reduce((best, next) =>
        next.step > best.step ||
        (next.step === best.step && (next.at > best.at || (next.at === best.at && next.value > best.value)))
          ? next
          : best,
      ).value;
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        const text = points.map(({ at, value, step }) => `${at} ${pythonFloat(value)} ${step}\n`).join("");
        const summary = summariseMetric(Buffer.from(text)).series!.summary;
        // Of the two zeros neither is the lesser.
        const finite = points.map(({ value }) => value + 0).filter(Number.isFinite);
        expect(String(summary.last)).toBe(String(naive(points)));
        expect(summary.count).toBe(points.length);
        const plain = (end: number | null) => (end === null ? null : end + 0);
        expect(plain(summary.min)).toBe(finite.length === 0 ? null : finite.reduce((a, b) => Math.min(b, a)));
        expect(plain(summary.max)).toBe(finite.length === 0 ? null : finite.reduce((a, b) => Math.max(b, a)));
      }),
    );
  });

  test("the same line twice counts twice", () => {
    expect(summariseMetric(Buffer.from("1 2.0 3\n1 2.0 3\n")).series?.summary.count).toBe(2);
  });
});
