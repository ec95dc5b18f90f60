/** What the main thread and its helper say to each other. */
export interface BulkTask {
  readonly id: number;
  /** Absolute. */
  readonly paths: readonly string[];
  /** Of `open`. */
  readonly flags: number;
  /** Longer files are left to the main thread. */
  readonly limit: number;
  /** One Int32: the index of the next file that nobody has taken. */
  readonly next: SharedArrayBuffer;
}

export interface BulkReply {
  readonly id: number;
  readonly indices: readonly number[];
  /** Of each file taken, or one of the two below. */
  readonly lengths: readonly number[];
  /** The files one after the other. */
  readonly bytes: ArrayBuffer;
}

export const UNREAD = -1;
export const LONG = -2;
