import { type PbfReader, readMessage, readNested, readSlice } from "./protobuf.js";

/** SummaryMetadata of tensorflow/core/framework/summary.proto: the plugin that a tag belongs to, and its own bytes. */
export interface SummaryMetadata {
  plugin: string | null;
  content: Uint8Array;
}

/** @throws MalformedMessage */
export function readMetadata(bytes: Uint8Array): SummaryMetadata {
  return readMessage<SummaryMetadata>(
    bytes,
    (field, into, reader) => {
      if (field === 1) readNested(reader, readPluginData, into);
    },
    { plugin: null, content: new Uint8Array(0) },
  );
}

function readPluginData(field: number, into: SummaryMetadata, reader: PbfReader): void {
  if (field === 1) into.plugin = text(readSlice(reader));
  else if (field === 2) into.content = readSlice(reader).slice();
}

/** How `tensor_content` holds one element, by DataType (tensorflow/core/framework/types.proto). */
const ELEMENTS: Readonly<Record<number, readonly [bytes: number, read: (view: DataView) => number]>> = {
  1: [4, (v) => v.getFloat32(0, true)],
  2: [8, (v) => v.getFloat64(0, true)],
  3: [4, (v) => v.getInt32(0, true)],
  4: [1, (v) => v.getUint8(0)],
  5: [2, (v) => v.getInt16(0, true)],
  6: [1, (v) => v.getInt8(0)],
  9: [8, (v) => Number(v.getBigInt64(0, true))],
  10: [1, (v) => v.getUint8(0)],
  14: [2, (v) => bfloat16(v.getUint16(0, true))],
  17: [2, (v) => v.getUint16(0, true)],
  19: [2, (v) => float16(v.getUint16(0, true))],
  22: [4, (v) => v.getUint32(0, true)],
  23: [8, (v) => Number(v.getBigUint64(0, true))],
};
const BFLOAT16 = 14;

interface Tensor {
  dtype: number;
  content: Uint8Array | null;
  /** `float_val`, `int_val` …: which of them a tensor uses follows from its dtype. */
  values: number[];
  halves: number[];
  texts: Uint8Array[];
}

function readTensor(bytes: Uint8Array): Tensor {
  return readMessage<Tensor>(
    bytes,
    (field, tensor, reader) => {
      if (field === 1) tensor.dtype = reader.readVarint();
      else if (field === 4) tensor.content = readSlice(reader);
      else if (field === 5) repeated(reader, tensor.values, () => reader.readFloat());
      else if (field === 6) repeated(reader, tensor.values, () => reader.readDouble());
      else if (field === 7 || field === 10 || field === 11) {
        repeated(reader, tensor.values, () => reader.readVarint(true));
      } else if (field === 16 || field === 17) repeated(reader, tensor.values, () => reader.readVarint());
      else if (field === 13) repeated(reader, tensor.halves, () => reader.readVarint());
      else if (field === 8) tensor.texts.push(readSlice(reader));
    },
    { dtype: 0, content: null, values: [], halves: [], texts: [] },
  );
}

/** Packed (one length-delimited field) or one value per field. */
function repeated(reader: PbfReader, into: number[], read: () => number): void {
  if (reader.type !== 2) {
    into.push(read());
    return;
  }
  const end = reader.readVarint() + reader.pos;
  while (reader.pos < end && reader.pos < reader.length) into.push(read());
}

/**
 * The number of a TensorProto that holds exactly one, else null. float16, bfloat16 included.
 * @throws MalformedMessage
 */
export function scalarOf(bytes: Uint8Array): number | null {
  const { dtype, content, values, halves } = readTensor(bytes);
  if (content !== null) {
    const element = ELEMENTS[dtype];
    if (element === undefined || content.length !== element[0]) return null;
    return element[1](new DataView(content.buffer, content.byteOffset, content.byteLength));
  }
  const half = halves[0];
  if (halves.length === 1 && half !== undefined) return dtype === BFLOAT16 ? bfloat16(half) : float16(half);
  return values.length === 1 ? values[0]! : null;
}

/** @throws MalformedMessage */
export function textsOf(bytes: Uint8Array): string[] {
  return readTensor(bytes).texts.map(text);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
