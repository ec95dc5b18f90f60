/** A command line that cannot be carried out; the message says why and what would do. */
export class UsageError extends Error {}
