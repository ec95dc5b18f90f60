import type { Code } from "./code.js";
import type { Evidence } from "./evidence.js";
import type { Problem } from "./run.js";
import type { FileEntry, Workspace } from "./workspace.js";

/** What a detector may look at. `files` leaves out ignored files, and what exptrack itself has written. */
export interface DetectionContext {
  readonly workspace: Workspace;
  readonly files: readonly FileEntry[];
  readonly code: Code;
  problem(problem: Problem): void;
  /** Documents that a second look reads as well, where the first found too little. */
  readonly further?: FurtherDocuments;
}

export interface FurtherDocuments {
  /** Speaks for the repository where no README in the usual places does. */
  readonly readme: string | null;
  readonly pages: ReadonlySet<string>;
}

/** Looks, and judges nothing: evidence of known kinds, in any order. */
export interface Detector {
  readonly id: string;
  detect(context: DetectionContext): Promise<readonly Evidence[]> | readonly Evidence[];
}

export const defineDetector = (detector: Detector): Detector => detector;
