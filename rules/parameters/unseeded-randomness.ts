import { defineRule, fail, notApplicable, pass, type SeedFacts, share } from "exptrack/core";

export const rule = defineRule({
  id: "unseeded-randomness",
  title: "Random sources that the training draws from are not seeded",
  severity: "error",
  cap: { dimension: "parameters", max: 4 },
  areas: [{ area: "parameter-management" }],
  docs: {
    what: "Asks, for each random source that reachable code draws from, whether a default run seeds it. Calls in tests and dead code do not count; `seed: null` behind a condition is off.",
    why: "Identical training runs differed by up to 10.8 points of accuracy (Pham et al. 2020).",
    limit:
      "A seed makes a run repeatable on one machine and one set of versions only; draws inside of compiled libraries are known by a table, not read.",
    fix: "Seed every random source before its first draw, by default, from a parameter that runs record.",
    effort: "minutes",
    before: {
      default: "model = Net()",
      lightning: "trainer.fit(model)",
      hydra: "# configs/train.yaml\nseed: null",
      huggingface: "model = AutoModel.from_config(config)",
    },
    example: {
      default:
        "random.seed(seed)\nnp.random.seed(seed)\ntorch.manual_seed(seed)  # scikit-learn: random_state=seed\nmodel = Net()",
      lightning: "lightning.seed_everything(cfg.seed, workers=True)\ntrainer.fit(model)",
      hydra: "# configs/train.yaml\nseed: 42  # not null",
      huggingface:
        "transformers.set_seed(training_args.seed)  # the Trainer seeds later than this draws\nmodel = AutoModel.from_config(config)",
    },
  },
  check(model) {
    const { state, sources } = model.seeds;
    if (state === "n-a") return notApplicable("no random source is drawn from");
    if (state === "sacred-auto") {
      const { call = [], import: imported = [] } = model.tracker("sacred")?.signs ?? {};
      return pass("code", "Sacred seeds and records by itself", [...call, ...imported]);
    }
    const open = sources.filter((source) => source.verdict !== "seeded" && source.verdict !== "not-needed");
    if (
      state === "data-only" &&
      sources.length > 0 &&
      sources.every(({ verdict }) => verdict === "not-needed")
    )
      return notApplicable(
        "what the training calls draws nothing",
        sources.flatMap((source) => [...source.locations]),
      );
    if (open.length === 0)
      return state === "full"
        ? pass(
            "code",
            "every random source that the main training draws from is seeded",
            sources.flatMap((source) => [...source.locations]),
          )
        : fail(
            "code",
            `seeding is ${state}`,
            sources.flatMap((source) => [...source.locations]),
          );
    return open.map((source) => verdictOf(source, state));
  },
});

/** Where others are seeded, the whole is half done. */
function verdictOf(source: SeedFacts["sources"][number], state: SeedFacts["state"]) {
  const message =
    source.verdict === "conditional"
      ? `${source.source} is not seeded by default: ${source.why}`
      : source.verdict === "conflicting"
        ? `${source.source} does not keep its seed: ${source.why}`
        : `${source.source} is not seeded: ${source.why}`;
  return state === "partial"
    ? share(0.5, "code", message, source.locations)
    : fail("code", message, source.locations);
}
