import type { DetectionContext } from "../../../core/detector.js";
import type { CodeRisk } from "../../../core/evidence.js";
import type { Confidence } from "../../../core/vocabulary.js";
import type { Placed } from "../study/run-places.js";
import type { Study } from "../study/study.js";

/** What a call harms, with what shows it. */
export interface Danger {
  readonly risk: CodeRisk;
  readonly why: string;
  readonly confidence: Confidence;
}

/** Judges one call: null where it does no harm, or where that cannot be told. */
export type Judge = (study: Study, placed: Placed, context: DetectionContext) => Danger | null;

/** A judge, and the last parts of the names that it wants to see. */
export interface Bench {
  readonly methods: ReadonlySet<string>;
  readonly judge: Judge;
}
