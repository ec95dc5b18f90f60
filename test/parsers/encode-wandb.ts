import { PbfWriter } from "pbf";
import { crc32 } from "../../src/parsers/crc32.js";

/** The log writer's side, for tests (wandb/sdk/internal/datastore.py). `phase`: where block boundaries lie. */
export function encodeLog(records: readonly Uint8Array[], phase: 0 | 7 = 0): Buffer {
  const block = 32768;
  const parts: Buffer[] = [Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00])];
  let at = 7;
  const chunk = (type: number, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from([type]), data]);
    const header = Buffer.alloc(6);
    header.writeUInt32LE(crc32(body), 0);
    header.writeUInt16LE(data.length, 4);
    parts.push(header, body);
    at += 7 + data.length;
  };
  for (const record of records) {
    // With just a header's room left in a block, the first chunk is empty and still the first.
    for (let from = 0, first = true; ; first = false) {
      let left = block - ((at - phase) % block);
      if (left < 7) {
        parts.push(Buffer.alloc(left));
        at += left;
        left = block;
      }
      const to = Math.min(record.length, from + left - 7);
      const last = to === record.length;
      chunk(first ? (last ? 1 : 2) : last ? 4 : 3, record.subarray(from, to));
      if (last) break;
      from = to;
    }
  }
  return Buffer.concat(parts);
}

type Item = readonly [path: string | readonly string[], json: string];

/** Records by the names of wandb_internal.proto, as far as tests write them. */
export const record = {
  run: (run: {
    readonly id?: string;
    readonly project?: string;
    readonly name?: string;
    readonly seconds?: number;
    readonly config?: readonly Item[];
    readonly commit?: string;
    readonly sweep?: string;
    readonly host?: string;
    readonly branch?: { readonly run: string; readonly value: number; readonly metric: string };
  }) =>
    message(17, (pbf) => {
      text(pbf, 1, run.id);
      text(pbf, 3, run.project);
      text(pbf, 8, run.name);
      text(pbf, 12, run.sweep);
      text(pbf, 13, run.host);
      if (run.config) pbf.writeMessage(4, items(1), run.config);
      if (run.seconds !== undefined) pbf.writeMessage(17, timestamp, run.seconds);
      if (run.commit !== undefined) {
        pbf.writeMessage(21, (commit, git) => text(git, 2, commit), run.commit);
      }
      if (run.branch !== undefined) {
        pbf.writeMessage(
          23,
          (branch, inner) => {
            text(inner, 1, branch.run);
            inner.writeTag(2, 1);
            inner.writeDouble(branch.value);
            text(inner, 3, branch.metric);
          },
          run.branch,
        );
      }
    }),
  config: (update: readonly Item[], remove: readonly Item[] = []) =>
    message(5, (pbf) => {
      items(1)(update, pbf);
      items(2)(remove, pbf);
    }),
  summary: (update: readonly Item[], remove: readonly Item[] = []) =>
    message(3, (pbf) => {
      items(1)(update, pbf);
      items(2)(remove, pbf);
    }),
  history: (step: number, row: readonly Item[]) =>
    message(2, (pbf) => {
      items(1)(row, pbf);
      pbf.writeMessage(
        2,
        (value, inner) => {
          inner.writeTag(1, 0);
          inner.writeVarint(value);
        },
        step,
      );
    }),
  exit: (code: number, runtime = 0) =>
    message(18, (pbf) => {
      pbf.writeTag(1, 0);
      pbf.writeVarint(code);
      pbf.writeTag(2, 0);
      pbf.writeVarint(runtime);
    }),
  useArtifact: (type: string, name: string) =>
    message(25, (pbf) => {
      text(pbf, 2, type);
      text(pbf, 3, name);
    }),
  artifact: (type: string, name: string, digest: string, used: boolean, references: readonly string[] = []) =>
    message(8, (pbf) => {
      text(pbf, 4, type);
      text(pbf, 5, name);
      text(pbf, 6, digest);
      pbf.writeTag(10, 0);
      pbf.writeBoolean(used);
      pbf.writeMessage(
        12,
        (list, manifest) => {
          for (const reference of list)
            manifest.writeMessage(4, (value, entry) => text(entry, 3, value), reference);
        },
        references,
      );
    }),
  files: (...paths: readonly string[]) =>
    message(6, (pbf) => {
      for (const path of paths) pbf.writeMessage(1, (value, file) => text(file, 1, value), path);
    }),
  output: (line: string) => message(13, (pbf) => text(pbf, 3, line)),
  /** EnvironmentRecord: fields that are texts, by number. */
  environment: (texts: Readonly<Record<number, string>>) =>
    message(26, (pbf) => {
      for (const [field, value] of Object.entries(texts)) text(pbf, Number(field), value);
    }),
  tensorboard: (directory: string) => message(9, (pbf) => text(pbf, 1, directory)),
};

function message(field: number, write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeMessage(field, (_, inner) => write(inner), null);
  return pbf.finish().slice();
}

function text(pbf: PbfWriter, field: number, value: string | undefined): void {
  if (value === undefined) return;
  pbf.writeTag(field, 2);
  pbf.writeBytes(Buffer.from(value));
}

function items(field: number): (list: readonly Item[], pbf: PbfWriter) => void {
  return (list, pbf) => {
    for (const item of list) {
      pbf.writeMessage(
        field,
        ([path, json], inner) => {
          if (typeof path === "string") text(inner, 1, path);
          else for (const part of path) text(inner, 2, part);
          text(inner, 16, json);
        },
        item,
      );
    }
  };
}

function timestamp(seconds: number, pbf: PbfWriter): void {
  pbf.writeTag(1, 0);
  pbf.writeVarint(seconds);
}
