/** What exptrack itself writes into a repository: no evidence of documentation or results, and no history. */
export const REPORT_PATH = "docs/experiment-tracking-analysis.md";
export const SNAPSHOT_PATH = "experiments.lock.jsonl";
export const BASELINE_PATH = "exptrack-baseline.json";
export const CONFIG_PATHS = ["exptrack.yml", ".exptrack.yml", ".github/exptrack.yml"] as const;

const OWN: ReadonlySet<string> = new Set([REPORT_PATH, SNAPSHOT_PATH, BASELINE_PATH, ...CONFIG_PATHS]);

export const isOwnOutput = (path: string): boolean => OWN.has(path);
