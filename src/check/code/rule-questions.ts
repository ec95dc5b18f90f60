import type { RandomSource } from "../../core/evidence.js";
import { compareLocations } from "../../core/location.js";
import type { RepoModel } from "../../core/model.js";
import { activeTrackers } from "../../core/queries/training.js";
import type { Rule, Verdict } from "../../core/rule.js";
import type { Confidence } from "../../core/vocabulary.js";
import type { Program } from "./programs.js";

export const UNSEEDED = "unseeded-randomness";
export const WITHOUT_COMMIT = "run-without-commit";

/** What an answer about a random source speaks of: a seed that is off is better than none. */
export const offByDefault = (source: string): string => `${source}, by default`;
export const neverSeeded = (source: string): string => source;

/** Whether rules may have something to say of it. */
export const isSuspect = ({ model }: Program): boolean =>
  model.seeds.sources.some(isOpen) ||
  model.evidence("code.determinism").length > 0 ||
  activeTrackers(model).length > 0;

const isOpen = ({ verdict }: RepoModel["seeds"]["sources"][number]): boolean =>
  verdict !== "seeded" && verdict !== "not-needed";

export interface Open {
  /** What it speaks of, within the program. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly idiom: readonly string[];
}

export interface RuleQuestion {
  readonly rule: string;
  verdicts(program: Program, rules: readonly Rule[]): readonly Open[];
}

/** What each rule says of a program alone. */
export const RULE_QUESTIONS: readonly RuleQuestion[] = [
  {
    rule: UNSEEDED,
    verdicts: ({ model }, rules) =>
      model.seeds.sources.filter(isOpen).flatMap((source) => {
        const certain = isCertain(model, source);
        if (!certain && !isDrawn(model, source.source)) return [];
        const seeds = { ...model.seeds, sources: [source] };
        return failures(UNSEEDED, { ...model, seeds }, rules).map((verdict) => ({
          name: source.verdict === "conditional" ? offByDefault(source.source) : neverSeeded(source.source),
          verdict,
          confidence: certain ? "high" : "medium",
          idiom: frameworksOf(model),
        }));
      }),
  },
  {
    rule: "determinism-defeated",
    verdicts: ({ model }, rules) =>
      failures("determinism-defeated", model, rules).map((verdict) => ({
        name: verdict.message,
        verdict,
        confidence: "high",
        idiom: [],
      })),
  },
  {
    rule: WITHOUT_COMMIT,
    verdicts: ({ path, model }, rules) => {
      const trackers = activeTrackers(model);
      if (trackers.length === 0) return [];
      const ids = new Set(trackers.map(({ id }) => id));
      const calls = model
        .evidence("tracker.call")
        .filter((call) => call.role === "init" && call.on !== "no" && ids.has(call.tracker));
      const places = calls
        .map(({ location }) => location)
        .sort((a, b) => Number(b.path === path) - Number(a.path === path) || compareLocations(a, b));
      return failures(WITHOUT_COMMIT, model, rules).map((verdict) => ({
        name: trackers.map(({ id }) => id).join(" "),
        verdict: {
          ...verdict,
          message: `neither ${trackers.map(({ title }) => title).join(", ")} nor the code stores the commit of a run`,
          evidence: places.length > 0 ? places : verdict.evidence,
        },
        confidence: calls.some((call) => call.on === "yes") ? "high" : "medium",
        idiom: trackers.map(({ id }) => (id === "lightning" ? "tensorboard" : id)),
      }));
    },
  },
];

function failures(id: string, model: RepoModel, rules: readonly Rule[]): readonly Verdict[] {
  const rule = rules.find((one) => one.id === id);
  const answer = rule?.check(model, {}) ?? [];
  const verdicts = "outcome" in answer ? [answer] : answer;
  return verdicts.filter(({ outcome }) => outcome === "fail" || outcome === "partial");
}

/**
 * What a condition decides is not certain, nor is what comes first where the draw and the seed stand in two files: the
 * way to the draw may depend on what the tree does not hold.
 */
function isCertain(model: RepoModel, { source, verdict }: RepoModel["seeds"]["sources"][number]): boolean {
  if (verdict === "conditional") return isOff(model, source);
  const early = model.evidence("code.random").filter((draw) => draw.source === source && draw.early === true);
  const seeds = new Set(model.evidence("code.seed").map(({ location }) => location.path));
  return early.length === 0 || early.some(({ location }) => seeds.has(location.path));
}

/** A source from which nothing is seen to draw may need no seed. */
const isDrawn = (model: RepoModel, source: RandomSource): boolean =>
  model.evidence("code.random").some((draw) => draw.source === source) ||
  model.evidence("code.seed").some((seed) => seed.own !== undefined && seed.sources.includes(source));

/** A seed is there that a default run leaves out: `seed: null`, an option that is off. */
const isOff = (model: RepoModel, source: string): boolean =>
  model
    .evidence("code.seed")
    .some((seed) => seed.sources.some((one) => one === source) && (seed.on === "no" || seed.value === null));

const FRAMEWORKS: readonly (readonly [pattern: RegExp, idiom: string])[] = [
  [/lightning/, "lightning"],
  [/^transformers/, "huggingface"],
];

function frameworksOf(model: RepoModel): readonly string[] {
  const modules = model.evidence("code.ml-import").map(({ module }) => module);
  return FRAMEWORKS.flatMap(([pattern, idiom]) => (modules.some((one) => pattern.test(one)) ? [idiom] : []));
}
