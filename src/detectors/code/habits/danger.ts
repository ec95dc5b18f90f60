import type { DetectionContext } from "../../../core/detector.js";
import type { CodeRisk } from "../../../core/evidence.js";
import type { Confidence } from "../../../core/vocabulary.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";

/** What a call harms, with what shows it. */
export interface Danger {
  readonly why: string;
  readonly confidence: Confidence;
}

/** Judges one call: "sound" where it might do harm and is seen not to; null where it could not, or cannot be told. */
export type Judge = (study: Study, placed: Placed, context: DetectionContext) => Danger | "sound" | null;

/** A judge, and the last parts of the names that it wants to see. */
export interface Bench {
  readonly methods: ReadonlySet<string>;
  readonly risk: CodeRisk;
  readonly judge: Judge;
}
