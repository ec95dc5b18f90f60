import { defineRule, fail, notApplicable, pass, places, unknown } from "exptrack/core";

export const rule = defineRule({
  id: "published-weights-without-card",
  title: "Published weights come without a model card",
  severity: "info",
  docs: {
    what: "Where documents offer the project's own weights: looks for a model card, by name or by the front matter of a model hub.",
    why: "Who downloads weights needs to know what they were trained on, how they were measured and where they fail; model cards exist for that (Mitchell et al. 2019, Model Cards for Model Reporting).",
    limit: "A card on a model hub is not read, and a README may tell the same without being called a card.",
    fix: "Add a MODEL_CARD.md with intended use, training data, evaluation and limitations.",
    effort: "hours",
    example: {
      default:
        "# Model card: flowers-resnet\n\n## Intended use\n## Training data\n## Evaluation\n## Limitations",
    },
    references: ["https://arxiv.org/abs/1810.03993"],
  },
  check(model) {
    const offers = model.evidence("weights.offer");
    if (offers.length === 0) return notApplicable("documents offer no weights");
    const cards = model.evidence("inventory.item").filter((item) => item.item === "model card");
    if (cards.length > 0) return pass("documents", "a model card is there", places(cards));
    const onHub = offers.filter(({ url = "" }) =>
      /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co|modelscope\.cn|kaggle\.com\/models)\//i.test(url),
    );
    return onHub.length > 0
      ? unknown(
          "the weights lie on a model hub, where their card would be",
          "the card on the hub",
          places(onHub),
        )
      : fail("documents", "weights are offered, and no model card tells of them", places(offers));
  },
});
