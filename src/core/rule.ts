import type { Location } from "./location.js";
import type { RepoModel } from "./model.js";
import type {
  AreaId,
  Basis,
  Confidence,
  DimensionId,
  Effort,
  Outcome,
  Priority,
  RungId,
  Severity,
} from "./vocabulary.js";

/**
 * What a rule answers. `share` is the part of the rung that is earned (pass 1, fail 0); `basis` the kind of
 * evidence that answered, for the strongest kind decides.
 */
export interface Verdict {
  readonly outcome: Outcome;
  readonly share: number;
  readonly basis: Basis;
  /** One sentence that the evidence carries: for a pass what holds, else what is missing. */
  readonly message: string;
  /** What carries the sentence. */
  readonly evidence: readonly Location[];
  /** Where the finding is shown; default: the first evidence, else the model's anchor. */
  readonly at?: Location;
  readonly confidence?: Confidence;
  /** What would have to be there for the answer, where the outcome is unknown. */
  readonly needed?: string;
  /** Counts, but shows no finding of its own: another rule's finding already says it. */
  readonly silent?: true;
  /** Rules whose fix makes this one hold as well, as things stand here. They count in the promised gain. */
  readonly settledBy?: readonly string[];
}

export interface Rule {
  /** kebab-case, names the problem: `unpinned-dependencies`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** The rung that it answers, alone or as one of several alternatives. */
  readonly rung?: RungId;
  /** Version of the rule set that brought it, or in which it began to judge otherwise; 1 where absent. */
  readonly since?: number;
  /** One of several ways up its rung: failing it is no finding while that rung is earned otherwise. */
  readonly oneWay?: true;
  /** The areas that it informs; `key` ones weigh double. */
  readonly areas?: readonly { readonly area: AreaId; readonly key?: boolean }[];
  /** While the rule is not passed, its dimension stays at or under `max`. */
  readonly cap?: { readonly dimension: DimensionId; readonly max: number };
  /**
   * Rules with the same question: a share taken from records on a lower rung bounds the higher ones.
   */
  readonly question?: string;
  /** Rules that the fix of this one settles as well: a lock pins, too. They count in the promised gain. */
  readonly settles?: readonly string[];
  /**
   * What it finds does harm until it is mended, whatever that earns: its recommendation has this priority at least, even
   * as a remark, and comes before the others of the same.
   */
  readonly urgency?: Priority;
  /**
   * What a project may set, by name. Only for rules without rung and cap: options move findings, never the score.
   */
  readonly options?: Readonly<Record<string, RuleOption>>;
  readonly docs: RuleDocs;
  /**
   * Pure and synchronous. Several verdicts: the rung takes the strongest basis, then the weakest share.
   * @param options  a value for every option that the rule declares
   */
  check(model: RepoModel, options: RuleValues): Verdict | readonly Verdict[];
}

/** A number that a project may set. */
export interface RuleOption {
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
  /** What it means, with its unit. */
  readonly describe: string;
}

export type RuleValues = Readonly<Record<string, number>>;

/** The values of a rule's options: what a project has set, else the defaults. */
export const valuesOf = (
  { options = {} }: Pick<Rule, "options">,
  set: Readonly<Record<string, unknown>> = {},
): RuleValues =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const value = Object.hasOwn(set, name) ? set[name] : undefined;
      return [name, typeof value === "number" ? value : option.default];
    }),
  );

export interface RuleDocs {
  readonly what: string;
  /** Why it matters, with its source where somebody has measured it. */
  readonly why: string;
  /** What it cannot tell, or where it may be wrong. */
  readonly limit?: string;
  readonly fix: string;
  readonly effort: Effort;
  /** Code or configuration as it should be, by the tracker in use; `default` where none is. */
  readonly example?: Readonly<Record<string, string>>;
  /** The same place as the rule finds it, by the same names; absent where there is nothing yet. */
  readonly before?: Readonly<Record<string, string>>;
  readonly references?: readonly string[];
}

/** The product's opinion as data: what `rules/` hands to the judge. */
export interface RuleSet {
  /** Counts up whenever rules are added or judge otherwise; stored in baselines. */
  readonly version: number;
  readonly rules: readonly Rule[];
  readonly dimensions: readonly Dimension[];
  readonly areas: readonly Area[];
}

export interface Dimension {
  readonly id: DimensionId;
  readonly title: string;
  readonly question: string;
  /** Five rungs from the lowest; `additive` ones ("+ …") are worth at most the rung beneath. */
  readonly rungs: readonly { readonly text: string; readonly additive?: true }[];
}

export interface Area {
  readonly id: AreaId;
  readonly title: string;
  /** The lowest stakes that call for it; below them it keeps its status at P4. */
  readonly calledForFrom: "low" | "medium" | "high";
  readonly notCalledFor?: string;
}

export const defineRule = (rule: Rule): Rule => rule;

type Shown = Partial<Pick<Verdict, "at" | "confidence" | "needed" | "silent" | "settledBy">>;

export const pass = (
  basis: Basis,
  message: string,
  evidence: readonly Location[],
  more: Shown = {},
): Verdict => ({
  outcome: "pass",
  share: 1,
  basis,
  message,
  evidence,
  ...more,
});

export const fail = (
  basis: Basis,
  message: string,
  evidence: readonly Location[] = [],
  more: Shown = {},
): Verdict => ({
  outcome: "fail",
  share: 0,
  basis,
  message,
  evidence,
  ...more,
});

/** A share of 0 is a fail, of 1 a pass: the outcome follows from the share. */
export const share = (
  part: number,
  basis: Basis,
  message: string,
  evidence: readonly Location[],
  more: Shown = {},
): Verdict => ({
  outcome: part >= 1 ? "pass" : part <= 0 ? "fail" : "partial",
  share: Math.min(1, Math.max(0, part)),
  basis,
  message,
  evidence,
  ...more,
});

/** Static facts decide that the question does not arise here. */
export const notApplicable = (message: string, evidence: readonly Location[] = []): Verdict => ({
  outcome: "na",
  share: 0,
  basis: "code",
  message,
  evidence,
});

/** The answer exists but cannot be seen from here. */
export const unknown = (message: string, needed: string, evidence: readonly Location[] = []): Verdict => ({
  outcome: "unknown",
  share: 0,
  basis: "code",
  message,
  evidence,
  needed,
});
