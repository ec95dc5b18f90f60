import type { RandomSource } from "../../core/evidence.js";
import type { Answer } from "../question.js";
import type { Program } from "./programs.js";
import { neverSeeded, offByDefault, UNSEEDED } from "./rule-questions.js";

/** Whoever trains with one of these draws from it: its first weights, its batches. */
const DRAWN_BY_TRAINING: readonly (readonly [source: RandomSource, imported: RegExp])[] = [
  ["torch", /^(?:torch|lightning|pytorch_lightning)\b/],
  ["tensorflow", /^tensorflow\b/],
  ["keras", /^(?:keras|tensorflow|tf_keras)\b/],
];

/**
 * What is known of a program before a change without a word in its code. A draw may stand where no call is seen to lead
 * (a class that is looked up by its name): where a program trained without a seed, a change that lets the draw be seen
 * brings nothing in. And where there was no seed at all, one that is off by default is none either.
 */
export function tacitAnswers(program: Program): readonly Answer[] {
  const never = program.model.seeds.sources.filter(
    ({ verdict }) => verdict === "unseeded" || verdict === "conflicting",
  );
  const unseen = unseenDraws(program);
  return [
    ...unseen.map((source) => answer(program.path, neverSeeded(source))),
    ...[...unseen, ...never.map(({ source }) => source)].map((source) =>
      answer(program.path, offByDefault(source)),
    ),
  ];
}

const answer = (path: string, name: string): Answer => ({
  rule: UNSEEDED,
  outcome: "fail",
  confidence: "low",
  message: name,
  location: { path },
  related: [],
  subject: { path, name },
});

function unseenDraws({ model, trains }: Program): readonly RandomSource[] {
  if (!trains) return [];
  const modules = model.evidence("code.ml-import").map(({ module }) => module);
  const seeded = new Set(model.evidence("code.seed").flatMap(({ sources }) => sources));
  return DRAWN_BY_TRAINING.flatMap(([source, imported]) =>
    seeded.has(source) || !modules.some((module) => imported.test(module)) ? [] : [source],
  );
}
