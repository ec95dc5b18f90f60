import type { Change } from "./change.js";
import type { Finding } from "./report.js";
import type { Problem } from "./run.js";

/** What a hook was told: the answer of `exptrack check`. */
export interface CheckReport {
  readonly mode: Change["mode"];
  /** How many files were looked at for what they bring in. */
  readonly files: number;
  /** Introduced ones first, then by severity and place. Forgiven ones are left out. */
  readonly findings: readonly CheckFinding[];
  /** How many findings a suppression or the baseline accepts. */
  readonly forgiven: number;
  readonly problems: readonly Problem[];
}

/**
 * introduced: the change brought it in; older: it was there before, in a file that the change touches. An introduced
 * error of high confidence keeps its severity and blocks; every other error is shown as a warning.
 */
export type CheckFinding = Pick<
  Finding,
  "rule" | "severity" | "confidence" | "message" | "location" | "related" | "fingerprint"
> & {
  readonly standing: "introduced" | "older";
  readonly title: string;
  readonly fix: string;
  readonly example: string | null;
};

export const blocks = ({ severity, standing }: CheckFinding): boolean =>
  severity === "error" && standing === "introduced";
