import type { Location } from "./location.js";
import type { DimensionId, Severity } from "./vocabulary.js";

/** What a project says about its findings: configuration, suppressions in its files, a baseline. */

/** One project's configuration, as its file says it; what the file leaves out has the value of `NO_CONFIGURATION`. */
export interface Configuration {
  /** The file it was read from, relative to the repository's root, or as it was named; null: there is none. */
  readonly path: string | null;
  /** Least score, 0 to 30; null: no gate. */
  readonly threshold: number | null;
  /** Least points of single dimensions, 0 to 5. */
  readonly floors: Readonly<Partial<Record<DimensionId, number>>>;
  /** Path of the baseline file, relative to the repository's root; null: none is used unless one is named. */
  readonly baseline: string | null;
  /** False: records of this machine are left out, as `--no-local` does. */
  readonly local: boolean;
  /** Glob patterns of files that are not looked at, relative to the folder of the configuration. */
  readonly exclude: readonly string[];
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly ignore: readonly Suppression[];
  /** Projects below the root that are gated too. */
  readonly projects: readonly ProjectSetting[];
}

export interface RuleSetting {
  readonly severity?: Severity | "off";
  /** By the name that the rule gives them. Options move findings, never the score. */
  readonly options?: Readonly<Record<string, number | boolean | string>>;
}

export interface ProjectSetting {
  /** Folder, relative to the audited root. */
  readonly root: string;
  readonly threshold: number | null;
}

/** Findings of one rule that somebody has accepted. */
export interface Suppression {
  readonly rule: string;
  /**
   * line: findings on the lines that `covers` names; cell: of the notebook cell; file: of the whole file;
   * paths: of the files that one of the patterns matches, all files where there is none.
   */
  readonly reach: "line" | "cell" | "file" | "paths";
  readonly paths: readonly string[];
  /** Why it is accepted; null: nobody said. */
  readonly reason: string | null;
  /** Last day on which it holds (ISO 8601 date); the gate alone looks at the clock. */
  readonly expires: string | null;
  /** Where it is written. */
  readonly location: Location;
  /** Reach "line": first and last line that it speaks of; null: no code follows it. Absent: its own line and the next. */
  readonly covers?: readonly [first: number, last: number] | null;
  /** Why it cannot be heeded. */
  readonly malformed?: string;
}

/** The state that a project has accepted: what may not get worse. `exptrack-baseline.json`. */
export interface Baseline {
  readonly schemaVersion: 1;
  /** Of the rule set that made it: rules that came later cannot fail it. */
  readonly ruleSet: number;
  readonly floors: Readonly<Partial<Record<DimensionId, number>>>;
  readonly accepted: readonly AcceptedFinding[];
}

export interface AcceptedFinding {
  readonly rule: string;
  readonly path: string;
  readonly fingerprint: string;
  readonly reason?: string;
}

/** Everything that a project has said, in the hands of an audit. */
export interface Policy {
  readonly configuration: Configuration;
  readonly baseline: Baseline | null;
  /** False: suppressions are read and reported, and none is heeded. */
  readonly ignores: boolean;
}

export const NO_CONFIGURATION: Configuration = {
  path: null,
  threshold: null,
  floors: {},
  baseline: null,
  local: true,
  exclude: [],
  rules: new Map(),
  ignore: [],
  projects: [],
};

export const NO_POLICY: Policy = { configuration: NO_CONFIGURATION, baseline: null, ignores: true };
