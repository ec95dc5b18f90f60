/** An expression that cannot be understood: where in it, and what would have been possible there. */
export class QueryError extends Error {
  constructor(
    message: string,
    /** The expression as written. */
    readonly source: string,
    readonly at: number,
    readonly length: number,
    /** The word that is not known, and those that are. */
    readonly unknown: { readonly word: string; readonly known: readonly string[] } | null = null,
  ) {
    super(message);
    this.name = "QueryError";
  }
}
