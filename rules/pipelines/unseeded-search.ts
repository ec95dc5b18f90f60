import {
  defineRule,
  type EvidenceOf,
  fail,
  notApplicable,
  pass,
  places,
  type RandomSource,
  type RepoModel,
} from "exptrack/core";

/** The global source that a search draws from where it has no seed of its own. */
const DRAWS_FROM: Readonly<Record<string, RandomSource>> = {
  "scikit-optimize": "numpy",
  tpot: "numpy",
  ray: "numpy",
  talos: "numpy",
  "keras-tuner": "python",
};

export const rule = defineRule({
  id: "unseeded-search",
  title: "A search draws other values in every run",
  severity: "info",
  docs: {
    what: "Asks of each search that draws its trials (random, Bayesian, evolutionary …) whether its sampler is given a seed, by itself or by the global source that it draws from.",
    why: "Without a seed another run of the same search tries other values and may name another winner. Optuna's documentation (FAQ, reproducible results) asks for a seeded sampler.",
    limit:
      "A seeded sampler repeats only where trials run one after the other and the objective itself repeats. Searches of scikit-learn are asked for by `unseeded-randomness`.",
    fix: "Seed the sampler.",
    effort: "minutes",
    before: {
      default: "study = optuna.create_study()",
      hydra: "hydra:\n  sweeper:\n    sampler:\n      _target_: optuna.samplers.TPESampler",
    },
    example: {
      default: "study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=42))",
      hydra: "hydra:\n  sweeper:\n    sampler:\n      _target_: optuna.samplers.TPESampler\n      seed: 42",
    },
    references: ["https://optuna.readthedocs.io/en/stable/faq.html"],
  },
  check(model) {
    const drawing = model
      .evidence("code.search")
      .filter(
        ({ tool, method, seeded }) =>
          seeded !== null && method !== "grid" && !tool.startsWith("scikit-learn"),
      );
    if (drawing.length === 0) return notApplicable("no search that draws its trials was found");
    const open = drawing.filter((search) => search.seeded === false && !isSeededFor(model, search));
    return open.length === 0
      ? pass("code", "every search is seeded", places(drawing))
      : open.map((search) =>
          fail("code", `${search.call} draws its trials without a seed`, places([search])),
        );
  },
});

function isSeededFor(model: RepoModel, { tool, programs = [] }: EvidenceOf<"code.search">): boolean {
  const source = DRAWS_FROM[tool];
  return (
    source !== undefined &&
    model
      .evidence("code.seed")
      .some(
        (seed) =>
          seed.sources.includes(source) &&
          seed.on !== "no" &&
          seed.value !== null &&
          seed.own === undefined &&
          (seed.programs === undefined || seed.programs.some((one) => programs.includes(one))),
      )
  );
}
