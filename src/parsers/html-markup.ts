/** The little HTML that documents hold: comments and tables. */
export interface HtmlTable {
  readonly header: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly offset: number }[];
  /** Lines before it, from 0. */
  readonly offset: number;
}

/** Blanks `<!-- … -->`, keeping line numbers. One that is never closed stays. */
export function withoutComments(text: string): string {
  let out = "";
  let at = 0;
  for (;;) {
    const open = text.indexOf("<!--", at);
    if (open < 0) return out + text.slice(at);
    const close = text.indexOf("-->", open + 4);
    if (close < 0) return out + text.slice(at);
    out += text.slice(at, open) + text.slice(open, close + 3).replace(/[^\n]/g, " ");
    at = close + 3;
  }
}

const TAG = /<(\/?)(table|tr|td|th|thead|tbody)\b[^<>]{0,1500}>/gi;
const COLSPAN = /colspan\s*=\s*["']?(\d{1,2})/i;

/** Tables of a piece of HTML; nested ones are read as part of the outer one. Cells keep their markup. */
export function htmlTables(source: string): readonly HtmlTable[] {
  const tables: { header: string[]; rows: { cells: string[]; offset: number }[]; offset: number }[] = [];
  let table: (typeof tables)[number] | null = null;
  let row: { cells: string[]; heads: number; offset: number } | null = null;
  let cell: { from: number; span: number } | null = null;
  const lineAt = lineCounter(source);
  const endCell = (to: number) => {
    if (cell === null || row === null) return;
    const text = source.slice(cell.from, to).trim();
    for (let i = 0; i < Math.max(1, Math.min(cell.span, 20)); i += 1) row.cells.push(text);
    cell = null;
  };
  const endRow = (to: number) => {
    endCell(to);
    if (row !== null && table !== null && row.cells.length > 0) {
      const isHeader = row.heads > 0 && table.rows.length === 0 && (row.heads > 1 || row.cells.length === 1);
      if (isHeader && row.cells.length >= table.header.length) table.header = row.cells;
      else if (!isHeader) table.rows.push({ cells: row.cells, offset: row.offset });
    }
    row = null;
  };
  for (const match of source.matchAll(TAG)) {
    const closing = match[1] === "/";
    const name = match[2]!.toLowerCase();
    const index = match.index;
    const after = index + match[0].length;
    if (name === "table") {
      endRow(index);
      if (closing) table = null;
      else if (table === null) {
        table = { header: [], rows: [], offset: lineAt(index) };
        tables.push(table);
      }
    } else if (name === "tr") {
      endRow(index);
      if (!closing) row = { cells: [], heads: 0, offset: lineAt(index) };
    } else if (name === "td" || name === "th") {
      endCell(index);
      // A cell without a row opens one, as in browsers.
      if (!closing && table !== null) row ??= { cells: [], heads: 0, offset: lineAt(index) };
      if (!closing && row !== null) {
        if (name === "th") row.heads += 1;
        cell = { from: after, span: Number(COLSPAN.exec(match[0])?.[1] ?? 1) };
      }
    }
  }
  return tables.map((found) =>
    found.header.length > 0 || found.rows.length === 0
      ? found
      : { header: found.rows[0]!.cells, rows: found.rows.slice(1), offset: found.offset },
  );
}

function lineCounter(text: string): (index: number) => number {
  let at = 0;
  let line = 0;
  return (index) => {
    while (at < index) if (text[at++] === "\n") line += 1;
    return line;
  };
}
