/**
 * What one run of the program leaves behind for the next, so that the same text is not read twice. Values are plain
 * data and come back exactly as they were given, or not at all: a memory may lose anything at any time.
 */
export interface Memory {
  /** undefined: nothing is kept under this name, or it is damaged, or another version of the program kept it. */
  recall(slot: string): Promise<unknown>;
  /** Takes the place of what was kept under this name. Never fails: what cannot be kept is not. */
  keep(slot: string, value: unknown): Promise<void>;
}
