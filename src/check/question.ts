import type { Change, ChangeState } from "../core/change.js";
import type { Location } from "../core/location.js";
import type { Policy } from "../core/policy.js";
import type { RuleSet } from "../core/rule.js";
import type { Problem } from "../core/run.js";
import type { Confidence, Outcome, Severity } from "../core/vocabulary.js";

/** What a question is asked about: one state of a change. */
export interface Asked {
  readonly change: Change;
  readonly state: ChangeState;
  /** Paths of the changed files as they are called in this state; those that it does not hold are left out. */
  readonly touched: readonly string[];
  /** The rules whose words answers take; loaded when they are asked for. */
  rules(): Promise<RuleSet>;
  /** What the project has set: options of rules stand in its configuration. */
  readonly policy: Policy;
  problem(problem: Problem): void;
}

/** An answer: something wrong in this state, in the words of a rule of the rule set. */
export interface Answer {
  readonly rule: string;
  readonly outcome: Extract<Outcome, "fail" | "partial">;
  readonly confidence: Confidence;
  /** One sentence that the evidence carries. */
  readonly message: string;
  readonly location: Location;
  readonly related: readonly Location[];
  /**
   * What it speaks of, where that is not the line it is shown at: the file (a program, say) and a name within it. It is
   * then known again by these, whatever happens to lines.
   */
  readonly subject?: { readonly path: string; readonly name: string };
  /** Where a hook weighs it otherwise than an audit: what is about to come in can still be kept out. */
  readonly severity?: Severity;
  /** What to type about this very file, in place of the rule's example. */
  readonly example?: string;
  /** Which of the rule's examples fits: trackers and frameworks in use, the nearest first. */
  readonly idiom?: readonly string[];
}

/**
 * One thing that a hook looks at. It is asked about the state after the change and about those before it; what only the
 * state after answers was brought in by the change.
 */
export interface Question {
  readonly id: string;
  /** Whether any of these paths can matter to it: a question that is not concerned loads and reads nothing. */
  concerns(path: string): boolean;
  ask(asked: Asked): Promise<readonly Answer[]>;
}
