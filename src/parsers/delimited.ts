/** What is told of a delimited text (CSV, TSV), row by row. Lines are 1-based. */
export interface DelimitedSink {
  row(cells: readonly string[], line: number): void;
  fault(line: number, message: string): void;
}

export interface DelimitedReader {
  push(text: string): void;
  end(): void;
}

/** A cell in quotes may run over lines, up to here: a stray quote must not swallow a file. */
const LONGEST_QUOTED = 64 * 1024;
const LONGEST_LINE = 16 * 2 ** 20;

/**
 * Reads what Python's `csv` module writes: cells in double quotes where they need them, quotes inside doubled, lines
 * ending in LF, CRLF or (a text file on Windows) CR CR LF. Empty lines are left out. A quote that does not end costs
 * a fault; its line is read as it stands.
 */
export function delimitedReader(delimiter: string, sink: DelimitedSink): DelimitedReader {
  let rest = "";
  let line = 0;
  /** Lines of a row whose quote is still open. */
  let open: { readonly lines: string[]; readonly line: number; length: number } | null = null;
  let skipping = false;

  function push(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const whole = rest + text.slice(from, end);
      rest = "";
      from = end + 1;
      line++;
      if (!skipping) take(whole);
      skipping = false;
    }
    if (skipping) return;
    rest += text.slice(from);
    if (rest.length <= LONGEST_LINE) return;
    sink.fault(line + 1, "a line is too long");
    skipping = true;
    rest = "";
  }

  function take(written: string): void {
    const text = written.replace(/\r+$/, "");
    if (open === null) {
      if (text === "") return;
      if (!text.includes('"')) sink.row(text.split(delimiter), line);
      else if (isOpenAfter(text, delimiter, false)) open = { lines: [text], line, length: text.length };
      else sink.row(cellsOf(text, delimiter), line);
      return;
    }
    open.lines.push(text);
    open.length += text.length + 1;
    if (text.includes('"') && !isOpenAfter(text, delimiter, true)) {
      const { lines, line: first } = open;
      open = null;
      sink.row(cellsOf(lines.join("\n"), delimiter), first);
    } else if (open.length > LONGEST_QUOTED) giveUp();
  }

  /** The first line as it stands, the others as rows of their own. */
  function giveUp(): void {
    if (open === null) return;
    const { lines, line: first } = open;
    open = null;
    sink.fault(first, "a quote does not end");
    lines.forEach((text, index) => {
      if (text !== "") sink.row(text.split(delimiter), first + index);
    });
  }

  function end(): void {
    if (rest !== "" && !skipping) {
      line++;
      take(rest);
    }
    rest = "";
    giveUp();
  }

  return { push, end };
}

/** Is a quote open at the end of this line, which began inside a quote or not? */
function isOpenAfter(line: string, delimiter: string, inside: boolean): boolean {
  let at = 0;
  let open = inside;
  for (;;) {
    if (!open && line[at] === '"') {
      open = true;
      at++;
    }
    while (open) {
      const quote = line.indexOf('"', at);
      if (quote < 0) return true;
      open = line[quote + 1] === '"';
      at = quote + (open ? 2 : 1);
    }
    const end = line.indexOf(delimiter, at);
    if (end < 0) return false;
    at = end + delimiter.length;
  }
}

/** Cells of a row whose quotes all end. */
function cellsOf(row: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = "";
    if (row[at] === '"') {
      at++;
      for (let quoted = true; quoted; ) {
        const quote = row.indexOf('"', at);
        quoted = row[quote + 1] === '"';
        cell += row.slice(at, quote) + (quoted ? '"' : "");
        at = quote + (quoted ? 2 : 1);
      }
    }
    const end = row.indexOf(delimiter, at);
    cells.push(cell + row.slice(at, end < 0 ? undefined : end));
    if (end < 0) return cells;
    at = end + delimiter.length;
  }
}

/** Reads bytes in pieces; yields after each, when the sink has been told of its rows. UTF-8, a BOM dropped. */
export async function* delimitedPieces(
  pieces: AsyncIterable<Uint8Array>,
  delimiter: string,
  sink: DelimitedSink,
): AsyncGenerator<undefined> {
  const decoder = new TextDecoder();
  const reader = delimitedReader(delimiter, sink);
  for await (const piece of pieces) {
    reader.push(decoder.decode(piece, { stream: true }));
    yield;
  }
  reader.push(decoder.decode());
  reader.end();
}

/** All rows of a text that is at hand. */
export function delimitedRows(
  text: string,
  delimiter: string,
): { readonly cells: readonly string[]; readonly line: number }[] {
  const rows: { cells: readonly string[]; line: number }[] = [];
  const reader = delimitedReader(delimiter, {
    row: (cells, line) => rows.push({ cells, line }),
    fault: () => {},
  });
  reader.push(text.startsWith("\ufeff") ? text.slice(1) : text);
  reader.end();
  return rows;
}
