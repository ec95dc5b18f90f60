/** A command line that cannot be carried out; the message says why and what would do. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** Lines to show before the message, which is always the last word. */
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}
