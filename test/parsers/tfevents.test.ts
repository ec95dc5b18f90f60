import fc from "fast-check";
import { PbfWriter } from "pbf";
import { describe, expect, test } from "vitest";
import { type EventReader, eventReader } from "../../src/parsers/tfevents.js";
import { type FramingFault, MAX_RECORD_BYTES, opensRecordFile } from "../../src/parsers/tfevents-framing.js";
import { encodeEvent, encodeEvents, frame, type WrittenEvent } from "./encode-tfevents.js";

interface Told {
  readonly points: readonly (readonly [string, number, number, number])[];
  readonly restarts: readonly number[];
  readonly faults: readonly FramingFault[];
  readonly reader: EventReader;
}

function read(bytes: Uint8Array, piece = bytes.length || 1): Told {
  const points: [string, number, number, number][] = [];
  const restarts: number[] = [];
  const faults: FramingFault[] = [];
  const reader = eventReader();
  reader.begin({
    scalar: ({ tag, step, value, wallTime }) => points.push([tag.name, step, value, wallTime]),
    restart: (step) => restarts.push(step),
    fault: (fault) => faults.push(fault),
  });
  for (let at = 0; at < bytes.length; at += piece) {
    if (!reader.push(bytes.subarray(at, at + piece))) break;
  }
  reader.end();
  return { points, restarts, faults, reader };
}

const events = fc.array(
  fc.record({
    wallTime: fc.double({ min: 1, max: 4e9, noNaN: true }),
    step: fc.oneof(fc.nat(200), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    scalars: fc.array(fc.tuple(fc.string({ minLength: 1, unit: "grapheme" }), fc.float()), { maxLength: 3 }),
  }),
  { maxLength: 12 },
);

const pointsOf = (list: readonly WrittenEvent[]) =>
  list.flatMap(({ scalars, step = 0, wallTime = Number.NaN }) =>
    (scalars ?? []).map(([tag, value]) => [tag, step, Math.fround(value), wallTime]),
  );

describe("event files", () => {
  test("what is written is read, in pieces of any size", () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 200 }), (list, piece) => {
        const { points, faults, reader } = read(encodeEvents(list), piece);
        expect(faults).toEqual([]);
        expect(points).toEqual(pointsOf(list));
        expect(reader.events).toBe(list.length);
      }),
    );
  });

  test("B4: a cut at any byte yields exactly the events before it", () => {
    fc.assert(
      fc.property(
        events,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 99 }),
        (list, share, piece) => {
          const bytes = encodeEvents(list);
          const cut = Math.floor(bytes.length * share);
          const ends = list.map((_, index) => encodeEvents(list.slice(0, index + 1)).length);
          const whole = ends.filter((end) => end <= cut).length;
          const { points, faults } = read(bytes.subarray(0, cut), piece);
          expect(points).toEqual(pointsOf(list.slice(0, whole)));
          const start = ends[whole - 1] ?? 0;
          expect(faults).toEqual(cut === start ? [] : [{ kind: "cut", offset: start }]);
        },
      ),
    );
  });

  test("times are those of the first and the last event that has one", () => {
    const { reader } = read(
      encodeEvents([{ wallTime: 5 }, { step: 1 }, { wallTime: 9 }, { wallTime: 7 }, {}]),
    );
    expect([reader.events, reader.firstTime, reader.lastTime]).toEqual([5, 5, 7]);
  });

  test("an event without step and time has step 0 and no time", () => {
    expect(read(encodeEvents([{ scalars: [["a", 2]] }])).points).toEqual([["a", 0, 2, Number.NaN]]);
  });

  test("a restart is told with its step", () => {
    expect(read(encodeEvents([{ step: 6, restart: true }])).restarts).toEqual([6]);
  });

  test("B4: data with a wrong checksum costs one event, a length with a wrong one ends the reading", () => {
    const list = [1, 2, 3].map((step) => ({ step, scalars: [["a", step]] as const }));
    const size = encodeEvents(list.slice(0, 1)).length;
    const data = encodeEvents(list);
    data[size + 14]! ^= 1;
    expect(read(data)).toMatchObject({
      points: [
        ["a", 1, 1, Number.NaN],
        ["a", 3, 3, Number.NaN],
      ],
      faults: [{ kind: "data-checksum", offset: size }],
    });
    const length = encodeEvents(list);
    length[size]! ^= 1;
    expect(read(length)).toMatchObject({
      points: [["a", 1, 1, Number.NaN]],
      faults: [{ kind: "length-checksum", offset: size }],
    });
  });

  test("a record that is no event, or whose parts reach out of it, costs itself alone", () => {
    const whole = encodeEvents([{ step: 1, scalars: [["a", 1]] }]);
    const event = encodeEvent({ step: 1, scalars: [["abcdef", 1]] });
    for (let cut = 1; cut < event.length; cut++) {
      const { points, faults } = read(Buffer.concat([frame(event.subarray(0, cut)), whole]));
      expect(points.at(-1)).toEqual(["a", 1, 1, Number.NaN]);
      // A cut between two fields leaves an event that is whole.
      expect(faults.map(({ kind }) => kind)).toEqual(cut === 2 ? [] : ["malformed"]);
    }
    expect(read(Buffer.concat([frame(Buffer.from([0x0f])), whole])).faults).toEqual([
      { kind: "malformed", offset: 0 },
    ]);
  });

  test("a record too long to be read is passed over without being kept", () => {
    const whole = encodeEvents([{ step: 1, scalars: [["a", 1]] }]);
    const huge = frame(Buffer.alloc(MAX_RECORD_BYTES + 1));
    const { points, faults } = read(Buffer.concat([huge, whole]), 1 << 20);
    expect(faults).toEqual([{ kind: "too-long", offset: 0 }]);
    expect(points).toEqual([["a", 1, 1, Number.NaN]]);
  });

  test("fields may come in any order, unknown ones are skipped", () => {
    const pbf = new PbfWriter();
    pbf.writeMessage(
      5,
      (_, summary) => {
        summary.writeMessage(
          1,
          (_inner, value) => {
            value.writeTag(2, 5);
            value.writeFloat(0.5);
            value.writeTag(99, 0);
            value.writeVarint(300);
            value.writeTag(1, 2);
            value.writeString("late");
          },
          0,
        );
      },
      0,
    );
    pbf.writeTag(10, 2);
    pbf.writeString("a longer unknown field");
    pbf.writeTag(2, 0);
    pbf.writeVarint(7);
    pbf.writeTag(1, 1);
    pbf.writeDouble(3);
    expect(read(frame(pbf.finish())).points).toEqual([["late", 7, 0.5, 3]]);
  });

  test("random bytes, framed or not, neither throw nor hang", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, framed) => {
        const { reader } = read(framed ? frame(noise) : noise);
        expect(reader.events).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });

  test("an event file is known by its first bytes", () => {
    expect(opensRecordFile(encodeEvents([{ step: 1 }]))).toBe(true);
    expect(opensRecordFile(Buffer.from("import tensorflow"))).toBe(false);
    expect(opensRecordFile(Buffer.alloc(4))).toBe(false);
  });
});
