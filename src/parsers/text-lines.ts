export interface TextLine {
  /** Without its line end. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** False for a last line that nothing ends. */
  readonly ended: boolean;
}

/**
 * Lines of a UTF-8 text that comes in pieces, a byte order mark dropped. Of a line longer than `longest` characters
 * the beginning alone is given, so that memory stays bounded.
 */
export async function* textLines(
  pieces: AsyncIterable<Uint8Array>,
  longest = 16 * 2 ** 20,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  let line = 0;
  const keep = (part: string): void => {
    if (part === "" || length >= longest) return;
    parts.push(part.slice(0, longest - length));
    length += part.length;
  };
  const close = (ended: boolean): TextLine => {
    const text = parts.join("");
    parts = [];
    length = 0;
    return { text: text.endsWith("\r") ? text.slice(0, -1) : text, line: ++line, ended };
  };
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      keep(text.slice(from, end));
      yield close(true);
      from = end + 1;
    }
    keep(text.slice(from));
  }
  keep(decoder.decode());
  if (length > 0) yield close(false);
}
