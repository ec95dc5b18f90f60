import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";

export type ParquetType = "STRING" | "DOUBLE" | "INT64" | "BOOLEAN" | "TIMESTAMP";
export type ParquetValue = string | number | bigint | boolean | Date | null;

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
}

/** Takes bytes; the promise is kept when there is room for more. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

export interface ParquetFile {
  /** One row group; the values of each column in the order of the columns. */
  rows(values: readonly (readonly ParquetValue[])[]): Promise<void>;
  finish(): Promise<void>;
}

/** Writes a Parquet file group by group: no more than one group is held. Every column may hold null. */
export function parquetFile(columns: readonly ParquetColumn[], write: WriteBytes): ParquetFile {
  const buffer = new ByteWriter();
  const flush = async (): Promise<void> => {
    const bytes = buffer.getBytes().slice();
    buffer.index = 0;
    await write(bytes);
  };
  const source = (values: readonly (readonly ParquetValue[])[]) =>
    columns.map((column, index) => ({ ...column, data: [...(values[index] ?? [])] }));
  const writer = new ParquetWriter({
    writer: Object.assign(buffer, { flush, finish: flush }),
    schema: schemaFromColumnData({ columnData: source([]) }),
    createdBy: "exptrack",
  });
  return {
    async rows(values) {
      await writer.write({ columnData: source(values), rowGroupSize: Math.max(values[0]?.length ?? 0, 1) });
    },
    async finish() {
      await writer.finish();
    },
  };
}
