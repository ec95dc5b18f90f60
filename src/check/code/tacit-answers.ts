import type { RandomSource } from "../../core/evidence.js";
import type { Answer } from "../question.js";
import type { Program } from "./programs.js";
import { UNSEEDED } from "./rule-questions.js";

/** Whoever trains with one of these draws from it: its first weights, its batches. */
const DRAWN_BY_TRAINING: readonly (readonly [source: RandomSource, imported: RegExp])[] = [
  ["torch", /^(?:torch|lightning|pytorch_lightning)\b/],
  ["tensorflow", /^tensorflow\b/],
  ["keras", /^(?:keras|tensorflow|tf_keras)\b/],
];

/**
 * What is known of a program before a change without a word in its code: a draw may stand where no call is seen to lead
 * (a class that is looked up by its name). Where a program trained without a seed, a change that lets the draw be seen
 * brings nothing in.
 */
export function tacitAnswers({ path, model, trains }: Program): readonly Answer[] {
  if (!trains) return [];
  const modules = model.evidence("code.ml-import").map(({ module }) => module);
  const seeded = new Set(model.evidence("code.seed").flatMap(({ sources }) => sources));
  return DRAWN_BY_TRAINING.flatMap(([source, imported]): readonly Answer[] =>
    seeded.has(source) || !modules.some((module) => imported.test(module))
      ? []
      : [
          {
            rule: UNSEEDED,
            outcome: "fail",
            confidence: "low",
            message: source,
            location: { path },
            related: [],
            subject: { path, name: source },
          },
        ],
  );
}
