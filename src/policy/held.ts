import type { AcceptedFinding, Baseline } from "../core/policy.js";
import type { Finding } from "../core/report.js";

/** How a baseline and the findings of an audit hang together. */
export interface Held {
  /** Entry by fingerprint of the finding that it holds. */
  readonly findings: ReadonlyMap<string, AcceptedFinding>;
  /** Entries that hold no finding. */
  readonly left: readonly AcceptedFinding[];
}

type Known = Pick<Finding, "rule" | "fingerprint" | "location">;
type Key = (rule: string, path: string, fingerprint: string) => string;

/** Equal findings are numbered; which number one has changes with others that come and go. */
const unnumbered = (fingerprint: string): string => fingerprint.split("-")[0]!;

const EXACT: Key = (rule, path, fingerprint) => `${rule}\0${path}\0${fingerprint}`;
const EQUAL: Key = (rule, path, fingerprint) => `${rule}\0${path}\0${unnumbered(fingerprint)}`;
const ANYWHERE: Key = (rule, _path, fingerprint) => `${rule}\0${unnumbered(fingerprint)}`;

/**
 * Finds each entry's finding: by rule, path and fingerprint; then whatever its number among equals; then, for what is
 * about the whole repository, whatever file it is shown at; last, where the path of the entry is gone, in a file that
 * was renamed. Each entry holds one finding.
 * @param isThere  whether a clone holds a file of this path
 */
export function held(
  baseline: Pick<Baseline, "accepted">,
  findings: readonly Known[],
  isThere: (path: string) => boolean,
): Held {
  const found = new Map<string, AcceptedFinding>();
  let left: readonly AcceptedFinding[] = baseline.accepted;
  const pair = (key: Key, among: readonly Known[], counts: (entry: AcceptedFinding) => boolean): void => {
    const waiting = new Map<string, Known[]>();
    for (const finding of among) {
      if (found.has(finding.fingerprint)) continue;
      const name = key(finding.rule, finding.location.path, finding.fingerprint);
      const equal = waiting.get(name);
      if (equal === undefined) waiting.set(name, [finding]);
      else equal.push(finding);
    }
    left = left.filter((entry) => {
      const finding = counts(entry)
        ? waiting.get(key(entry.rule, entry.path, entry.fingerprint))?.shift()
        : undefined;
      if (finding !== undefined) found.set(finding.fingerprint, entry);
      return finding === undefined;
    });
  };
  const any = (): boolean => true;
  const whole = findings.filter(({ location }) => location.line === undefined && location.run === undefined);
  pair(EXACT, findings, any);
  pair(EQUAL, findings, any);
  pair(ANYWHERE, whole, any);
  pair(ANYWHERE, findings, (entry) => !isThere(entry.path));
  return { findings: found, left };
}
