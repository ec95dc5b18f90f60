import { type PbfReader, readMessage, readNested, readText } from "./protobuf.js";

/** A hyper-parameter as the plugin holds it: google.protobuf.Value, so that every number is a double. */
export type HparamValue =
  | null
  | boolean
  | number
  | string
  | readonly HparamValue[]
  | { [key: string]: HparamValue };

/** HParamsPluginData of tensorboard/plugins/hparams/plugin_data.proto, as far as a run needs it. */
export interface HparamsContent {
  sessionStart: { params: Map<string, HparamValue>; group: string | null; at: number | null } | null;
  /** `status`: 0 unknown, 1 success, 2 failure, 3 running. Times are seconds since the epoch. */
  sessionEnd: { status: number; at: number | null } | null;
}

const MAX_DEPTH = 50;

/** @throws MalformedMessage */
export function readHparams(content: Uint8Array): HparamsContent {
  return readMessage<HparamsContent>(
    content,
    (field, into, reader) => {
      if (field === 3) {
        into.sessionStart = readNested(reader, readSessionStart, {
          params: new Map(),
          group: null,
          at: null,
        });
      } else if (field === 4) {
        into.sessionEnd = readNested(reader, readSessionEnd, { status: 0, at: null });
      }
    },
    { sessionStart: null, sessionEnd: null },
  );
}

function readSessionStart(
  field: number,
  into: NonNullable<HparamsContent["sessionStart"]>,
  reader: PbfReader,
): void {
  if (field === 1) {
    const entry = readNested(reader, readEntry(0), { key: "", value: null });
    into.params.set(entry.key, entry.value);
  } else if (field === 4) into.group = readText(reader) || null;
  else if (field === 5) into.at = reader.readDouble();
}

function readSessionEnd(
  field: number,
  into: NonNullable<HparamsContent["sessionEnd"]>,
  reader: PbfReader,
): void {
  if (field === 1) into.status = reader.readVarint();
  else if (field === 2) into.at = reader.readDouble();
}

interface Entry {
  key: string;
  value: HparamValue;
}

function readEntry(depth: number): (field: number, into: Entry, reader: PbfReader) => void {
  return (field, into, reader) => {
    if (field === 1) into.key = readText(reader);
    else if (field === 2) into.value = readValue(reader, depth);
  };
}

function readValue(reader: PbfReader, depth: number): HparamValue {
  const holder = readNested<{ value: HparamValue }>(
    reader,
    (field, into, inner) => {
      if (field === 2) into.value = inner.readDouble();
      else if (field === 3) into.value = readText(inner);
      else if (field === 4) into.value = inner.readBoolean();
      else if (field === 5 && depth < MAX_DEPTH) {
        const entries: [string, HparamValue][] = [];
        readNested(
          inner,
          (number, list, fields) => {
            if (number !== 1) return;
            const entry = readNested(fields, readEntry(depth + 1), { key: "", value: null });
            list.push([entry.key, entry.value]);
          },
          entries,
        );
        into.value = Object.fromEntries(entries);
      } else if (field === 6 && depth < MAX_DEPTH) {
        into.value = readNested<HparamValue[]>(
          inner,
          (number, list, fields) => {
            if (number === 1) list.push(readValue(fields, depth + 1));
          },
          [],
        );
      }
    },
    { value: null },
  );
  return holder.value;
}
