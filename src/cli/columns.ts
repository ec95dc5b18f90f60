/** Columns of the terminal; null: there is none, or it does not say, and nothing is cut. */
export const columnsOf = (stream: { readonly isTTY?: boolean; readonly columns?: number }): number | null =>
  stream.isTTY === true && stream.columns !== undefined && stream.columns > 0 ? stream.columns : null;

/** The same for the summary, which can be asked to keep to a width in a pipe too, as other tools are: by COLUMNS. */
export function summaryColumns(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  { COLUMNS = "" }: NodeJS.ProcessEnv,
): number | null {
  return stream.isTTY !== true && /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : columnsOf(stream);
}
