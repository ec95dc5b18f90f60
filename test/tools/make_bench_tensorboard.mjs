// `node make_bench_tensorboard.mjs FOLDER`: 40 runs of TensorBoard, one event file of 50,000 scalars each (87 MB), for
// the benchmark. The same bytes every time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const RUNS = 40;
const STEPS = 25_000;
const TAGS = ["loss", "acc"].map((tag) => Buffer.from(tag));
const START = 1_700_000_000;
/** Longer than any event here with its frame. */
const EVENT_BYTES = 64;

/** CRC-32C, a byte at a time, masked as TFRecord files have it. */
const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  return c;
});
function masked(bytes, start, end) {
  let c = -1;
  for (let i = start; i < end; i++) c = (c >>> 8) ^ TABLE[(c ^ bytes[i]) & 255];
  const crc = ~c >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Frames the event that `write` puts into `bytes` from a position on; returns where the frame ends. */
function frame(bytes, at, write) {
  const end = write(at + 12);
  bytes.writeUInt32LE(end - at - 12, at);
  bytes.writeUInt32LE(0, at + 4);
  bytes.writeUInt32LE(masked(bytes, at, at + 8), at + 8);
  return bytes.writeUInt32LE(masked(bytes, at + 12, end), end);
}

function writeTime(bytes, at, seconds) {
  bytes[at] = 0x09;
  return bytes.writeDoubleLE(seconds, at + 1);
}

function writeVersion(bytes, at) {
  const version = Buffer.from("brain.Event:2");
  const next = writeTime(bytes, at, START);
  bytes[next] = 0x1a;
  bytes[next + 1] = version.length;
  return next + 2 + version.copy(bytes, next + 2);
}

/** Event { wall_time, step, summary { value { tag, simple_value } } }; step 0 is left out, as proto3 does. */
function writeScalar(bytes, at, step, tag, value) {
  let next = writeTime(bytes, at, START + 1 + step);
  if (step > 0) {
    bytes[next++] = 0x10;
    let rest = step;
    for (; rest > 127; rest >>>= 7) bytes[next++] = (rest & 127) | 128;
    bytes[next++] = rest;
  }
  for (const byte of [0x2a, tag.length + 9, 0x0a, tag.length + 7, 0x0a, tag.length]) bytes[next++] = byte;
  next += tag.copy(bytes, next);
  bytes[next] = 0x15;
  return bytes.writeFloatLE(value, next + 1);
}

const folder = process.argv[2];
const bytes = Buffer.alloc((1 + STEPS * TAGS.length) * EVENT_BYTES);
for (let run = 0; run < RUNS; run++) {
  let at = frame(bytes, 0, (from) => writeVersion(bytes, from));
  for (let step = 0; step < STEPS; step++) {
    for (const [index, tag] of TAGS.entries()) {
      const value = (index + 1) / (1 + ((step * 31 + run * 17) % 1009));
      at = frame(bytes, at, (from) => writeScalar(bytes, from, step, tag, value));
    }
  }
  const directory = join(folder, "runs", String(run).padStart(2, "0"));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `events.out.tfevents.${START}.bench.1.0`), bytes.subarray(0, at));
}
