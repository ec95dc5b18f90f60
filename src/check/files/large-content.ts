/** First bytes of the formats in which data and weights are kept. */
const FORMATS: readonly (readonly [bytes: string, kind: string])[] = [
  ["\x89HDF\r\n\x1a\n", "an HDF5 file"],
  ["\x93NUMPY", "a NumPy array"],
  ["PAR1", "a Parquet table"],
  ["ARROW1", "an Arrow table"],
  ["FEA1", "a Feather table"],
  ["GGUF", "model weights"],
  ["Obj\x01", "an Avro table"],
  ["ORC", "an ORC table"],
];

/**
 * Data or weights by content, whatever the file is called; null: not told.
 * @param head  the first 512 bytes
 */
export function largeContent(head: Buffer): string | null {
  const text = head.toString("latin1");
  const format = FORMATS.find(([bytes]) => text.startsWith(bytes));
  if (format !== undefined) return format[1];
  // torch.save and numpy.savez write ZIP archives whose first entry says what they hold.
  if (text.startsWith("PK\x03\x04")) {
    const name = text.slice(30, 30 + head.readUInt16LE(26));
    if (/(?:^|\/)data\.pkl$|^archive\//.test(name)) return "a PyTorch checkpoint";
    return name.endsWith(".npy") ? "NumPy arrays" : null;
  }
  // Protocol 2 and later, then a frame, a tuple, a mapping, a class or the like (pickletools of Python 3).
  if (/^\x80[\x02-\x05][\x95c\]}()X\x8a\x8c]/.test(text)) return "a pickle";
  // safetensors: the length of its JSON header, and the header.
  if (head.length > 10 && text.slice(8, 10) === '{"' && head.readUInt32LE(4) === 0) return "model weights";
  return null;
}
