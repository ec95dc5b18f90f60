/** UTF-8 (byte order mark dropped), UTF-16 by its mark, else Latin-1, in which no byte is wrong. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return Buffer.from(even).swap16().toString("utf16le");
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const rest = marked ? bytes.subarray(3) : bytes;
  const text = rest.toString("utf8");
  // What is no UTF-8 was replaced; the mark itself may stand in a text as well.
  return text.includes("\ufffd") && !Buffer.from(text).equals(rest) ? rest.toString("latin1") : text;
}
