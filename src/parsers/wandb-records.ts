import { type PbfReader, readMessage, readNested, readText } from "./protobuf.js";
import {
  readItem,
  readTime,
  readTimeOf,
  readUpdate,
  type WandbItem,
  type WandbUpdate,
} from "./wandb-fields.js";
import { readEnvironment, readRun, type WandbEnvironment, type WandbRun } from "./wandb-run-records.js";

export type { WandbItem, WandbUpdate } from "./wandb-fields.js";
export type { WandbEnvironment, WandbRun } from "./wandb-run-records.js";

export interface WandbArtifact {
  type: string;
  name: string;
  /** MD5 of the manifest, hexadecimal. */
  digest: string;
  /** Logged so that this run could use it: an input. */
  used: boolean;
  /** Where entries lie that were not copied: `s3://bucket/train.csv`. At most `MAX_REFERENCES`, which tell the folder. */
  references: string[];
}

const MAX_REFERENCES = 100;

/** What a line of a `.wandb` log says; records that no run needs are left out. */
export type WandbRecord =
  | { readonly kind: "run"; readonly run: WandbRun }
  | { readonly kind: "config" | "summary"; readonly change: WandbUpdate }
  | { readonly kind: "history"; readonly items: readonly WandbItem[]; readonly step: number | null }
  | { readonly kind: "stats"; readonly at: number | null }
  /** What the program printed: `text` is a line or a part of one. */
  | { readonly kind: "output"; readonly at: number | null; readonly text: string }
  /** Paths below `files/`, or patterns of such, that the client was to upload. */
  | { readonly kind: "files"; readonly paths: readonly string[] }
  /** `runtime` in seconds; 0 where the writer did not say (0.10 never does). */
  | { readonly kind: "exit"; readonly code: number; readonly runtime: number }
  | { readonly kind: "artifact"; readonly artifact: WandbArtifact }
  | { readonly kind: "use-artifact"; readonly type: string; readonly name: string }
  | { readonly kind: "tensorboard"; readonly directory: string }
  | { readonly kind: "environment"; readonly environment: WandbEnvironment };

/** `wandb_internal.Record`, field numbers of wandb/proto/wandb_internal.proto and wandb_telemetry.proto (0.21). */
const RECORDS: Readonly<Record<number, (reader: PbfReader) => WandbRecord>> = {
  2: (reader) => readNested(reader, readHistory, { kind: "history", items: [], step: null }),
  3: (reader) => ({ kind: "summary", change: readUpdate(reader) }),
  4: (reader) => readNested(reader, readOutput, { kind: "output", at: null, text: "" }),
  5: (reader) => ({ kind: "config", change: readUpdate(reader) }),
  6: (reader) => readNested(reader, readFiles, { kind: "files", paths: [] }),
  7: (reader) => ({ kind: "stats", at: readTimeOf(reader, 2) }),
  8: (reader) => ({ kind: "artifact", artifact: readArtifact(reader) }),
  9: (reader) => readNested(reader, readTensorboard, { kind: "tensorboard", directory: "" }),
  13: (reader) => readNested(reader, readOutput, { kind: "output", at: null, text: "" }),
  17: (reader) => ({ kind: "run", run: readRun(reader) }),
  18: (reader) => readNested(reader, readExit, { kind: "exit", code: 0, runtime: 0 }),
  25: (reader) => readNested(reader, readUse, { kind: "use-artifact", type: "", name: "" }),
  26: (reader) => ({ kind: "environment", environment: readEnvironment(reader) }),
};

/**
 * One record of a `.wandb` log, which takes `bytes[start, end)`; null where it is of a kind that no run needs (telemetry, alerts, metric definitions).
 * @throws MalformedMessage
 */
export function readWandbRecord(bytes: Uint8Array, start = 0, end = bytes.length): WandbRecord | null {
  return readMessage(bytes, readRecord, { record: null }, start, end).record;
}

function readRecord(field: number, into: { record: WandbRecord | null }, reader: PbfReader): void {
  const read = RECORDS[field];
  if (read !== undefined) into.record = read(reader);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Kind<K extends WandbRecord["kind"]> = Mutable<Extract<WandbRecord, { kind: K }>>;

function readHistory(field: number, into: Kind<"history">, reader: PbfReader): void {
  if (field === 1) (into.items as WandbItem[]).push(readItem(reader));
  else if (field === 2) {
    into.step = readNested(
      reader,
      (number, step, inner) => {
        if (number === 1) step.value = inner.readVarint(true);
      },
      { value: 0 },
    ).value;
  }
}

function readOutput(field: number, into: Kind<"output">, reader: PbfReader): void {
  if (field === 2) into.at = readTime(reader);
  else if (field === 3) into.text = readText(reader);
}

function readFiles(field: number, into: Kind<"files">, reader: PbfReader): void {
  if (field === 1) readNested(reader, readFile, into.paths as string[]);
}

function readFile(field: number, paths: string[], reader: PbfReader): void {
  if (field === 1) paths.push(readText(reader));
}

function readExit(field: number, into: Kind<"exit">, reader: PbfReader): void {
  if (field === 1) into.code = reader.readVarint(true);
  else if (field === 2) into.runtime = reader.readVarint(true);
}

function readUse(field: number, into: Kind<"use-artifact">, reader: PbfReader): void {
  if (field === 2) into.type = readText(reader);
  else if (field === 3) into.name = readText(reader);
}

function readTensorboard(field: number, into: Kind<"tensorboard">, reader: PbfReader): void {
  if (field === 1) into.directory = readText(reader);
}

function readArtifact(reader: PbfReader): WandbArtifact {
  return readNested<WandbArtifact>(reader, readArtifactField, {
    type: "",
    name: "",
    digest: "",
    used: false,
    references: [],
  });
}

function readArtifactField(field: number, into: WandbArtifact, reader: PbfReader): void {
  if (field === 4) into.type = readText(reader);
  else if (field === 5) into.name = readText(reader);
  else if (field === 6) into.digest = readText(reader);
  else if (field === 10) into.used = reader.readBoolean();
  else if (field === 12) readNested(reader, readManifest, into);
}

function readManifest(field: number, into: WandbArtifact, reader: PbfReader): void {
  if (field === 4 && into.references.length < MAX_REFERENCES) readNested(reader, readEntry, into);
}

function readEntry(field: number, into: WandbArtifact, reader: PbfReader): void {
  if (field !== 3) return;
  const reference = readText(reader);
  if (reference !== "") into.references.push(reference);
}
